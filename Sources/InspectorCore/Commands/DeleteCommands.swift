import SessionModel

/// Ending sessions and removing keys. All of these ask; all of them can be undone.
enum DeleteCommands {
  static let all = [delete, clear, deleteExpired, deleteMatching]

  static let delete = Command(
    "delete", keys: [.global: ["d"]], hint: "delete",
    help: "Deletes the session, the marked sessions, or in the keys pane the key; asks first.",
    isEnabled: { state in
      if state.focus == .list || state.focus == .activity {
        return Requires.all(Requires.sessions, Requires.operation(.delete), Requires.present)(state)
      }
      return Requires.all(Requires.key, Requires.editable)(state)
    },
    run: { state, _ in
      state.focus == .list || state.focus == .activity ? state.askDeleteSessions() : state.askDeleteKey()
    })

  static let clear = Command(
    "clear-session", keys: [.global: ["D"]],
    help: "Empties the session, or the marked ones; the sessions stay; asks first.",
    isEnabled: Requires.all(Requires.sessions, Requires.operation(.clear), Requires.present),
    run: { state, _ in
      let sessions = state.subjects
      let subject: WriteSubject =
        sessions.count == 1
        ? .clearSession(sessions[0]) : .clearSessions(count: sessions.count, first: Array(sessions.prefix(5)))
      return state.ask(WritePlan(.clear, on: state.targets(sessions)), subject)
    })

  static let deleteExpired = Command(
    "delete-expired", help: "Deletes every session that has expired; asks first.",
    isEnabled: Requires.operation(.delete),
    run: { state, _ in
      let expired = Filter(text: "@expired", terms: [Filter.Term(test: .expired)])
      let query = Query(filter: expired, sort: state.list.query.sort, includesExpired: true)
      return state.ask(WritePlan(.delete, on: .matching(query)), .deleteExpired)
    })

  static let deleteMatching = Command(
    "delete-matching", help: "Deletes every session the filter selects, also those not loaded; asks first.",
    isEnabled: Requires.all(
      { state in state.list.query.filter == nil ? .noFilter : nil }, Requires.operation(.delete)),
    run: { state, _ in
      state.ask(WritePlan(.delete, on: .matching(state.list.query)), .deleteMatching(state.list.query.filter))
    })
}

extension State {
  func targets(_ sessions: [Session]) -> WritePlan.Selection {
    .sessions(sessions.map { WritePlan.Target($0.id, $0.revision) })
  }

  mutating func askDeleteSessions() -> [Effect] {
    let sessions = subjects
    guard let first = sessions.first else { return [] }
    let subject: WriteSubject =
      sessions.count == 1
      ? .deleteSession(first) : .deleteSessions(count: sessions.count, first: Array(sessions.prefix(5)))
    return ask(WritePlan(.delete, on: targets(sessions)), subject)
  }

  mutating func askDeleteKey() -> [Effect] {
    guard let content = open?.content, let node = open?.cursorNode, let old = content.data[node.path] else {
      return []
    }
    let siblings = content.data[node.path.parent]
    var position: Int?
    if case .key(let key)? = node.path.last { position = siblings?.members?.firstIndex { $0.key == key } }
    let change = Change(node.path, .remove(old: old, position: position))
    return ask(
      WritePlan(.edit([change]), on: .sessions([.init(content.session.id, content.session.revision)])),
      .deleteKey(content.session, node.path, old: old))
  }
}
