import SessionModel
import SessionStores
import Testing

@testable import sesspect

@Suite("Sentences of errors")
struct ErrorMessagesTests {
  private func text(_ error: any Error) -> String { ErrorMessages.complaint(for: error)?.text ?? "" }

  @Test("A bad filter is shown with a mark under what is wrong")
  func filter() throws {
    let source = "role=admin @exipred"
    let failure = #expect(throws: FilterFailure.self) { try Filter(parsing: source) }
    #expect(
      text(CommandFailure.badFilter(try #require(failure), text: source)) == """
        sesspect: The filter cannot be read: there is no @exipred.
          role=admin @exipred
                     ^~~~~~~~
        Did you mean @expired?
        """)
  }

  @Test("The mark stands right under wide characters and controls too")
  func marks() {
    #expect(ErrorMessages.marked("漢字x", column: 2, length: 1) == "  漢字x\n      ^")
    #expect(ErrorMessages.marked("\u{1b}[x", column: 2, length: 1) == "  ^[[x\n     ^")
  }

  @Test("A bad value points at the byte")
  func value() throws {
    let failure = #expect(throws: JSONReader.Failure.self) { try JSONReader.read("hello") }
    #expect(
      text(CommandFailure.badValue(try #require(failure), text: "hello")) == """
        sesspect: VALUE is not JSON: unexpected ‘h’ at byte 0.
          hello
          ^
        For text, add --string or write it with quotes: '"text"'.
        """)
  }

  @Test("A bad path points at the character")
  func path() throws {
    let failure = #expect(throws: Path.Failure.self) { try Path(parsing: "a[x]") }
    #expect(
      text(CommandFailure.badPath(try #require(failure), text: "a[x]")) == """
        sesspect: The path cannot be read: an index is not a whole number.
          a[x]
            ^
        Like cart.items[0].sku, or ["a.b"] for a key with a dot in it.
        """)
  }

  @Test("Data in a sentence cannot act, break the line or run on for ever")
  func hostile() {
    let name = "a\u{1b}]0;x\u{7}\n\u{202e}\u{9b}b" + String(repeating: "x", count: 10_000)
    let text = text(StoreError.noSuchFile(name))
    #expect(
      text.unicodeScalars.allSatisfy { $0.value >= 0x20 && !(0x7f..<0xa0).contains($0.value) && $0 != "\u{202e}" })
    #expect(text.count < 300)
  }

  @Test("No sentence holds a whole session ID")
  func shortened() {
    let id = SessionID("0123456789abcdef0123456789abcdef")
    let conflict = Conflict(id: id, expected: nil, current: Revision("x"))
    let errors: [any Error] = [
      StoreError.noSuchSession(id), StoreError.exists(id), StoreError.conflict(conflict),
      StoreError.editRefused(id, .needsSecret),
      CommandFailure.conflicts(verb: "Deleted", done: 1, [conflict], undo: nil),
    ]
    for error in errors {
      #expect(text(error).contains("0123…cdef"))
      #expect(!text(error).contains(id.text))
    }
  }

  @Test(
    "Each error has the exit code the manual promises",
    arguments: [
      (StoreError.noSuchFile("x"), RunStatus.notFound), (.noSuchSession(SessionID("x")), .notFound),
      (.conflict(Conflict(id: SessionID("x"), expected: nil, current: nil)), .conflict),
      (.exists(SessionID("x")), .conflict),
      (.readOnly(.asked), .refused), (.editRefused(SessionID("x"), .wrongSecret), .refused),
      (.notPermitted("x"), .refused),
      (.unreachable("x", detail: "y"), .unreachable), (.cancelled, .interrupted),
      (.locked(waited: .seconds(5)), .failed),
      (.diskFull("x"), .failed), (.ambiguousID(prefix: "a", matches: 2), .usage), (.unsupported(.edit), .refused),
      (.changeRefused(SessionID("x"), ChangeFailure.sample(.missing)), .notFound),
      (.changeRefused(SessionID("x"), ChangeFailure.sample(.differs(found: 1))), .conflict),
    ])
  func statuses(error: StoreError, status: RunStatus) {
    #expect(ErrorMessages.complaint(for: error)?.status == status)
  }

  @Test("What was locked says how long was waited and what helps")
  func locked() {
    #expect(
      text(StoreError.locked(waited: .seconds(5))) == """
        sesspect: Another process held the database's lock for 5s; nothing more was written.
        Try again, or wait longer with --timeout 30s.
        """)
  }

  @Test("Numbers are grouped by thousands")
  func grouped() {
    #expect(
      [0, 999, 1000, 1_234_567, -1234, .min].map(ErrorMessages.grouped) == [
        "0", "999", "1,000", "1,234,567", "-1,234", "-9,223,372,036,854,775,808",
      ])
  }
}

extension ChangeFailure {
  /// A failure as the model makes it.
  static func sample(_ reason: Reason) -> ChangeFailure {
    let value: Value = ["a": 1]
    do throws(ChangeFailure) {
      switch reason {
      case .missing: _ = try value.applying(Change(Path(key: "b"), .remove(old: 1, position: nil)))
      default: _ = try value.applying(Change(Path(key: "a"), .remove(old: 2, position: nil)))
      }
    } catch { return error }
    preconditionFailure("the change fits")
  }
}
