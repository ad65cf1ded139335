import SessionModel

/// Turns a stored payload into a value and back: one conforming type, one file, per format.
///
/// Decoding never runs anything: no unpickling, no unserialising of classes, no evaluation.
public protocol PayloadCodec: Sendable {
  /// The payload as a value. What cannot be changed from outside is still shown: `Decoded.editObstacle` says why.
  func decode(_ payload: [UInt8]) -> Decoded

  /// The payload for `value`, which replaces `original`: every part that did not change is carried over byte for
  /// byte, or spelled the same way. An empty `original` makes a new payload. Throws the reason it cannot be written.
  func encode(_ value: Value, replacing original: [UInt8]) throws(EditObstacle) -> [UInt8]

  /// True where the payload is JSON text itself, so that filters may look into it without decoding.
  var isPlainJSON: Bool { get }

  /// Appends the JSON text inside the payload to `buffer`, where there is one: what a filter over a million rows looks
  /// into instead of building values. False, with nothing appended, where this payload holds no JSON or is damaged.
  ///
  /// Only the wrapping is undone: signatures are not checked, and the text may turn out not to be JSON. The buffer is
  /// the caller's so that it can be used again for the next row.
  func appendJSON(of payload: UnsafeBufferPointer<UInt8>, to buffer: inout [UInt8]) -> Bool
}

/// A payload as read.
public struct Decoded: Sendable, Hashable {
  public var value: Value
  /// `json`, `signed json`, `msgpack`, `php`, …; codecs are told per payload, not per table.
  public var codec: String
  /// Why it cannot be edited; nil when it can.
  public var editObstacle: EditObstacle?

  public init(_ value: Value, codec: String, editObstacle: EditObstacle? = nil) {
    self.value = value
    self.codec = codec
    self.editObstacle = editObstacle
  }
}

extension PayloadCodec {
  public var isPlainJSON: Bool { false }

  public func appendJSON(of payload: UnsafeBufferPointer<UInt8>, to buffer: inout [UInt8]) -> Bool { false }

  /// The JSON text inside the payload, nil where there is none; see `appendJSON(of:to:)`.
  public func jsonBytes(of payload: [UInt8]) -> [UInt8]? {
    var buffer: [UInt8] = []
    return payload.withUnsafeBufferPointer({ appendJSON(of: $0, to: &buffer) }) ? buffer : nil
  }
}
