import SessionModel

/// What PHP's own session handler `php` writes, `key|value` after `key|value`, each value serialised: session files,
/// Symfony's database and Redis handlers, phpredis, Drupal.
///
/// An empty payload is a session without entries.
public struct PHPSessionCodec: PayloadCodec {
  static let name = "php-session"

  public init() {}

  public func decode(_ payload: [UInt8]) -> Decoded {
    do throws(DecodingFailure) {
      var source: SourceNode?
      return try Self.read(payload, source: &source)
    } catch {
      return Decoded(Value(textOrBytes: payload), codec: Self.name, editObstacle: error.obstacle(Self.name))
    }
  }

  public func encode(_ value: Value, replacing original: [UInt8]) throws(EditObstacle) -> [UInt8] {
    var source: SourceNode? = SourceNode()
    let before: Decoded
    do throws(DecodingFailure) {
      before = try Self.read(original, source: &source)
    } catch {
      throw error.obstacle(Self.name)
    }
    if let obstacle = before.editObstacle ?? value.readObstacle { throw obstacle }
    var writer = PHPWriter(originalBytes: original)
    try writer.writeSession(
      value.members ?? [], replacing: Original(value: before.value, source: source ?? SourceNode()))
    guard decode(writer.output).value.means(value, mapsAreLists: true) else {
      throw .undecodable("php-session: does not read back")
    }
    return writer.output
  }

  private static func read(_ payload: [UInt8], source: inout SourceNode?) throws(DecodingFailure) -> Decoded {
    var reader = PHPReader(payload)
    let value = try reader.session(&source)
    return Decoded(value, codec: name, editObstacle: reader.editObstacle(of: value))
  }
}
