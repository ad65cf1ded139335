import SessionModel

/// What PHP's `serialize` writes, with an array of the entries at the top: Laravel, and PHP's `php_serialize` handler.
///
/// A payload that is a serialised string with the serialised entries inside (Laravel's cache-backed sessions in Redis)
/// is read and written through both layers.
///
/// PHP has one array type. Keys 0, 1, 2… in order make an `.array`, an empty one too; everything else is an `.object`
/// whose integer keys are shown, and written back, by their digits. Objects are opaque and carried over.
public struct PHPSerializeCodec: PayloadCodec {
  static let name = "php"

  public init() {}

  public func decode(_ payload: [UInt8]) -> Decoded {
    if let inner = Self.innerText(of: payload) {
      return Self.isJSON(inner) ? Self.innerJSON.decode(inner) : decode(inner)
    }
    do throws(DecodingFailure) {
      var source: SourceNode?
      return try Self.read(payload, source: &source)
    } catch {
      return Decoded(Value(textOrBytes: payload), codec: Self.name, editObstacle: error.obstacle(Self.name))
    }
  }

  public func encode(_ value: Value, replacing original: [UInt8]) throws(EditObstacle) -> [UInt8] {
    if let inner = Self.innerText(of: original) {
      let codec: any PayloadCodec = Self.isJSON(inner) ? Self.innerJSON : self
      return Self.wrapped(try codec.encode(value, replacing: inner))
    }
    let before = original.isEmpty ? nil : try Self.original(original)
    if let obstacle = value.readObstacle { throw obstacle }
    var writer = PHPWriter(originalBytes: original)
    try writer.write(value, replacing: before)
    guard decode(writer.output).value.means(value, mapsAreLists: true) else {
      throw .undecodable("php: does not read back")
    }
    return writer.output
  }

  public func appendJSON(of payload: UnsafeBufferPointer<UInt8>, to buffer: inout [UInt8]) -> Bool {
    guard payload.first == UInt8(ascii: "s"), let inner = Self.innerText(of: Array(payload)),
      inner.first == UInt8(ascii: "{")
    else { return false }
    buffer += inner
    return true
  }

  private static let innerJSON = JSONCodec(newStyle: .compact, emptyListIsObject: true)

  /// The text of `s:N:"…";` where the text is entries itself.
  private static func innerText(of payload: [UInt8]) -> [UInt8]? {
    guard payload.first == UInt8(ascii: "s") else { return nil }
    var source: SourceNode?
    var reader = PHPReader(payload)
    let inner: [UInt8]
    switch try? reader.root(&source) {
    case .string(let text): inner = Array(text.string.utf8)
    case .bytes(let bytes): inner = bytes
    default: return nil
    }
    return inner.starts(with: Array("a:".utf8)) || isJSON(inner) ? inner : nil
  }

  private static func isJSON(_ text: [UInt8]) -> Bool {
    text.first == UInt8(ascii: "{") || text == Array("[]".utf8)
  }

  /// `text` as a serialised string.
  static func wrapped(_ text: [UInt8]) -> [UInt8] { Array("s:\(text.count):\"".utf8) + text + Array("\";".utf8) }

  private static func original(_ payload: [UInt8]) throws(EditObstacle) -> Original {
    var source: SourceNode? = SourceNode()
    let decoded: Decoded
    do throws(DecodingFailure) {
      decoded = try read(payload, source: &source)
    } catch {
      throw error.obstacle(name)
    }
    if let obstacle = decoded.editObstacle { throw obstacle }
    return Original(value: decoded.value, source: source ?? SourceNode())
  }

  private static func read(_ payload: [UInt8], source: inout SourceNode?) throws(DecodingFailure) -> Decoded {
    var reader = PHPReader(payload)
    let value = asEntries(try reader.root(&source))
    return Decoded(value, codec: name, editObstacle: reader.editObstacle(of: value))
  }

  /// The top is entries, also where their keys happen to be 0, 1, 2… or there are none.
  private static func asEntries(_ value: Value) -> Value {
    guard case .array(let elements) = value else { return value }
    return .object(elements.enumerated().map { Value.Member(Text(String($0)), $1) })
  }
}

extension PHPReader {
  /// What stands in the way of editing what was read.
  func editObstacle(of value: Value) -> EditObstacle? {
    value.readObstacle ?? obstacle ?? (holdsReference ? .opaque("reference") : nil)
  }
}
