import SessionModel
import TerminalUI
import Testing

@testable import sesspect

@Suite("Output")
struct OutputTests {
  @Test("JSON for a terminal holds nothing hidden and reads back the same", arguments: 0..<200)
  func terminalSafe(seed: UInt32) throws {
    var state = seed &* 2_654_435_761 &+ 12345
    let ranges: [ClosedRange<UInt32>] = [
      0...0xff, 0x200b...0x206f, 0xfe00...0xfeff, 0xe0000...0xe01ff, 0x4e00...0x4eff, 0x1f600...0x1f64f,
    ]
    var view = String.UnicodeScalarView()
    for _ in 0..<40 {
      state = state &* 1_664_525 &+ 1_013_904_223
      let range = ranges[Int(state >> 16) % ranges.count]
      if let scalar = Unicode.Scalar(range.lowerBound + (state >> 8) % UInt32(range.count)) { view.append(scalar) }
    }
    let value: Value = .object([.init(Text(String(view)), .string(Text(String(view))))])
    let text = TerminalSafeJSON.string(value)
    #expect(
      text.unicodeScalars.allSatisfy {
        $0.value >= 0x20 && !(0x7f..<0xa0).contains($0.value) && !(0x202a...0x202e).contains($0.value)
      })
    #expect(try JSONReader.read(text) == value)
  }

  @Test("A table fits its width: elastic columns give way first, then columns go")
  func table() {
    var table = Table(columns: [
      .init(title: "ID"), .init(title: "USER", dropOrder: 1, minimum: 4, isElastic: true),
      .init(title: "SIZE", alignment: .right, dropOrder: 2),
    ])
    table.rows = [["9f3a1c2e", "administrator", "4 KB"], ["41bd07aa", "ada", "12 KB"]]
    #expect(
      table.lines(width: 80).map(\.plain) == [
        "ID        USER            SIZE", "9f3a1c2e  administrator   4 KB", "41bd07aa  ada            12 KB",
      ])
    #expect(
      table.lines(width: 24).map(\.plain) == [
        "ID        USER      SIZE", "9f3a1c2e  admini…   4 KB", "41bd07aa  ada      12 KB",
      ])
    #expect(table.lines(width: 14).map(\.plain) == ["ID        USER", "9f3a1c2e  adm…", "41bd07aa  ada"])
    #expect(table.lines(width: 3).map(\.plain) == ["ID", "9f3a1c2e", "41bd07aa"])
  }

  @Test("IDs are shortened to what tells them apart, behind what they share")
  func prefixes() {
    func length(_ ids: String...) -> Int { SessionTable.prefixLength(ids.map(SessionID.init)) }
    #expect(length("0123456789abcdef", "f123456789abcdef") == 8)
    #expect(length("0123456789abcdef", "0123456789abXdef", "f") == 15)
    #expect(length("session:0123456789abcdef", "session:f123456789abcdef") == 16)
    #expect(length("session:0123456789abcdef") == 16)
    #expect(length("short", "ids") == 10)
    #expect(length() == 10)
  }

  @Test("TSV fields cannot break their line or act")
  func tsv() {
    #expect(TSV.escaped("a\tb\nc\\d\r\u{1b}\u{9b}é") == "a\\tb\\nc\\\\d\\r\\x1b\\u009bé")
  }

  @Test("A set builds what is missing only when told to")
  func creating() throws {
    let data: Value = ["a": ["b": 1], "list": [1]]
    func change(_ path: String, creating: Bool = true) throws -> Value {
      let change = try SetCommand.change(of: data, at: Path(parsing: path), to: 9, creating: creating)
      return try data.applying(change)
    }
    #expect(try change("a.b") == ["a": ["b": 9], "list": [1]])
    #expect(try change("a.c.d") == ["a": ["b": 1, "c": ["d": 9]], "list": [1]])
    #expect(try change("list[1]") == ["a": ["b": 1], "list": [1, 9]])
    #expect(try change("x[0].y") == ["a": ["b": 1], "list": [1], "x": [["y": 9]]])
    #expect(throws: ChangeFailure.self) { try change("a.c", creating: false) }
    #expect(throws: ChangeFailure.self) { try change("list[5]") }
    #expect(throws: ChangeFailure.self) { try change("a.b.c") }
    #expect(throws: ChangeFailure.self) { try change("x[2]") }
  }

  @Test("An exported session reads back; a mask, a later schema and other lines are refused")
  func exportLine() throws {
    func problem(_ line: String) -> CommandFailure? {
      #expect(throws: CommandFailure.self) { try ExportLine.read(Array(line.utf8), number: 3) }
    }
    let good =
      #"{"schema":1,"dialect":"django","id":"abc","data":{"a":1},"payload_b64":"eyJ9","image":["sid","abc","n",5]}"#
    let session = try ExportLine.read(Array(good.utf8), number: 1)
    #expect(session.id == SessionID("abc") && session.payload == Array("{\"}".utf8))
    #expect(session.image?.fields == [.init("sid", .text(Array("abc".utf8))), .init("n", .integer(5))])
    guard case .importLine(3, .json(let failure)) = problem("{") else {
      Issue.record("a torn line is not JSON")
      return
    }
    #expect(failure.reason == .endOfText)
    #expect(problem("{}") == .importLine(3, .notASession))
    #expect(problem(good.replacing("\"schema\":1", with: "\"schema\":2")) == .importLine(3, .schema))
    #expect(problem(good.replacing("\"data\"", with: "\"masked\":true,\"data\"")) == .importLine(3, .masked))
  }
}
