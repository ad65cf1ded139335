import DebugProtocol
import SessionCodecs
import SessionModel
import SessionStores
import Synchronization

extension CookieRegistry {
  func tag(_ entry: Entry) -> String { "\"\(tagPrefix)-\(entry.rev)-\(entry.tagNumber)\"" }

  /// The sessions there are: those that were deleted too, until their browsers know.
  func all() -> [Entry] {
    state.withLock { state in state.entries.values.filter { $0.revoked?.wasTold != true } }
  }

  func entry(_ id: SessionID) -> Entry? {
    state.withLock { state in state.index(of: id).map { state.entries.values[$0] } }.flatMap {
      $0.revoked?.wasTold == true ? nil : $0
    }
  }

  var count: Int { state.withLock { $0.entries.count } }

  /// Deletes a session: every cookie it ever had is dead from now on, and the browser's is cleared with the next answer.
  func delete(_ id: SessionID, tag: String?, source: SessionEvent.Source, at now: Timestamp) throws(Problem) {
    let problem: Problem? = state.withLock { state in
      guard let index = state.index(of: id), state.entries.values[index].revoked == nil else {
        return Problem(.noSuchSession, "no session has this id")
      }
      let current = self.tag(state.entries.values[index])
      if let tag, tag != "*", tag != current {
        return Problem(.stale, "the session changed since it was read", etag: current)
      }
      revoke(index, source, &state, now)
      return nil
    }
    if let problem { throw problem }
  }

  private func revoke(
    _ index: Dictionary<Int, Entry>.Index, _ source: SessionEvent.Source, _ state: inout State, _ now: Timestamp
  ) {
    state.entries.values[index].revoked = Revocation(at: now)
    state.entries.values[index].edits = []
    state.entries.values[index].tagNumber += 1
    let entry = state.entries.values[index]
    report(.revoked, entry.subject, source: source, at: now, from: entry.data, to: .object([]))
  }

  /// Deletes all: cookies that were never seen die too.
  func deleteAll(at now: Timestamp) -> Int {
    state.withLock { state in
      // A second begins with the cookies that were issued in it already.
      state.revokedBefore = now
      var count = 0
      for index in state.entries.indices where state.entries.values[index].revoked == nil {
        revoke(index, .bulk, &state, now)
        count += 1
      }
      return count
    }
  }

  /// Brings a deleted session back, as long as its browser was not told to drop the cookie. Returns the new tag.
  func restore(_ id: SessionID) throws(Problem) -> String {
    let result: Result<String, Problem> = state.withLock { state in
      guard let index = state.index(of: id) else {
        return .failure(Problem(.noSuchSession, "no session has this id"))
      }
      guard let revoked = state.entries.values[index].revoked else {
        return .failure(
          Problem(.stale, "the session is there", etag: tag(state.entries.values[index])))
      }
      if revoked.wasTold {
        return .failure(
          Problem(.alreadyCleared, "the browser was told to drop its cookie, so there is nothing to bring back"))
      }
      state.entries.values[index].revoked = nil
      state.entries.values[index].tagNumber += 1
      let entry = state.entries.values[index]
      report(.created, entry.subject, source: .user, at: SystemClock.now, from: .object([]), to: entry.data)
      return .success(tag(entry))
    }
    return try result.get()
  }

  /// A session made to order, whose cookie nobody has yet.
  func forge(_ issued: StarletteSigner.Issued, _ data: Value, size: Int, at now: Timestamp) -> SessionID {
    state.withLock { state in
      if let id = owner(of: issued.digest, state) { return id }
      let entry = Entry(
        id: Self.newID(), data: data, created: now, seen: now, issued: now, size: size, changedAt: now,
        chain: [issued.digest])
      insert(entry, &state)
      report(.created, entry.subject, source: .forge, at: now, from: .object([]), to: data)
      return entry.id
    }
  }

  private func entry(of visit: Visit) -> Entry? {
    visit.arrival.number.flatMap { number in state.withLock { $0.entries[number] } }
  }

  /// Changes of one request that nobody saved.
  struct Losses: LostChanges {
    let registry: CookieRegistry
    let visit: Visit

    func note(from saved: Value, to data: Value, reason: String) {
      let entry = registry.entry(of: visit)
      registry.events.add(
        Note(
          kind: .unsavedChange, at: SystemClock.now, session: entry?.id, revision: entry?.rev, source: .app,
          request: visit.request, before: saved, after: data, more: Note.More(reason: reason)))
    }
  }

  /// A cookie larger than browsers keep.
  func tooLarge(_ visit: Visit, size: Int) {
    events.add(
      Note(
        kind: .cookieTooLarge, at: SystemClock.now, session: entry(of: visit)?.id, source: .app, request: visit.request,
        size: size)
    )
  }

  /// A cookie that was not accepted; each is reported once a minute.
  func rejected(_ cookie: String, _ rejection: StarletteSigner.Rejection, request: ObservedRequest, at now: Timestamp) {
    let isNew = state.withLock { state in
      if let before = state.reported[cookie], now < before + .seconds(60) { return false }
      if state.reported.count > 256 { state.reported.removeAll() }
      state.reported[cookie] = now
      return true
    }
    guard isNew else { return }
    let (reason, detail) = reason(cookie, rejection)
    events.add(
      Note(
        kind: .cookieRejected, at: now, source: .observed, request: request, size: cookie.utf8.count,
        more: Note.More(reason: reason, detail: detail)))
  }

  private func reason(_ cookie: String, _ rejection: StarletteSigner.Rejection) -> (String, String?) {
    switch rejection {
    case .expired(let issued): return ("expired", "signed at \(issued.wire)")
    case .clockSkew(let issued): return ("clock-skew", "signed at \(issued.wire)")
    case .undecodable: return ("undecodable", nil)
    case .badSignature:
      // What Starlette itself writes to clear it.
      let bytes = Array(cookie.utf8)
      guard let (_, issued) = StarletteSigner.peek(bytes) else { return ("bad-signature", nil) }
      for word in WeakSecret.candidates where StarletteSigner(secrets: [word]).isSigned(bytes) {
        return ("wrong-secret", "signed with '\(String(decoding: word.bytes, as: UTF8.self))'")
      }
      return issued < started
        ? ("wrong-secret", "signed at \(issued.wire), before this server started") : ("bad-signature", nil)
    }
  }
}
