import InspectorCore
import SessionModel
import Testing

/// Changes carried over to what others made of the session meanwhile.
@Suite("Replan")
struct ReplanTests {
  private let base: Value = ["a": 1, "b": 2, "c": ["d": 3]]

  @Test("Mine wins where both changed")
  func mine() throws {
    let mine = [Change(Path(key: "a"), .replace(old: 1, new: 9)), Change(Path(key: "b"), .remove(old: 2, position: 1))]
    let theirs: Value = ["a": 5, "b": 6, "c": ["d": 3], "e": true]
    let changes = Replan.changes(mine, base: base, theirs: theirs, preferring: .mine)
    #expect(try theirs.applying(changes) == ["a": 9, "c": ["d": 3], "e": true])
  }

  @Test("Theirs wins where both changed, the rest is mine")
  func theirs() throws {
    let mine = [
      Change(Path(key: "a"), .replace(old: 1, new: 9)),
      Change(Path(key: "c").key("d"), .replace(old: 3, new: 4)),
    ]
    let theirs: Value = ["a": 5, "b": 2, "c": ["d": 3]]
    let changes = Replan.changes(mine, base: base, theirs: theirs, preferring: .theirs)
    #expect(try theirs.applying(changes) == ["a": 5, "b": 2, "c": ["d": 4]])
    #expect(Replan.collisions(mine, base: base, theirs: theirs) == [Path(key: "a")])
  }

  @Test("A place that is gone is left out, a removed key is made again")
  func gone() throws {
    let mine = [
      Change(Path(key: "c").key("d"), .replace(old: 3, new: 4)), Change(Path(key: "b"), .replace(old: 2, new: 7)),
    ]
    let theirs: Value = ["a": 1]
    let changes = Replan.changes(mine, base: base, theirs: theirs, preferring: .mine)
    #expect(try theirs.applying(changes) == ["a": 1, "b": 7])
  }
}
