import TerminalUI

/// Which part of the screen shows what. Parts that a size has no room for are empty rectangles.
public struct Layout: Sendable, Equatable {
  public enum Form: Sendable, Hashable {
    /// Too small for panes: one line of text.
    case line
    /// One pane at a time.
    case one
    /// List and keys, with the value below the keys.
    case two
    /// All four panes.
    case four
  }

  public let form: Form
  public let header: Rect
  /// Each pane with its rule in the first row.
  public let list: Rect
  public let keys: Rect
  public let value: Rect
  public let activity: Rect
  /// Everything between header and message line, for overlays.
  public let body: Rect
  /// Where the timeline goes.
  public let timeline: Rect
  /// The message line, or the prompt, which grows upwards.
  public let message: Rect
  public let hints: Rect

  public static func form(of size: Size) -> Form {
    if size.columns < 20 || size.rows < 5 { return .line }
    if size.columns < 60 || size.rows < 16 { return .one }
    return size.columns < 100 || size.rows < 30 ? .two : .four
  }

  /// - Parameters:
  ///   - promptRows: Rows the message line needs, at least one.
  ///   - focus: The pane shown where there is room for one.
  public init(size: Size, promptRows: Int = 1, focus: Pane = .list) {
    form = Self.form(of: size)
    let screen = Rect(size)
    let empty = Rect(column: 0, row: 0, columns: 0, rows: 0)
    guard form != .line else {
      (header, list, keys, value, activity, body, timeline, hints) = (
        empty, empty, empty, empty, empty, empty, empty, empty
      )
      message = screen
      return
    }
    let (top, belowHeader) = screen.splitTop(rows: form == .four ? 2 : 1)
    header = top
    let (aboveHints, bottom) = belowHeader.splitBottom(rows: 1)
    hints = bottom
    let (above, messageRect) = aboveHints.splitBottom(rows: min(max(1, promptRows), max(1, aboveHints.rows / 2)))
    message = messageRect
    body = form == .four ? above.splitBottom(rows: 1).rest : above
    if form == .one {
      list = focus == .list ? body : empty
      keys = focus == .keys ? body : empty
      value = focus == .value ? body : empty
      activity = focus == .activity ? body : empty
      timeline = body
      return
    }
    let (left, rest) = body.splitLeft(columns: max(26, body.columns * (form == .four ? 37 : 44) / 100))
    let right = rest.splitLeft(columns: 1).rest
    if form == .two {
      let strip = max(3, body.rows * 2 / 5)
      (keys, value) = right.splitBottom(rows: strip)
      // There is no room for both, so the activity takes the list's place while it has the keys.
      list = focus == .activity ? empty : left
      activity = focus == .activity ? left : empty
      timeline = right
    } else {
      let upper = max(6, body.rows * 11 / 20)
      (list, activity) = left.splitTop(rows: upper)
      (keys, value) = right.splitTop(rows: upper)
      timeline = value
    }
  }

  /// Rows for column heads: small screens do without.
  public var headRows: Int { form == .one ? 0 : 1 }

  /// Rows of data in a pane.
  public func dataRows(of pane: Pane) -> Int {
    switch pane {
    case .list: max(0, list.rows - 1 - headRows)
    case .keys: max(0, keys.rows - 1 - headRows)
    case .value: max(0, value.rows - 1)
    case .activity: max(0, activity.rows - 1)
    }
  }
}

extension Prompt {
  /// Rows it takes.
  public var rows: Int {
    switch self {
    case .filter(let prompt): prompt.problem == nil ? 1 : 3
    case .command(let prompt): prompt.completions.isEmpty && prompt.problem == nil ? 1 : 2
    case .edit: 2
    case .menu: 2
    case .export: 1
    case .confirm(let confirmation):
      2 + (confirmation.typed == nil ? 0 : 1) + (confirmation.hasList ? 1 : 0)
        + (confirmation.showsPreview ? min(8, max(1, confirmation.preview?.count ?? 1)) : 0)
    }
  }
}

extension Confirmation {
  /// A row names what is concerned: the first sessions, or old and new value.
  public var hasList: Bool {
    switch subject {
    case .deleteSession, .clearSession, .deleteExpired, .deleteMatching: false
    default: true
    }
  }
}

extension State {
  /// The screen's parts at its present size.
  public var layout: Layout { layout(at: size) }

  public func layout(at size: Size) -> Layout {
    Layout(size: size, promptRows: prompt?.rows ?? 1, focus: focus)
  }
}
