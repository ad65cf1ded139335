/// What a piece of the screen means. Views name roles; a ``Theme`` says how they look.
///
/// The raw value is the name in theme files. A role a theme does not set is looked up along its
/// dots: `row.cursor.unfocused`, `row.cursor`, `row`, and at last `text`.
public enum Role: String, CaseIterable, Hashable, Sendable {
  case text
  /// Less important text: units, times, explanations.
  case textMuted = "text.muted"
  /// A stand-in for a control or an invisible scalar.
  case textControl = "text.control"
  /// What a filter or a search found.
  case textMatch = "text.match"
  case border
  /// The rule of the pane that has the keys.
  case borderFocus = "border.focus"
  case title
  case header
  /// The header's word that something can be changed here.
  case headerWrite = "header.write"
  /// The header's word that the screen shows the past.
  case headerPast = "header.past"
  case statusOK = "status.ok"
  case statusWarn = "status.warn"
  case statusError = "status.error"
  case row
  case rowCursor = "row.cursor"
  case rowCursorUnfocused = "row.cursor.unfocused"
  case rowMarked = "row.marked"
  case rowNew = "row.new"
  case rowChanged = "row.changed"
  case rowGone = "row.gone"
  /// The name of an entry.
  case key
  case valueString = "value.string"
  case valueNumber = "value.number"
  case valueBool = "value.bool"
  case valueNull = "value.null"
  case valueBinary = "value.binary"
  case valueMasked = "value.masked"
  case diffAdded = "diff.added"
  case diffRemoved = "diff.removed"
  case diffChanged = "diff.changed"
  case prompt
  case hintKey = "hint.key"
  case hintText = "hint.text"

  /// The names a theme may set, most specific first: the role's own and its beginnings up to a
  /// dot. `text` ends every lookup and is not repeated here.
  public var lookup: [String] {
    var names = [rawValue]
    var name = rawValue[...]
    while let dot = name.lastIndex(of: ".") {
      name = name[..<dot]
      names.append(String(name))
    }
    return names.filter { $0 != Role.text.rawValue || self == .text }
  }

  /// Every name a theme may set: the roles and the groups they belong to, such as `value`.
  public static let names: Set<String> = Set(allCases.flatMap(\.lookup))

  /// The letter that stands for the role in ``Frame/roles()``.
  public var letter: Character {
    switch self {
    case .text: "."
    case .textMuted: "m"
    case .textControl: "c"
    case .textMatch: "f"
    case .border: "b"
    case .borderFocus: "B"
    case .title: "t"
    case .header: "h"
    case .headerWrite: "W"
    case .headerPast: "P"
    case .statusOK: "o"
    case .statusWarn: "w"
    case .statusError: "e"
    case .row: "r"
    case .rowCursor: "C"
    case .rowCursorUnfocused: "U"
    case .rowMarked: "M"
    case .rowNew: "N"
    case .rowChanged: "H"
    case .rowGone: "G"
    case .key: "k"
    case .valueString: "s"
    case .valueNumber: "n"
    case .valueBool: "l"
    case .valueNull: "u"
    case .valueBinary: "y"
    case .valueMasked: "x"
    case .diffAdded: "+"
    case .diffRemoved: "-"
    case .diffChanged: "~"
    case .prompt: "p"
    case .hintKey: "K"
    case .hintText: "i"
    }
  }
}
