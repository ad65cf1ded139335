import SessionModel
import TerminalUI

extension Menu {
  static let copy = Menu(
    kind: .copy,
    choices: [
      .init(key: "v", item: .copy(.value)), .init(key: "k", item: .copy(.key)), .init(key: "i", item: .copy(.id)),
      .init(key: "j", item: .copy(.json)), .init(key: "c", item: .copy(.command)),
      .init(key: "r", item: .copy(.rawValue)),
    ])

  static let types = Menu(
    kind: .changeType,
    choices: [
      .init(key: "s", item: .type(.string)), .init(key: "i", item: .type(.int)), .init(key: "f", item: .type(.float)),
      .init(key: "b", item: .type(.bool)), .init(key: "n", item: .type(.null)), .init(key: "a", item: .type(.array)),
      .init(key: "o", item: .type(.object)),
    ])

  static let columns = Menu(
    kind: .columns,
    choices: [
      .init(key: "u", item: .column(.user)), .init(key: "a", item: .column(.client)),
      .init(key: "i", item: .column(.idle)), .init(key: "t", item: .column(.ttl)),
      .init(key: "b", item: .column(.size)), .init(key: "k", item: .column(.keys)),
      .init(key: "c", item: .column(.changes)),
    ])

  /// The sort keys a store has data for.
  static func sort(_ info: StoreInfo) -> Menu {
    let letters: [(Unicode.Scalar, Sort.Key)] = [
      ("s", .seen), ("c", .created), ("e", .expires), ("b", .size), ("k", .keys), ("u", .user), ("i", .id),
    ]
    return Menu(
      kind: .sort,
      choices: letters.filter { info.sorts[$0.1] != nil }.map { Choice(key: $0.0, item: .sort($0.1)) })
  }
}

extension State {
  mutating func menuKey(_ menu: Menu, _ key: KeyEvent) -> [Effect] {
    prompt = nil
    // `yy` copies the value and `ss` turns the order round, without a look at the menu.
    if menu.kind == .copy, key == .character("y") { return copy(.value) }
    guard case .character(let scalar) = key, let choice = menu.choices.first(where: { $0.key == scalar }) else {
      if key != .escape, key != .ctrl("c"), key != .character("q") { say(.unboundKey(key)) }
      return []
    }
    switch choice.item {
    case .copy(let item): return copy(item)
    case .sort(let key): sort(by: key)
    case .type(let kind): return changeType(to: kind)
    case .column(let column):
      if list.hiddenColumns.remove(column) == nil { list.hiddenColumns.insert(column) }
      prompt = .menu(menu)
    }
    return []
  }

  /// Sorts by a key; the same key again reverses.
  mutating func sort(by key: Sort.Key) {
    guard info.sorts[key] != nil else {
      say(.cannotSort(key))
      return
    }
    let isSame = list.query.sort.key == key
    sort(Sort(key, descending: isSame ? !list.query.sort.descending : Sort.natural(key)))
  }

  mutating func sort(_ sort: Sort) {
    var query = list.query
    query.sort = sort
    openQuery(query)
    say(.sorted(sort))
  }
}
