import SessionModel
import Testing

@Suite("Data as a tree")
struct EntryTreeTests {
  let value: Value = ["user": ["id": 1, "tags": ["a", "b"]], "empty": [], "n": 2]

  private func lines(_ tree: EntryTree, _ value: Value) -> [String] {
    tree.rows(of: value).map { row in
      let mark = row.isExpanded ? "-" : row.isExpandable ? "+" : " "
      let text = if case .more(let hidden) = row.content { "… \(hidden)" } else { row.keyText }
      return String(repeating: "  ", count: row.depth) + mark + text
    }
  }

  @Test("Containers are closed until opened")
  func expansion() throws {
    #expect(lines(EntryTree(), value) == ["+user", " empty", " n"])
    let user = Path(key: "user")
    #expect(lines(EntryTree(expanded: [user]), value) == ["-user", "   id", "  +tags", " empty", " n"])
    let all = EntryTree(expanded: [user, user.key("tags"), Path(key: "gone")])
    #expect(lines(all, value) == ["-user", "   id", "  -tags", "     0", "     1", " empty", " n"])
    #expect(all.rows(of: value)[4].path == user.key("tags").index(1))
    #expect(all.rows(of: value)[4].value == "b")
  }

  @Test("Of a large container the first children are shown, and how many are not")
  func cap() {
    let large = Value.object([.init("list", .array([Value](repeating: 1, count: 100_000)))])
    let list = Path(key: "list")
    var tree = EntryTree(expanded: [list])
    var rows = tree.rows(of: large)
    #expect(rows.count == 1002)
    #expect(rows.last?.content == .more(hidden: 99_000))
    #expect(rows.last?.path == list && rows.last?.depth == 1)
    tree.limits[list] = 5
    rows = tree.rows(of: large)
    #expect(rows.count == 7 && rows.last?.content == .more(hidden: 99_995))
  }

  @Test("The parts of an opaque value can be opened; a lone value is one line")
  func others() {
    let value: Value = ["at": .opaque(.init(type: "Point", fields: [.init("x", 3)]))]
    #expect(lines(EntryTree(expanded: [Path(key: "at")]), value) == ["-at", "   x"])
    #expect(EntryTree().rows(of: 5) == [EntryRow(path: .root, depth: 0, content: .value(5))])
    #expect(EntryTree().rows(of: [:]).isEmpty)
  }
}
