// What an app needs to read and make values of a session.
@_exported public import struct SessionModel.Number
@_exported public import struct SessionModel.Text
@_exported public import enum SessionModel.Value
