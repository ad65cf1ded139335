import SessionModel
import Testing

@Suite("Three-way view")
struct ThreeWayTests {
  @Test("Each key has its state")
  func states() throws {
    let view = try #require(
      ThreeWay(
        base: [
          "same": 1, "theirs": 1, "mine": 1, "both": 1, "conflict": 1, "goneHere": 1, "goneThere": 1, "goneBoth": 1,
        ],
        theirs: ["same": 1, "theirs": 2, "mine": 1, "both": 3, "conflict": 4, "goneHere": 1, "newThere": 1],
        mine: ["same": 1, "theirs": 1, "mine": 2, "both": 3, "conflict": 5, "goneThere": 2, "newHere": 1]))
    let states = Dictionary(uniqueKeysWithValues: view.entries.map { ($0.key.string, $0.state) })
    #expect(
      states == [
        "same": .unchanged, "theirs": .theirs, "mine": .mine, "both": .same, "conflict": .conflict, "goneHere": .mine,
        "goneThere": .conflict, "goneBoth": .same, "newThere": .theirs, "newHere": .mine,
      ])
    #expect(view.conflicts.map(\.key) == ["conflict", "goneThere"])
    #expect(
      view.merged()
        == ["same": 1, "theirs": 2, "mine": 2, "both": 3, "conflict": 4, "newHere": 1, "newThere": 1])
    let chosen = view.merged(choosing: ["conflict": .mine, "goneThere": .mine])
    #expect(chosen[Path(key: "conflict")] == 5)
    #expect(chosen[Path(key: "goneThere")] == 2)
  }

  @Test("The merge with no changes of mine is theirs, and the other way round, for any sessions")
  func property() throws {
    for seed in 0..<1000 {
      var json = RandomJSON(seed: UInt64(seed))
      let base = try JSONReader.read(json.session())
      let other = try JSONReader.read(json.session())
      #expect(try #require(ThreeWay(base: base, theirs: other, mine: base)).merged() == other)
      let mine = try #require(ThreeWay(base: base, theirs: base, mine: other)).merged()
      #expect(Set(mine.members ?? []) == Set(other.members ?? []))
    }
  }

  @Test("What is no object, or has a key twice, cannot be merged by key")
  func refused() throws {
    #expect(ThreeWay(base: [:], theirs: [1], mine: [:]) == nil)
    #expect(ThreeWay(base: [:], theirs: [:], mine: try JSONReader.read(#"{"a":1,"a":1}"#)) == nil)
  }
}
