import SessionModel
import Testing

@Suite("Differences")
struct DiffTests {
  @Test("The changes lead exactly to the target, and their inverses back, for any two values")
  func property() throws {
    for seed in 0..<6000 {
      var json = RandomJSON(seed: UInt64(seed))
      let from = try JSONReader.read(json.session())
      let to = seed % 2 == 0 ? try JSONReader.read(json.session()) : shuffled(from, &json)
      let changes = Diff.changes(from: from, to: to)
      try #require(try from.applying(changes) == to, "seed \(seed)")
      try #require(try to.applying(changes.reversed().map(\.inverse)) == from, "seed \(seed)")
      #expect(changes.isEmpty == (from == to))
    }
  }

  /// The value with some keys moved, dropped, added and changed, at every depth.
  private func shuffled(_ value: Value, _ json: inout RandomJSON) -> Value {
    switch value {
    case .object(var members):
      for index in members.indices { members[index].value = shuffled(members[index].value, &json) }
      if json.random.chance(30) { members.shuffle(using: &json.random) }
      if json.random.chance(30), !members.isEmpty { members.remove(at: json.random.below(members.count)) }
      if json.random.chance(30), !members.contains(where: { $0.key == "new" }) {
        members.insert(.init("new", 1), at: json.random.below(members.count + 1))
      }
      return .object(members)
    case .array(var elements):
      for index in elements.indices { elements[index] = shuffled(elements[index], &json) }
      if json.random.chance(30) { elements.insert(.bool(true), at: json.random.below(elements.count + 1)) }
      if json.random.chance(30), !elements.isEmpty { elements.remove(at: json.random.below(elements.count)) }
      return .array(elements)
    default: return json.random.chance(20) ? .number(Number(json.random.below(5))) : value
    }
  }

  @Test("One changed entry is one change")
  func single() {
    #expect(
      Diff.changes(from: ["a": 1, "b": ["c": 2]], to: ["a": 1, "b": ["c": 3]])
        == [Change(Path([.key("b"), .key("c")]), .replace(old: 2, new: 3))])
  }

  @Test("A key that moved takes one removal and one addition, the others stay")
  func moved() {
    #expect(
      Diff.changes(from: ["a": 1, "b": 2, "c": 3], to: ["c": 3, "a": 1, "b": 2]) == [
        Change(Path(key: "c"), .remove(old: 3, position: 2)), Change(Path(key: "c"), .add(3, position: 0)),
      ])
  }

  @Test("An element in the middle of an array is one change")
  func inserted() {
    let place = Path([.key("a"), .index(1)])
    #expect(Diff.changes(from: ["a": [1, 3]], to: ["a": [1, 2, 3]]) == [Change(place, .add(2, position: nil))])
    #expect(
      Diff.changes(from: ["a": [1, 2, 3]], to: ["a": [1, 3]]) == [Change(place, .remove(old: 2, position: nil))])
  }

  @Test("An object with duplicate keys is replaced whole")
  func duplicates() throws {
    let from = try JSONReader.read(#"{"x":{"a":1,"a":2}}"#)
    let to = try JSONReader.read(#"{"x":{"a":1,"a":3}}"#)
    let changes = Diff.changes(from: from, to: to)
    #expect(changes.count == 1)
    #expect(try from.applying(changes) == to)
  }

  @Test("Numbers of one value and another text differ")
  func exactness() throws {
    #expect(Diff.changes(from: ["n": .number(Number(verbatim: "1.0"))], to: ["n": 1]).count == 1)
    #expect(Diff.changes(from: ["s": "é"], to: ["s": "e\u{301}"]).count == 1)
    #expect(Diff.changes(from: try JSONReader.read(#"{"s":"\u00e9"}"#), to: ["s": "é"]).isEmpty)
  }
}
