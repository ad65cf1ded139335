import SessionModel

/// A payload that is JSON text (RFC 8259): express-session's stores, Flask-Session with `json`, starsessions, Vapor.
///
/// A changed session keeps the spelling of everything that did not change, and the layout where it is one of the usual
/// ones; only unusual white space is lost.
public struct JSONCodec: PayloadCodec {
  /// The layout of a payload that replaces none.
  private let newStyle: JSONStyle
  /// PHP's `json_encode` writes an empty array of entries as `[]`.
  private let emptyListIsObject: Bool

  public init(newStyle: JSONStyle = .compact) { self.init(newStyle: newStyle, emptyListIsObject: false) }

  init(newStyle: JSONStyle, emptyListIsObject: Bool) {
    self.newStyle = newStyle
    self.emptyListIsObject = emptyListIsObject
  }

  public var isPlainJSON: Bool { true }

  public func appendJSON(of payload: UnsafeBufferPointer<UInt8>, to buffer: inout [UInt8]) -> Bool {
    buffer.append(contentsOf: payload)
    return true
  }

  public func decode(_ payload: [UInt8]) -> Decoded {
    do throws(JSONReader.Failure) {
      let value = try JSONReader.read(payload)
      if emptyListIsObject, value == .array([]) { return Decoded(.object([]), codec: "json") }
      return Decoded(value, codec: "json", editObstacle: value.readObstacle)
    } catch {
      return Decoded(Value(textOrBytes: payload), codec: "json", editObstacle: error.obstacle)
    }
  }

  public func encode(_ value: Value, replacing original: [UInt8]) throws(EditObstacle) -> [UInt8] {
    if original.isEmpty { return try Self.write(value, style: newStyle, allowsNonFinite: false) }
    let before = decode(original)
    if let obstacle = before.editObstacle { throw obstacle }
    if value == before.value { return original }
    if emptyListIsObject, value == .object([]) { return Array("[]".utf8) }
    return try Self.write(
      value, style: .matching(original, of: before.value), allowsNonFinite: before.value.holdsNonFiniteNumber)
  }

  /// The entries as JSON text. NaN and infinity are refused unless the app is known to write them itself: no other
  /// language than Python would read the session again.
  static func write(_ value: Value, style: JSONStyle, allowsNonFinite: Bool) throws(EditObstacle) -> [UInt8] {
    guard case .object = value else { throw .undecodable("top level is not an object") }
    if value.repeatsKey { throw .duplicateKeys }
    if let type = value.typeWithoutJSON { throw .opaque(type) }
    if !allowsNonFinite, value.holdsNonFiniteNumber { throw .opaque("NaN or infinity") }
    let text = JSONWriter.bytes(value, style: style)
    let bytes = style.asciiOnly ? escapingNonASCII(text) : text
    let readBack: Value
    do throws(JSONReader.Failure) { readBack = try JSONReader.read(bytes) } catch { throw error.obstacle }
    guard readBack == value else { throw .undecodable("json: does not read back") }
    return bytes
  }

  /// The same JSON text in ASCII. Strings are the only place for anything else, so escapes may replace it anywhere; a
  /// string typed with both a raw `é` and an escape keeps its spelling up to here.
  private static func escapingNonASCII(_ json: [UInt8]) -> [UInt8] {
    guard json.contains(where: { $0 >= 0x80 }) else { return json }
    var output: [UInt8] = []
    for unit in String(decoding: json, as: UTF8.self).utf16 {
      if let byte = UInt8(exactly: unit), byte < 0x80 {
        output.append(byte)
      } else {
        output += Array("\\u".utf8) + Array([UInt8(unit >> 8), UInt8(unit & 0xff)].hex.utf8)
      }
    }
    return output
  }
}

extension Value {
  /// The first type inside that JSON has no form for; nil when all of it can be written.
  var typeWithoutJSON: String? {
    switch self {
    case .bytes: return "bytes"
    case .date: return "date"
    case .opaque(let opaque): return opaque.type
    case .array(let elements):
      for element in elements { if let type = element.typeWithoutJSON { return type } }
      return nil
    case .object(let members):
      for member in members { if let type = member.value.typeWithoutJSON { return type } }
      return nil
    case .null, .bool, .number, .string: return nil
    }
  }
}
