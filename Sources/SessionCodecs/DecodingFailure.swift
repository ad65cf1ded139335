import SessionModel

/// What was wrong with a binary payload, and where.
struct DecodingFailure: Error, Sendable, Hashable {
  enum Reason: Sendable, Hashable {
    case endOfData
    /// A length prefix that promises more than there is; nothing was allocated for it.
    case lengthBeyondData
    case unexpectedByte(UInt8)
    case malformed(String)
    case tooDeep
    case trailingData
  }
  var reason: Reason
  /// Bytes from the start.
  var offset: Int

  /// Values nested deeper than this are refused instead of risking the stack; the same bound as `JSONReader`'s.
  static let maximumDepth = JSONReader.maximumDepth
}

extension DecodingFailure {
  /// As the fact in `EditObstacle.undecodable`: `msgpack: endOfData at byte 12`.
  func obstacle(_ format: String) -> EditObstacle {
    let what: String
    switch reason {
    case .endOfData: what = "ends early"
    case .lengthBeyondData: what = "length beyond the data"
    case .unexpectedByte(let byte): what = "unexpected byte 0x" + String(byte, radix: 16)
    case .malformed(let detail): what = detail
    case .tooDeep: what = "nested too deep"
    case .trailingData: what = "more data after the end"
    }
    return .undecodable("\(format): \(what) at byte \(offset)")
  }
}

extension JSONReader.Failure {
  /// As the fact in `EditObstacle.undecodable`.
  var obstacle: EditObstacle { .undecodable("json: \(reason) at byte \(offset)") }
}
