/// The state of a one-line text field, with the editing keys of emacs and readline.
///
/// The text is data: pasted line breaks and controls stay in it and are shown as stand-ins.
public struct TextField: Sendable, Equatable {
  // Scalars, because comparing strings would call different texts equal (é as one scalar or two).
  private var scalars: [Unicode.Scalar]
  /// Where the next character goes, in scalars.
  private var insertion: Int
  private var killed: [Unicode.Scalar] = []

  /// A field with a text; the cursor is behind it.
  public init(_ text: String = "") {
    scalars = Array(text.unicodeScalars)
    insertion = scalars.count
  }

  /// The text; setting it moves the cursor to its end.
  public var text: String {
    get { Self.string(scalars[...]) }
    set {
      scalars = Array(newValue.unicodeScalars)
      insertion = scalars.count
    }
  }

  public var isEmpty: Bool { scalars.isEmpty }

  /// The text to the left of the cursor, for completion.
  public var textBeforeCursor: String { Self.string(scalars[..<insertion]) }

  /// Puts text in at the cursor, as typing or pasting does.
  public mutating func insert(_ text: String) {
    let new = Array(text.unicodeScalars)
    scalars.insert(contentsOf: new, at: insertion)
    insertion += new.count
  }

  /// Does what a key does in a text field.
  /// - Returns: `false` when the key means nothing here and is someone else's.
  public mutating func handle(_ key: KeyEvent) -> Bool {
    switch key {
    case .character(let scalar): insert(String(Character(scalar)))
    case .left, .ctrl("b"): insertion = characterStart(before: insertion)
    case .right, .ctrl("f"): insertion = characterEnd(after: insertion)
    case .home, .ctrl("a"): insertion = 0
    case .end, .ctrl("e"): insertion = scalars.count
    case .alt("b"): insertion = wordStart(before: insertion)
    case .alt("f"): insertion = wordEnd(after: insertion)
    case .backspace, .ctrl("h"): remove(characterStart(before: insertion)..<insertion)
    case .delete, .ctrl("d"): remove(insertion..<characterEnd(after: insertion))
    case .ctrl("k"): kill(insertion..<scalars.count)
    case .ctrl("u"): kill(0..<insertion)
    case .ctrl("w"), .alt("\u{7F}"): kill(wordStart(before: insertion)..<insertion)
    case .alt("d"): kill(insertion..<wordEnd(after: insertion))
    case .ctrl("y"): insert(Self.string(killed[...]))
    default: return false
    }
    return true
  }

  /// Draws the field in one row of a canvas and puts the terminal's cursor in it.
  ///
  /// A text longer than the row is scrolled so that the cursor is in view.
  /// - Parameters:
  ///   - point: Where the field begins.
  ///   - columns: How long it is.
  ///   - masked: Shows a bullet for each character, for secrets.
  public func draw(
    in canvas: inout Canvas, at point: Point, columns: Int, role: Role = .prompt,
    masked: Bool = false,
    glyphs: Glyphs = .unicode
  ) {
    guard columns > 0 else { return }
    canvas.fill(Rect(column: point.column, row: point.row, columns: columns, rows: 1), role: role)
    let before = shown(scalars[..<insertion], masked: masked, glyphs: glyphs)
    let after = shown(scalars[insertion...], masked: masked, glyphs: glyphs)
    let scroll = max(0, before.columns - columns + 1)
    canvas.draw(
      (before + after).dropping(columns: scroll), at: point, role: role, maxColumns: columns)
    canvas.setCursor(Point(column: point.column + before.columns - scroll, row: point.row))
  }

  private func shown(_ part: ArraySlice<Unicode.Scalar>, masked: Bool, glyphs: Glyphs) -> SafeText {
    let text = Self.string(part)
    return masked
      ? .repeating(glyphs.bullet, count: text.count) : SafeText(untrusted: text, glyphs: glyphs)
  }

  // MARK: Editing

  private mutating func remove(_ range: Range<Int>) {
    scalars.removeSubrange(range)
    insertion = range.lowerBound
  }

  private mutating func kill(_ range: Range<Int>) {
    guard !range.isEmpty else { return }
    killed = Array(scalars[range])
    remove(range)
  }

  // MARK: Places in the text

  /// No character on a keyboard has more scalars; a longer pile is passed in several steps.
  private static let window = 64

  private func characterStart(before index: Int) -> Int {
    let text = Self.string(scalars[max(0, index - Self.window)..<index])
    return index - (text.last?.unicodeScalars.count ?? 0)
  }

  private func characterEnd(after index: Int) -> Int {
    let text = Self.string(scalars[index..<min(scalars.count, index + Self.window)])
    return index + (text.first?.unicodeScalars.count ?? 0)
  }

  private func wordStart(before index: Int) -> Int {
    var index = index
    while index > 0, !Self.isWord(scalars[index - 1]) { index -= 1 }
    while index > 0, Self.isWord(scalars[index - 1]) { index -= 1 }
    return index
  }

  private func wordEnd(after index: Int) -> Int {
    var index = index
    while index < scalars.count, !Self.isWord(scalars[index]) { index += 1 }
    while index < scalars.count, Self.isWord(scalars[index]) { index += 1 }
    return index
  }

  private static func isWord(_ scalar: Unicode.Scalar) -> Bool {
    scalar.properties.isAlphabetic || scalar.properties.numericType != nil || scalar == "_"
      || scalar.properties.generalCategory == .nonspacingMark
  }

  private static func string(_ scalars: ArraySlice<Unicode.Scalar>) -> String {
    var view = String.UnicodeScalarView()
    view.append(contentsOf: scalars)
    return String(view)
  }
}
