import InspectorCore
import SessionModel

/// A store in memory that keeps the rules of a real one: order, windows, revisions, undo.
struct SampleStore {
  struct Entry: Equatable {
    var session: Session
    var data: Value
  }

  private(set) var entries: [SessionID: Entry] = [:]
  var info: StoreInfo
  /// Secrets are masked by the server, as a debug endpoint does, unless asked to reveal them.
  var masksSecrets = false
  /// Real values are refused: with an error, or by masking all the same.
  var keepsSecrets = false
  var ignoresReveal = false
  /// The next write fails with this.
  var failure: StoreError?
  private var version = 0
  private var done: [Step] = []
  private var undone: [Step] = []

  private struct Step {
    var before: [SessionID: Entry?]
    var summary: String
    var time: Timestamp
  }

  init(info: StoreInfo = .sample) { self.info = info }

  /// Six sessions of a shop, as the design's pictures have them.
  static func sample() -> SampleStore {
    var store = SampleStore()
    let now = Inspector.start
    func add(_ id: String, _ user: String, idle: Int, left: Int, _ data: Value) {
      store.add(id, user: user, seen: now + .seconds(-idle), expires: now + .seconds(left), data)
    }
    add(
      "9f3aaaaaaaaac21e", "admin@acme", idle: 2, left: 1741,
      [
        "_csrf_token": "d41d8cd98f00b204e9800998ecf8427e",
        "cart": ["items": ["sku-1", "sku-2"], "total": .number(Number(verbatim: "42.90"))],
        "flash": nil, "locale": "fr-FR", "name": "漢字 Zoë \u{202E}evil",
        "user": ["id": 1042, "roles": ["admin", "billing"]],
      ])
    add("41bdaaaaaaaa07aa", "adele", idle: 11, left: 1749, ["user_id": 7, "theme": "dark"])
    add("c0deaaaaaaaa9911", "ada", idle: 14, left: 1800, ["user_id": 8])
    add("77f0aaaaaaaa1b2c", "adam.k", idle: 180, left: 1570, ["visits": 3])
    add("0a91aaaaaaaaff03", "admin@beta", idle: 540, left: 1290, ["visits": 12, "vip": true])
    add("b7c1aaaaaaaa20de", "admiral", idle: 3700, left: 250, ["visits": 5])
    return store
  }

  /// Sessions numbered from 0, the first seen last.
  static func numbered(_ count: Int) -> SampleStore {
    var store = SampleStore()
    for index in 0..<count {
      let id = "s" + String(repeating: "0", count: max(0, 6 - String(index).count)) + String(index)
      store.add(
        id, user: "user\(index % 10)", seen: Inspector.start + .seconds(-index),
        expires: Inspector.start + .seconds(86_400), ["n": .number(Number(index))])
    }
    return store
  }

  // MARK: What others do

  mutating func add(_ id: String, user: String? = nil, seen: Timestamp, expires: Timestamp? = nil, _ data: Value) {
    version += 1
    let session = Session(
      id: SessionID(id), user: user, created: seen, seen: seen, expires: expires, size: data.size,
      keyCount: data.childCount, revision: Revision("r\(version)"))
    entries[session.id] = Entry(session: session, data: data)
  }

  mutating func remove(_ id: String) { entries[SessionID(id)] = nil }

  /// Sets one key, as a request of the app would.
  mutating func set(_ key: String, _ value: Value, of id: String, seen: Timestamp? = nil) {
    guard var entry = entries[SessionID(id)], var members = entry.data.members else { return }
    if let index = members.firstIndex(where: { $0.key == Text(key) }) {
      members[index].value = value
    } else {
      members.append(.init(Text(key), value))
    }
    entry.data = .object(members)
    if let seen { entry.session.seen = seen }
    put(entry)
  }

  /// An edit waits for the browser, or no more.
  mutating func setPending(_ isPending: Bool, _ id: String) {
    guard var entry = entries[SessionID(id)] else { return }
    entry.session.isPending = isPending
    put(entry)
  }

  func data(_ id: String) -> Value? { entries[SessionID(id)]?.data }

  private mutating func put(_ entry: Entry) {
    version += 1
    var entry = entry
    entry.session.revision = Revision("r\(version)")
    entry.session.keyCount = entry.data.childCount
    entry.session.size = entry.data.size
    entries[entry.session.id] = entry
  }

  // MARK: What the inspector asks

  func selected(_ query: Query, _ now: Timestamp) -> [Entry] {
    let filtered = entries.values.filter { entry in
      if query.activeOnly, entry.session.isExpired(at: now) { return false }
      return query.filter?.matches(entry.session, entry.data, at: now) ?? true
    }
    func rank(_ entry: Entry) -> Double {
      switch query.sort.key {
      case .size: Double(entry.session.size)
      case .keys: Double(entry.session.keyCount ?? 0)
      case .expires: entry.session.expires?.seconds ?? 0
      default: entry.session.seen?.seconds ?? 0
      }
    }
    return filtered.sorted { a, b in
      if query.sort.key == .id || rank(a) == rank(b) { return (a.session.id.text < b.session.id.text) }
      return (rank(a) < rank(b)) != query.sort.descending
    }
  }

  func page(_ query: Query, _ start: PageStart, _ limit: Int, _ now: Timestamp) -> Result<Page, StoreError> {
    let all = selected(query, now)
    func place(_ cursor: Cursor) -> Int? { all.firstIndex { $0.session.id.text == cursor.text } }
    let range: Range<Int>
    switch start {
    case .first: range = 0..<min(limit, all.count)
    case .last: range = max(0, all.count - limit)..<all.count
    case .after(let cursor):
      let first = place(cursor).map { $0 + 1 } ?? 0
      range = first..<min(all.count, first + limit)
    case .before(let cursor):
      let end = place(cursor) ?? all.count
      range = max(0, end - limit)..<end
    case .from(let cursor):
      let first = place(cursor) ?? 0
      range = first..<min(all.count, first + limit)
    case .around(let id):
      guard let index = all.firstIndex(where: { $0.session.id == id }) else { return .failure(.noSuchSession(id)) }
      let first = max(0, index - limit / 2)
      range = first..<min(all.count, first + limit)
    }
    let rows = all[range].map { Page.Row(session: $0.session, cursor: Cursor($0.session.id.text)) }
    return .success(
      Page(rows: rows, hasMoreBefore: range.lowerBound > 0, hasMoreAfter: range.upperBound < all.count))
  }

  func count(_ query: Query, _ now: Timestamp) -> Count {
    let expired = entries.values.count { $0.session.isExpired(at: now) }
    return Count(
      matched: selected(query, now).count, active: entries.count - expired, expired: expired, total: entries.count)
  }

  func content(_ id: SessionID, revealing: Bool = false) -> Result<SessionContent, StoreError> {
    guard let entry = entries[id] else { return .failure(.noSuchSession(id)) }
    if revealing, keepsSecrets { return .failure(.readOnly(.target)) }
    let isMasked = masksSecrets && (!revealing || ignoresReveal)
    let data = isMasked ? Masking.standard.masked(entry.data) { _ in "1f2e3d4c" } : entry.data
    return .success(
      SessionContent(session: entry.session, data: data, payload: JSONWriter.bytes(data), codec: "json"))
  }

  func preview(_ plan: WritePlan) -> [String] {
    if case .sessions(let targets) = plan.selection {
      targets.map { "DELETE … WHERE id = '\($0.id.shortened)'" }
    } else {
      ["DELETE …"]
    }
  }

  mutating func write(_ plan: WritePlan, _ summary: String, _ now: Timestamp) -> Result<Receipt, StoreError> {
    if let failure {
      self.failure = nil
      return .failure(failure)
    }
    let targets: [WritePlan.Target]
    switch plan.selection {
    case .sessions(let named): targets = named
    case .matching(let query): targets = selected(query, now).map { .init($0.session.id) }
    }
    var step = Step(before: [:], summary: summary, time: now)
    var receipt = Receipt()
    for target in targets {
      let entry = entries[target.id]
      guard let entry, target.revision == nil || target.revision == entry.session.revision else {
        let conflict = Conflict(id: target.id, expected: target.revision, current: entry?.session.revision)
        if targets.count == 1 { return .failure(.conflict(conflict)) }
        receipt.conflicts.append(conflict)
        continue
      }
      step.before[target.id] = .some(entry)
      switch plan.action {
      case .delete: entries[target.id] = nil
      case .clear: put(Entry(session: entry.session, data: .object([])))
      case .edit(let changes):
        do throws(ChangeFailure) {
          put(Entry(session: entry.session, data: try entry.data.applying(changes)))
        } catch {
          return .failure(.changeRefused(target.id, error))
        }
      case .create, .restore: return .failure(.unsupported(.create))
      }
      receipt.done.append(target.id)
      receipt.count += 1
    }
    receipt.revision = targets.count == 1 ? entries[targets[0].id]?.session.revision : nil
    done.append(step)
    undone = []
    return .success(receipt)
  }

  var undoSummary: UndoSummary { UndoSummary(undoable: done.count, redoable: undone.count) }

  var steps: [UndoStep] {
    done.reversed().map { UndoStep(time: $0.time, summary: $0.summary, sessions: $0.before.count) }
  }

  mutating func undo() -> Result<UndoReport, StoreError> {
    guard let step = done.popLast() else { return .failure(.unsupported(.restore)) }
    undone.append(swap(step))
    return .success(report(step))
  }

  mutating func redo() -> Result<UndoReport, StoreError> {
    guard let step = undone.popLast() else { return .failure(.unsupported(.restore)) }
    done.append(swap(step))
    return .success(report(step))
  }

  private mutating func swap(_ step: Step) -> Step {
    var inverse = step
    for (id, entry) in step.before {
      inverse.before[id] = .some(entries[id])
      entries[id] = entry
    }
    return inverse
  }

  private func report(_ step: Step) -> UndoReport {
    UndoReport(
      summary: step.summary, receipt: Receipt(done: Array(step.before.keys), count: step.before.count))
  }
}

extension StoreInfo {
  static let sample = StoreInfo(
    target: "shop.sqlite3", dialect: "django", location: "django_session",
    sorts: [.seen: .index, .expires: .index, .size: .scan, .id: .index],
    operations: [.edit, .delete, .clear, .create, .restore, .sort, .watch], hasUser: true)
}
