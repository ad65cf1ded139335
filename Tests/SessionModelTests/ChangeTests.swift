import SessionModel
import Testing

@Suite("Changes")
struct ChangeTests {
  let value: Value = ["a": 1, "cart": ["items": [1, 2]], "z": nil]

  @Test("Each kind of change is made and taken back")
  func inverse() throws {
    let items = try Path(parsing: "cart.items")
    let changes = [
      Change(Path(key: "b"), .add(5, position: 1)), Change(Path(key: "a"), .remove(old: 1, position: 0)),
      Change(items.index(1), .add(9, position: nil)), Change(items.index(0), .remove(old: 1, position: nil)),
      Change(Path(key: "z"), .replace(old: nil, new: "x")), Change(Path(key: "z"), .rename(to: "y")),
    ]
    let after = try value.applying(changes)
    #expect(JSONWriter.string(after) == #"{"b":5,"cart":{"items":[9,2]},"y":"x"}"#)
    #expect(try after.applying(changes.reversed().map(\.inverse)) == value)
  }

  @Test("A change that does not fit says why, and changes nothing")
  func failures() throws {
    func reason(_ path: String, _ operation: Change.Operation) throws -> ChangeFailure.Reason? {
      let change = Change(try Path(parsing: path), operation)
      do throws(ChangeFailure) {
        _ = try value.applying(change)
        return nil
      } catch {
        #expect(error.path == change.path)
        return error.reason
      }
    }
    #expect(try reason("a", .add(2, position: nil)) == .exists)
    #expect(try reason("b", .remove(old: 1, position: nil)) == .missing)
    #expect(try reason("a", .remove(old: 2, position: nil)) == .differs(found: 1))
    #expect(try reason("a", .replace(old: 2, new: 3)) == .differs(found: 1))
    #expect(try reason("b.c", .add(2, position: nil)) == .missing)
    #expect(try reason("a.c", .add(2, position: nil)) == .wrongContainer(.int))
    #expect(try reason("cart.items.x", .add(2, position: nil)) == .wrongContainer(.array))
    #expect(try reason("cart.items[3]", .add(2, position: nil)) == .missing)
    #expect(try reason("cart.items[0]", .rename(to: "x")) == .wrongContainer(.array))
    #expect(try reason("a", .rename(to: "z")) == .exists)
    #expect(try reason("", .remove(old: value, position: nil)) == .wrongContainer(.object))
    let twice = try JSONReader.read(#"{"a":1,"a":2}"#)
    #expect(throws: ChangeFailure(reason: .duplicateKey, path: Path(key: "a"))) {
      try twice.applying(Change(Path(key: "a"), .replace(old: 1, new: 3)))
    }
  }

  @Test("Only the edited entry is spelled anew")
  func spelling() throws {
    let before = #"{"a": "\u00e9\/", "n": 1.0, "b": 1e-7}"#
    let after = try JSONReader.read(before).applying(
      Change(Path(key: "b"), .replace(old: .number(Number(verbatim: "1e-7")), new: "x")))
    #expect(JSONWriter.string(after, style: .python) == #"{"a": "\u00e9\/", "n": 1.0, "b": "x"}"#)
  }
}
