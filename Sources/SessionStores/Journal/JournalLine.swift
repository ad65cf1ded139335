import SessionModel

/// The lines of a journal file.
///
/// A stored field is written so that it comes back bit for bit: `null`; an integer as a JSON number; text as a JSON
/// string, or `{"t":"<base64>"}` where it is not UTF-8; `{"r":"<16 hex digits>"}` for the bits of a real;
/// `{"b":"<base64>"}` for a blob. An image is an array of name and value in turn.
///
/// ```json
/// {"id":"9f3a…","before":["session_key","9f3a…","expire_date",1795382404],"after":null}
/// ```
enum JournalLine {
  static let schema = 1

  // MARK: Header and end

  static func header(_ header: UndoJournal.Header) -> [UInt8] {
    func text(_ string: String) -> Value { .string(Text(string)) }
    var members: [Value.Member] = [
      .init("schema", .number(Number(schema))), .init("at", text(header.at.rfc3339)),
      .init("target", text(header.target)), .init("dialect", text(header.dialect)),
      .init("location", text(header.location)), .init("verb", text(header.verb)),
      .init("summary", text(header.summary)),
    ]
    if let undoes = header.undoes { members.append(.init("undoes", text(undoes.description))) }
    if let redoes = header.redoes { members.append(.init("redoes", text(redoes.description))) }
    return JSONWriter.bytes(.object(members)) + [0x0a]
  }

  static func header(from line: [UInt8]) -> UndoJournal.Header? {
    guard let value = try? JSONReader.read(line), value["schema"]?.integer == Int64(schema),
      let at = value["at"]?.text.flatMap(Timestamp.init(parsing:)), let target = value["target"]?.text,
      let dialect = value["dialect"]?.text, let location = value["location"]?.text, let verb = value["verb"]?.text,
      let summary = value["summary"]?.text
    else { return nil }
    return UndoJournal.Header(
      at: at, target: target, dialect: dialect, location: location, verb: verb, summary: summary,
      undoes: value["undoes"]?.text.flatMap { UndoJournal.EntryID($0) },
      redoes: value["redoes"]?.text.flatMap { UndoJournal.EntryID($0) })
  }

  static func end(_ count: Int) -> [UInt8] { Array("{\"end\":\(count)}\n".utf8) }

  static func end(from line: [UInt8]) -> Int? {
    guard line.starts(with: "{\"end\":".utf8), let value = try? JSONReader.read(line) else { return nil }
    return value["end"]?.integer.map { Int(truncatingIfNeeded: $0) }
  }

  // MARK: Restorations

  static func append(_ restoration: Restoration, to output: inout [UInt8]) {
    output.append(contentsOf: "{\"id\":".utf8)
    append(string: restoration.id.text.utf8, to: &output)
    output.append(contentsOf: ",\"before\":".utf8)
    append(restoration.before, to: &output)
    output.append(contentsOf: ",\"after\":".utf8)
    append(restoration.after, to: &output)
    output.append(contentsOf: "}\n".utf8)
  }

  static func restoration(from line: [UInt8]) -> Restoration? {
    guard let value = try? JSONReader.read(line), let id = value["id"]?.text.map(SessionID.init),
      let before = value["before"], let after = value["after"]
    else { return nil }
    guard let before = image(before, of: id), let after = image(after, of: id) else { return nil }
    return Restoration(id: id, before: before, after: after)
  }

  /// `.some(nil)` where there was no session, nil where the value is no image.
  static func image(_ value: Value, of id: SessionID) -> SessionImage?? {
    if case .null = value { return .some(nil) }
    guard case .array(let items) = value, items.count.isMultiple(of: 2) else { return nil }
    var fields: [SessionImage.Field] = []
    for index in stride(from: 0, to: items.count, by: 2) {
      guard let name = items[index].text, let field = fieldValue(items[index + 1]) else { return nil }
      fields.append(.init(name, field))
    }
    return SessionImage(id: id, fields: fields)
  }

  static func append(_ image: SessionImage?, to output: inout [UInt8]) {
    guard let image else { return output.append(contentsOf: "null".utf8) }
    var separator = UInt8(ascii: "[")
    for field in image.fields {
      output.append(separator)
      append(string: field.name.utf8, to: &output)
      output.append(UInt8(ascii: ","))
      append(field.value, to: &output)
      separator = UInt8(ascii: ",")
    }
    if image.fields.isEmpty { output.append(UInt8(ascii: "[")) }
    output.append(UInt8(ascii: "]"))
  }

  private static func append(_ value: FieldValue, to output: inout [UInt8]) {
    func wrapped(_ key: StaticString, _ text: String) {
      output.append(contentsOf: "{\"\(key)\":\"\(text)\"}".utf8)
    }
    switch value {
    case .null: output.append(contentsOf: "null".utf8)
    case .integer(let integer): output.append(contentsOf: String(integer).utf8)
    case .real(let real):
      let hex = String(real.bitPattern, radix: 16)
      wrapped("r", String(repeating: "0", count: 16 - hex.utf8.count) + hex)
    case .text(let bytes):
      if String(validating: bytes, as: UTF8.self) != nil {
        append(string: bytes, to: &output)
      } else {
        wrapped("t", Base64.encode(bytes))
      }
    case .blob(let bytes): wrapped("b", Base64.encode(bytes))
    }
  }

  private static func fieldValue(_ value: Value) -> FieldValue? {
    switch value {
    case .null: return .null
    case .number: return value.integer.map(FieldValue.integer)
    case .string(let text): return .text(Array(text.string.utf8))
    case .object(let members):
      guard members.count == 1, let text = members[0].value.text else { return nil }
      switch members[0].key.string {
      case "r": return UInt64(text, radix: 16).map { .real(Double(bitPattern: $0)) }
      case "t": return Base64.decode(text).map(FieldValue.text)
      case "b": return Base64.decode(text).map(FieldValue.blob)
      default: return nil
      }
    default: return nil
    }
  }

  /// A JSON string of bytes known to be UTF-8; runs without anything to escape are copied whole, for this is done for
  /// every row of a mass delete.
  private static func append(string bytes: some Collection<UInt8>, to output: inout [UInt8]) {
    output.append(UInt8(ascii: "\""))
    var start = bytes.startIndex
    var index = start
    while index < bytes.endIndex {
      let byte = bytes[index]
      if byte < 0x20 || byte == UInt8(ascii: "\"") || byte == UInt8(ascii: "\\") {
        output.append(contentsOf: bytes[start..<index])
        if byte < 0x20 {
          output.append(contentsOf: "\\u00".utf8)
          output.append(hexDigits[Int(byte >> 4)])
          output.append(hexDigits[Int(byte & 15)])
        } else {
          output.append(UInt8(ascii: "\\"))
          output.append(byte)
        }
        start = bytes.index(after: index)
      }
      index = bytes.index(after: index)
    }
    output.append(contentsOf: bytes[start...])
    output.append(UInt8(ascii: "\""))
  }

  private static let hexDigits = Array("0123456789abcdef".utf8)
}

extension Value {
  fileprivate subscript(key: Text) -> Value? { self[Path(key: key)] }
  fileprivate var text: String? { if case .string(let text) = self { text.string } else { nil } }
  fileprivate var integer: Int64? { if case .number(let number) = self { Int64(number.text) } else { nil } }
}
