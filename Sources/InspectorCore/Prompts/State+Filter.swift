import SessionModel
import TerminalUI

extension State {
  /// The text is taken over this long after the last key.
  static let filterPause: Duration = .milliseconds(120)

  mutating func beginFilter(_ text: String? = nil) {
    let current = list.query.filter
    prompt = .filter(
      FilterPrompt(field: TextField(text ?? current?.text ?? ""), previous: current, problem: nil, dueAt: nil))
  }

  mutating func filterKey(_ filter: FilterPrompt, _ key: KeyEvent) -> [Effect] {
    var filter = filter
    switch key {
    case .enter:
      filter.dueAt = nil
      prompt = .filter(filter)
      takeFilter()
      // A bad filter keeps its prompt, with the column marked.
      if case .filter(let taken) = prompt, taken.problem == nil { prompt = nil }
      return []
    case .escape:
      // A scan is stopped first; the next Esc brings the filter before back.
      if list.loading?.purpose == .open, list.progress != nil { return cancelLoading() }
      prompt = nil
      if list.query.filter != filter.previous {
        var query = list.query
        query.filter = filter.previous
        openQuery(query)
      }
      return []
    case .up, .down, .pageUp, .pageDown:
      prompt = .filter(filter)
      moveCursor(key == .up ? -1 : key == .down ? 1 : key == .pageUp ? -pageRows : pageRows)
      return []
    default:
      let before = filter.field.text
      guard filter.field.handle(key) else { return [] }
      if !before.utf8.elementsEqual(filter.field.text.utf8) { typed(&filter) }
      prompt = .filter(filter)
      return []
    }
  }

  mutating func typed(_ filter: inout FilterPrompt) {
    filter.dueAt = now + Self.filterPause
    // What is wrong is said at once, what is right is looked for after a pause.
    do throws(FilterFailure) {
      _ = try Filter(parsing: filter.field.text)
      filter.problem = nil
    } catch {
      filter.problem = error
    }
  }

  mutating func takeFilterWhenDue() {
    guard case .filter(var filter) = prompt, let due = filter.dueAt, due <= now else { return }
    filter.dueAt = nil
    prompt = .filter(filter)
    takeFilter()
  }

  private mutating func takeFilter() {
    guard case .filter(var filter) = prompt else { return }
    do throws(FilterFailure) {
      let read = try Self.filter(filter.field.text)
      filter.problem = nil
      prompt = .filter(filter)
      guard read != list.query.filter else { return }
      var query = list.query
      query.filter = read
      openQuery(query)
    } catch {
      filter.problem = error
      prompt = .filter(filter)
    }
  }

  /// The filter a text means; nil for none.
  static func filter(_ text: String) throws(FilterFailure) -> Filter? {
    guard text.unicodeScalars.contains(where: { $0 != " " }) else { return nil }
    return try Filter(parsing: text)
  }
}
