import InspectorCore
import SessionModel
import TerminalUI

/// Values on one line, in the role of their type.
struct ValueInk {
  let state: State
  let ink: Ink

  func role(_ value: Value) -> Role {
    switch value.kind {
    case .null: .valueNull
    case .bool: .valueBool
    case .int, .float: .valueNumber
    case .string, .date: .valueString
    case .bytes, .opaque: .valueBinary
    case .array, .object: .text
    }
  }

  /// A value of a line of the keys pane; a secret is bullets.
  func line(_ node: KeyNode, limit: Int) -> (SafeText, Role) {
    guard !state.isHidden(node) else {
      return (SafeText.repeating(ink.glyphs.bullet, count: min(8, max(0, limit))), .valueMasked)
    }
    return (line(node.value, size: node.size, limit: limit), role(node.value))
  }

  /// A value nested under keys that may be secret themselves.
  func line(_ value: Value, size: Int? = nil, limit: Int) -> SafeText {
    guard limit > 0 else { return .empty }
    switch value {
    case _ where MaskedValue(value) != nil: return .repeating(ink.glyphs.bullet, count: min(8, limit))
    case .null: return ink.glyphs.null
    case .array, .object:
      // A small one is shown whole, a large one by its count.
      guard value.childCount ?? 0 <= 8, (size ?? value.size) <= 120 else { return ink.words(value.summary()) }
      let text = ink.data(JSONWriter.string(state.disclosed(value)))
      return text.columns <= limit ? text : ink.words(value.summary())
    default: return ink.data(value.summary(limit: limit), limit: limit)
    }
  }

  /// An old or new value under a path, for messages and timelines; nil is where nothing was.
  func sample(_ value: Value?, at path: Path, limit: Int) -> SafeText {
    guard let value else { return "nothing" }
    if state.isHidden(path) || MaskedValue(value) != nil { return SafeText.repeating(ink.glyphs.bullet, count: 8) }
    return line(value, limit: limit)
  }
}
