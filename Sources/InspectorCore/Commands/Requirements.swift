import SessionModel

/// What commands need before they can run; each says what is missing.
enum Requires {
  typealias Check = @Sendable (State) -> DisabledReason?

  /// All of them; the first that fails is the reason.
  static func all(_ checks: Check...) -> Check {
    { state in checks.lazy.compactMap { $0(state) }.first }
  }

  /// A session that is still there.
  static let session: Check = { state in
    guard let session = state.selectedSession else { return .noSession }
    return state.isGone(session.id) ? .alreadyGone(session.id) : nil
  }

  /// Marked sessions, or one under the cursor.
  static let sessions: Check = { state in state.focus == .list && !state.list.marks.isEmpty ? nil : session(state) }

  /// The content of the open session.
  static let content: Check = { state in
    if let reason = session(state) { return reason }
    return state.shownContent == nil ? .stillLoading : nil
  }

  static let key: Check = { state in
    if let reason = content(state) { return reason }
    return state.open?.cursorNode == nil ? .noKey : nil
  }

  static let container: Check = { state in
    if let reason = key(state) { return reason }
    return state.open?.cursorNode?.isExpandable == true ? nil : .notContainer
  }

  static let present: Check = { state in state.open?.pastIndex == nil ? nil : .inThePast }

  static let noWrite: Check = { state in state.writing == nil ? nil : .writeRunning }

  /// The target answers.
  static let connected: Check = { state in state.connection == .live ? nil : .notConnected(state.connection) }

  static let writable: Check = { state in state.info.readOnly.map(DisabledReason.readOnly) }

  /// The store can do this at all, and may.
  static func operation(_ operation: StoreError.Operation) -> Check {
    all(writable, { state in state.info.operations.contains(operation) ? nil : .notSupported(operation) }, noWrite)
  }

  /// The session's own payload can be written back.
  static let editable: Check = all(
    operation(.edit), present, content,
    { state in (state.open?.content?.editObstacle).map(DisabledReason.editObstacle) })
}

extension State {
  /// Whether a session of the list is a tombstone, and not only out of the filter's sight.
  func isGone(_ id: SessionID) -> Bool { list.tombstones.contains { $0.session.id == id && $0.isGone } }

  /// What acts on sessions acts on: the marked ones from the list, else the selected one.
  var subjects: [Session] {
    if focus == .list, !list.marks.isEmpty {
      // As the rows are shown now: that is what the operator looks at.
      let shown = Dictionary(list.rows.map { ($0.session.id, $0.session) }, uniquingKeysWith: { first, _ in first })
      return list.marks.all.map { shown[$0.id] ?? $0 }
    }
    return selectedSession.map { [$0] } ?? []
  }
}
