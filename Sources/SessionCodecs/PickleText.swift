import SessionModel

/// The text forms inside pickles: protocol 0 spells numbers and strings out, and long integers are two's complement.
enum PickleText {
  /// `I`, `L` and `F`: `42`, `01` (true, protocol 0), `42L`, `1.5`, `nan`.
  static func number(
    _ line: ArraySlice<UInt8>, isFloat: Bool, _ reader: ByteReader
  ) throws(DecodingFailure) -> Value {
    var text = String(decoding: line, as: UTF8.self)
    if isFloat {
      guard let double = Double(text) else { throw reader.failure(.malformed("number")) }
      return .number(MessagePackReader.number(double))
    }
    if text == "00" || text == "01" { return .bool(text == "01") }
    if text.hasSuffix("L") { text.removeLast() }
    let digits = text.hasPrefix("-") ? text.dropFirst() : text[...]
    guard !digits.isEmpty, digits.utf8.allSatisfy({ (0x30...0x39).contains($0) }) else {
      throw reader.failure(.malformed("number"))
    }
    return .number(Number(verbatim: text))
  }

  /// Integers longer than this many bytes are shown by their size: writing them out takes the square of it.
  static let longestInteger = 1024

  /// `LONG1`, `LONG4`: two's complement, least significant byte first.
  static func integer(_ bytes: ArraySlice<UInt8>) -> Value {
    if bytes.count <= 8 {
      let isNegative = bytes.last.map { $0 >= 0x80 } ?? false
      let start: UInt64 = isNegative ? .max : 0
      return .number(Number(Int64(bitPattern: bytes.reversed().reduce(start) { $0 << 8 | UInt64($1) })))
    }
    if bytes.count > longestInteger {
      return .opaque(Value.Opaque(type: "int", fields: [Value.Member("bytes", .number(Number(bytes.count)))]))
    }
    let isNegative = bytes.last.map { $0 >= 0x80 } ?? false
    var magnitude = Array(bytes)
    if isNegative {
      var carry = true
      for index in magnitude.indices {
        magnitude[index] = ~magnitude[index]
        if carry { (magnitude[index], carry) = magnitude[index].addingReportingOverflow(1) }
      }
    }
    return .number(Number(verbatim: (isNegative ? "-" : "") + decimal(magnitude)))
  }

  /// The decimal digits of a number given least significant byte first.
  private static func decimal(_ bytes: [UInt8]) -> String {
    var groups: [UInt32] = [0]
    for byte in bytes.reversed() {
      var carry = UInt64(byte)
      for index in groups.indices {
        let product = UInt64(groups[index]) * 256 + carry
        groups[index] = UInt32(product % 1_000_000_000)
        carry = product / 1_000_000_000
      }
      if carry > 0 { groups.append(UInt32(carry)) }
    }
    return groups.dropLast().reversed().reduce(String(groups[groups.count - 1])) {
      $0 + String(String(1_000_000_000 + UInt64($1)).dropFirst())
    }
  }

  /// `STRING`: a Python 2 string as `repr` writes it.
  static func quoted(_ line: ArraySlice<UInt8>, _ reader: ByteReader) throws(DecodingFailure) -> Value {
    guard line.count >= 2, let quote = line.first, quote == line.last,
      quote == UInt8(ascii: "'") || quote == UInt8(ascii: "\"")
    else { throw reader.failure(.malformed("string without quotes")) }
    var output: [UInt8] = []
    var rest = line.dropFirst().dropLast()
    while let byte = rest.popFirst() {
      guard byte == UInt8(ascii: "\\"), let escape = rest.popFirst() else {
        output.append(byte)
        continue
      }
      switch escape {
      case UInt8(ascii: "n"): output.append(0x0a)
      case UInt8(ascii: "r"): output.append(0x0d)
      case UInt8(ascii: "t"): output.append(0x09)
      case UInt8(ascii: "x"):
        guard let code = UInt8(String(decoding: rest.prefix(2), as: UTF8.self), radix: 16) else {
          throw reader.failure(.malformed("string escape"))
        }
        output.append(code)
        rest = rest.dropFirst(2)
      default: output.append(escape)
      }
    }
    return Value(textOrBytes: output)
  }

  /// `UNICODE`: Latin-1 with `\uXXXX` and `\UXXXXXXXX`.
  static func rawUnicodeEscape(_ line: ArraySlice<UInt8>) -> Value {
    var units: [UInt16] = []
    var rest = line
    while let byte = rest.popFirst() {
      let digits = rest.first == UInt8(ascii: "u") ? 4 : rest.first == UInt8(ascii: "U") ? 8 : 0
      if byte == UInt8(ascii: "\\"), digits > 0,
        let code = UInt32(String(decoding: rest.dropFirst().prefix(digits), as: UTF8.self), radix: 16)
      {
        rest = rest.dropFirst(digits + 1)
        if let scalar = Unicode.Scalar(code) {
          units += Array(UTF16.encode(scalar) ?? UTF16.encodedReplacementCharacter)
        } else {
          units.append(UInt16(truncatingIfNeeded: code))
        }
      } else {
        units.append(UInt16(byte))
      }
    }
    return .string(Text(String(decoding: units, as: UTF16.self)))
  }
}
