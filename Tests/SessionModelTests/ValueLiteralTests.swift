import SessionModel
import Testing

@Suite("Typed values")
struct ValueLiteralTests {
  @Test("What is typed keeps the kind of the field")
  func accepted() throws {
    #expect(try Value(literal: " 42 ", as: .int) == 42)
    #expect(try Value(literal: "-99999999999999999999", as: .int) == .number(Number(verbatim: "-99999999999999999999")))
    #expect(try Value(literal: "5", as: .float) == .number(Number(verbatim: "5.0")))
    #expect(try Value(literal: "1e-7", as: .float) == .number(Number(verbatim: "1e-7")))
    #expect(try Value(literal: " \"x\" ", as: .string) == " \"x\" ")
    #expect(try Value(literal: "", as: .string) == "")
    #expect(try Value(literal: "true", as: .bool) == true)
    #expect(try Value(literal: "null", as: .null) == nil)
    #expect(try Value(literal: #"[1,{"a":2}]"#, as: .array) == [1, ["a": 2]])
    #expect(try Value(literal: #"{"a":2}"#, as: .object) == ["a": 2])
    #expect(try Value(literal: "AQI=", as: .bytes) == .bytes([1, 2]))
    #expect(try Value(literal: "2024-05-01", as: .date) == .date("2024-05-01"))
  }

  @Test(
    "What does not fit says why and where",
    arguments: [
      ("1.0", .int, .otherKind(.float), 0), ("x", .int, .json(.unexpectedByte(0x78)), 0),
      ("007", .int, .json(.trailingText), 1),
      ("", .int, .empty, 0), ("NaN", .int, .otherKind(.float), 0), (" tru", .bool, .badBool, 1), ("", .bool, .empty, 0),
      ("{}", .array, .otherKind(.object), 0), (" [\"é\",x]", .array, .json(.unexpectedByte(0x78)), 6),
      ("0", .null, .otherKind(.int), 0),
      ("?", .bytes, .badBase64, 0), ("soon", .date, .badDate, 0), ("x", .opaque, .notEditable, 0),
      ("1x", .float, .json(.trailingText), 1),
    ] as [(String, Value.Kind, LiteralFailure.Reason, Int)])
  func refused(_ text: String, _ kind: Value.Kind, _ reason: LiteralFailure.Reason, _ column: Int) {
    #expect(throws: LiteralFailure(kind: kind, reason: reason, column: column)) { try Value(literal: text, as: kind) }
  }
}
