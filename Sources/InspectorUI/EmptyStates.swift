import InspectorCore
import SessionModel

/// What is said where there is nothing to show, with what to do next.
enum EmptyStates {
  static func list(_ state: State) -> [String] {
    let list = state.list
    if let problem = list.problem { return [Sentences.text(problem), "r tries again."] }
    if let progress = list.progress {
      return ["Searching: \(Sentences.progress(progress)), nothing found yet.", "Esc stops."]
    }
    guard list.hasLoaded else { return ["Loading…"] }
    if let filter = list.query.filter {
      return ["Nothing matches \(filter.text).", "Esc clears the filter, / changes it."]
    }
    if let count = state.counting.count, count.expired > 0, list.query.activeOnly {
      let expired = count.expired == 1 ? "the 1 expired one" : "the \(Counted.grouped(count.expired)) expired ones"
      return ["No active sessions.", "A shows \(expired)."]
    }
    if state.info.isServer { return ["No sessions yet. Open the app in a browser."] }
    return ["No sessions in \(state.info.location) yet.", "They appear here as soon as someone logs in."]
  }

  static func keys(_ state: State) -> [String] {
    guard let open = state.open else { return ["No session is selected."] }
    if case .noSuchSession? = open.problem {
      return state.undo.undoable > 0
        && state.list.tombstones.contains { $0.session.id == open.id && $0.fate == .deletedHere }
        ? ["This session was deleted.", "u brings it back."] : ["This session is gone."]
    }
    if let problem = open.problem { return [Sentences.text(problem), "r tries again."] }
    guard let content = state.shownContent else { return ["Loading…"] }
    if case .undecodable(let detail)? = content.editObstacle {
      return ["The payload cannot be read: \(detail).", "It can still be deleted (d in the list)."]
    }
    return ["This session has no keys.", "a adds one."]
  }
}

extension StoreInfo {
  /// A running app and not a database: the endpoint's modes stand where a database has its dialect.
  fileprivate var isServer: Bool { dialect == "cookie" || dialect == "store" }
}
