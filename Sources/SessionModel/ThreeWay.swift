/// What happened to each top-level key of a session when it was changed here and elsewhere at the same time.
///
/// ```swift
/// let view = ThreeWay(base: ["a": 1, "b": 2], theirs: ["a": 9, "b": 2], mine: ["a": 1, "b": 3])
/// view?.merged()  // {"a":9,"b":3}
/// ```
public struct ThreeWay: Sendable, Hashable {
  public enum State: Sendable, Hashable {
    /// The same everywhere.
    case unchanged
    /// Only they changed, added or removed it.
    case theirs
    /// Only I did.
    case mine
    /// Both did, with the same result.
    case same
    /// Both did, and differently.
    case conflict
  }

  /// One key; a value is nil where the key is not there.
  public struct Entry: Sendable, Hashable {
    public var key: Text
    public var base: Value?
    public var theirs: Value?
    public var mine: Value?

    public var state: State {
      if theirs == mine { return theirs == base ? .unchanged : .same }
      if mine == base { return .theirs }
      return theirs == base ? .mine : .conflict
    }
  }

  /// Whose value a key gets.
  public enum Side: Sendable, Hashable { case theirs, mine }

  /// The keys in their order as stored now (theirs), each of the others after the key it stood behind in mine or base.
  public let entries: [Entry]

  /// Nil unless all three are objects without duplicate keys: then there is nothing to choose between key by key.
  public init?(base: Value, theirs: Value, mine: Value) {
    guard let base = Self.dictionary(base), let theirs = Self.dictionary(theirs), let mine = Self.dictionary(mine)
    else { return nil }
    let order = Self.order(Self.order(theirs.keys, adding: mine.keys), adding: base.keys)
    entries = order.map {
      Entry(key: $0, base: base.values[$0], theirs: theirs.values[$0], mine: mine.values[$0])
    }
  }

  public var conflicts: [Entry] { entries.filter { $0.state == .conflict } }

  /// Everything that does not conflict, and the chosen side of what does. A conflicting key that is not chosen keeps
  /// their value, which is what is stored. The order of keys is theirs.
  public func merged(choosing choices: [Text: Side] = [:]) -> Value {
    .object(
      entries.compactMap { entry in
        let takesMine =
          switch entry.state {
          case .mine, .same: true
          case .unchanged, .theirs: false
          case .conflict: choices[entry.key] == .mine
          }
        return (takesMine ? entry.mine : entry.theirs).map { Value.Member(entry.key, $0) }
      })
  }

  private static func dictionary(_ value: Value) -> (keys: [Text], values: [Text: Value])? {
    guard let members = value.members else { return nil }
    let values = Dictionary(members.map { ($0.key, $0.value) }, uniquingKeysWith: { first, _ in first })
    return values.count == members.count ? (members.map(\.key), values) : nil
  }

  private static func order(_ keys: [Text], adding others: [Text]) -> [Text] {
    var order = keys
    var known = Set(keys)
    var place = 0
    for key in others {
      if known.insert(key).inserted {
        order.insert(key, at: place)
        place += 1
      } else if let found = order.firstIndex(of: key) {
        place = found + 1
      }
    }
    return order
  }
}
