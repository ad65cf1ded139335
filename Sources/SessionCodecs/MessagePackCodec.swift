import SessionModel

/// MessagePack (msgpack/msgpack spec.md), as Flask-Session stores it: a map at the top.
///
/// An edit keeps what the format knows and `Value` does not: a number's width, single precision, `str` or `bin`, and
/// extension types. Keys that are not text are shown with their type, and such a session is not edited.
public struct MessagePackCodec: PayloadCodec {
  public init() {}

  public func decode(_ payload: [UInt8]) -> Decoded {
    do throws(DecodingFailure) {
      var source: SourceNode?
      return try Self.read(payload, source: &source)
    } catch {
      return Decoded(.bytes(payload), codec: "msgpack", editObstacle: error.obstacle("msgpack"))
    }
  }

  public func encode(_ value: Value, replacing original: [UInt8]) throws(EditObstacle) -> [UInt8] {
    let before = original.isEmpty ? nil : try Self.original(original)
    if let obstacle = value.readObstacle { throw obstacle }
    var writer = MessagePackWriter(originalBytes: original)
    try writer.write(value, replacing: before)
    guard decode(writer.output).value.means(value) else { throw .undecodable("msgpack: does not read back") }
    return writer.output
  }

  /// The payload with the place of everything in it; throws what stands in the way of replacing it.
  private static func original(_ payload: [UInt8]) throws(EditObstacle) -> Original {
    var source: SourceNode? = SourceNode()
    let decoded: Decoded
    do throws(DecodingFailure) {
      decoded = try read(payload, source: &source)
    } catch {
      throw error.obstacle("msgpack")
    }
    if let obstacle = decoded.editObstacle { throw obstacle }
    return Original(value: decoded.value, source: source ?? SourceNode())
  }

  private static func read(_ payload: [UInt8], source: inout SourceNode?) throws(DecodingFailure) -> Decoded {
    var reader = MessagePackReader(payload)
    let value = try reader.root(&source)
    return Decoded(value, codec: "msgpack", editObstacle: value.readObstacle ?? reader.obstacle)
  }
}
