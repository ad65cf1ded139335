import SessionModel

/// Flask-Session's `data`: MessagePack since 0.7, JSON where configured, and pickles that older versions left behind.
/// Told for every payload by itself, because Flask-Session migrates row by row.
///
/// Source: pallets-eco/flask-session src/flask_session/base.py (`MsgSpecSerializer.decode`).
public struct FlaskCodec: PayloadCodec {
  /// What a payload that replaces none is written as.
  public enum Format: Sendable, Hashable { case messagePack, json }

  private let newFormat: Format
  private let json = JSONCodec()
  private let messagePack = MessagePackCodec()
  private let pickle = PickleCodec()

  public init(newFormat: Format = .messagePack) { self.newFormat = newFormat }

  public func decode(_ payload: [UInt8]) -> Decoded { codec(of: payload).decode(payload) }

  public func encode(_ value: Value, replacing original: [UInt8]) throws(EditObstacle) -> [UInt8] {
    try codec(of: original).encode(value, replacing: original)
  }

  public func appendJSON(of payload: UnsafeBufferPointer<UInt8>, to buffer: inout [UInt8]) -> Bool {
    payload.first == UInt8(ascii: "{") && json.appendJSON(of: payload, to: &buffer)
  }

  private func codec(of payload: [UInt8]) -> any PayloadCodec {
    guard let first = payload.first else { return newFormat == .json ? json : messagePack }
    // As MessagePack, `{` is the number 123, which is no session.
    if first == UInt8(ascii: "{") { return json }
    return PickleCodec.isPickle(payload) ? pickle : messagePack
  }
}
