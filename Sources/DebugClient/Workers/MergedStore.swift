import DebugProtocol
public import SessionModel
public import SessionStores

/// The processes of one app as one store: each knows only the browsers it has served. Those that start later join it while
/// it is watched. As long as there is one, everything is asked of that one.
///
/// A browser is one session here, however many of them have seen it. What they know of it is brought together by the
/// hashes of its cookies, and a change goes to all of them, for nobody can tell which of them it will meet next.
public actor MergedStore: SessionStore {
  /// In the order in which they joined; none leaves, for another process may take its place.
  private(set) var workers: [DebugStore]
  private let options: DebugStore.Options
  private let places: WorkerPlaces
  /// Which hashes are of one browser.
  private var kin = Kinship()
  /// Under which id a browser is listed, by the root of its hashes.
  private var names: [SessionID: SessionID] = [:]
  private var underWay: Task<Result<[MergedSession], StoreError>, Never>?

  /// Attaches to processes that run, one at least. Throws what the first that cannot be attached to says, where none can.
  public static func attach(
    to processes: [Discovery], in directory: DiscoveryDirectory, target: String, isReadOnly: Bool
  ) async throws(StoreError) -> MergedStore {
    let store = MergedStore(
      DebugStore.Options(target: target, isReadOnly: isReadOnly),
      WorkerPlaces(of: processes[0], in: directory, readOnly: isReadOnly))
    try await store.attach(to: processes)
    return store
  }

  private func attach(to processes: [Discovery]) async throws(StoreError) {
    var failure: StoreError?
    for process in processes {
      do throws(StoreError) {
        workers.append(try await worker(process))
        places.admit(process)
      } catch { failure = failure ?? error }
    }
    if workers.isEmpty, let failure { throw failure }
  }

  private init(_ options: DebugStore.Options, _ places: WorkerPlaces) {
    workers = []
    self.options = options
    self.places = places
  }

  private func worker(_ process: Discovery) async throws(StoreError) -> DebugStore {
    var options = options
    options.locate = { [places] in places.endpoint(following: process) }
    return try await DebugStore.attach(to: places.endpoint(of: process), options: options)
  }

  /// Attaches to the processes of the app that have come since. One that does not answer is tried again the next time.
  func admitNewcomers() async {
    for process in places.newcomers() {
      guard let worker = try? await worker(process) else { continue }
      let isWorker = await worker.isOneOfSeveral
      if !isWorker { places.refuse(process) }
      if isWorker, places.admit(process) { workers.append(worker) } else { await worker.close() }
    }
  }

  /// The only process there is; nil where there are several.
  var only: DebugStore? { workers.count == 1 ? workers[0] : nil }

  public var info: StoreInfo {
    get async {
      guard var info = await workers.first?.info else {
        return StoreInfo(target: options.target, dialect: "", location: "")
      }
      guard only == nil else { return info }
      info.location = "\(await workers[0].server.app) (\(workers.count) processes)"
      info.lastEvent = 0
      for worker in workers {
        let other = await worker.info
        info.lastEvent = (info.lastEvent ?? 0) + (other.lastEvent ?? 0)
        info.readOnly = info.readOnly ?? other.readOnly
        info.warnings += other.warnings.filter { !info.warnings.contains($0) }
      }
      if info.readOnly != nil { info.operations = [.sort, .watch] }
      // That is what this store is for.
      info.warnings.removeAll { if case .server(Finding.Code.severalWorkers.rawValue, _) = $0 { true } else { false } }
      return info
    }
  }

  /// Whether there is one, or all of them say that they are workers of one app. Two servers started from one shell have
  /// the same parent and may have the same name, and are not.
  public var areWorkers: Bool {
    get async {
      guard only == nil else { return true }
      for worker in workers {
        guard await worker.isOneOfSeveral else { return false }
      }
      return true
    }
  }

  public func close() async { for worker in workers { await worker.close() } }

  // MARK: Reading

  public func page(
    _ query: Query, from start: PageStart, limit: Int, at now: Timestamp,
    report: @escaping @Sendable (Progress, [Page.Row]) -> Void
  ) async throws(StoreError) -> Page {
    if let only { return try await only.page(query, from: start, limit: limit, at: now, report: report) }
    let sessions = try await selected(query, at: now).map(\.session)
    return SessionOrder(sort: query.sort).page(
      sessions.map { ($0, DebugStore.number(of: $0.id)) }, from: start, limit: limit)
  }

  public func count(
    _ query: Query, at now: Timestamp, report: @escaping @Sendable (Progress) -> Void
  ) async throws(StoreError) -> Count {
    if let only { return try await only.count(query, at: now, report: report) }
    let all = try await sessions()
    let expired = all.count { $0.session.isExpired(at: now) }
    return Count(
      matched: try await selected(query, at: now).count, active: all.count - expired, expired: expired,
      total: all.count)
  }

  public func content(of id: SessionID, revealing: Bool) async throws(StoreError) -> SessionContent {
    if let only { return try await only.content(of: id, revealing: revealing) }
    let session = try await session(id)
    var content = try await workers[session.newest.worker].content(of: session.newest.id, revealing: revealing)
    content.session = session.session
    return content
  }

  public func resolve(_ text: String) async throws(StoreError) -> SessionID {
    if let only { return try await only.resolve(text) }
    let id = SessionID(text)
    let all = try await sessions()
    if let found = all.first(where: { $0.isKnown(by: id) }) { return found.id }
    let matches = all.map(\.id).filter { !text.isEmpty && $0.text.utf8.starts(with: text.utf8) }
    guard let first = matches.first else { throw .noSuchSession(id) }
    guard matches.count == 1 else { throw .ambiguousID(prefix: text, matches: matches.count) }
    return first
  }

  /// The session with this id, or known by this hash. Throws `.noSuchSession`.
  func session(_ id: SessionID) async throws(StoreError) -> MergedSession {
    let all = try await sessions()
    let name = listedID(id)
    guard let found = all.first(where: { $0.id == name || $0.isKnown(by: id) }) else { throw .noSuchSession(id) }
    return found
  }

  /// The sessions a query selects: those whose newest state does.
  func selected(_ query: Query, at now: Timestamp) async throws(StoreError) -> [MergedSession] {
    let all = try await sessions()
    guard query.filter != nil else { return all.filter { !query.activeOnly || !$0.session.isExpired(at: now) } }
    var matching: [Set<SessionID>] = []
    for worker in workers {
      do throws(StoreError) {
        matching.append(Set(try await worker.sessions(query, at: now).map(\.id)))
      } catch {
        guard case .unreachable = error else { throw error }
        matching.append([])
      }
    }
    return all.filter { matching[$0.newest.worker].contains($0.newest.id) }
  }

  /// Every browser once.
  func sessions() async throws(StoreError) -> [MergedSession] {
    let task: Task<Result<[MergedSession], StoreError>, Never>
    if let underWay {
      task = underWay
    } else {
      task = Task {
        defer { underWay = nil }
        do throws(StoreError) { return .success(try await merge()) } catch { return .failure(error) }
      }
      underWay = task
    }
    let result = await task.value
    if Task.isCancelled { throw .cancelled }
    return try result.get()
  }

  private func merge() async throws(StoreError) -> [MergedSession] {
    var sightings: [MergedSession.Sighting] = []
    var failure: StoreError?
    var answered = 0
    for (index, worker) in workers.enumerated() {
      do throws(StoreError) {
        sightings += try await worker.listing(ListingKey(includesExpired: true)).map {
          .init(worker: index, summary: $0)
        }
        answered += 1
      } catch {
        // One that is restarting has forgotten its browsers anyway.
        guard case .unreachable = error else { throw error }
        failure = error
      }
    }
    if answered == 0, let failure { throw failure }
    for sighting in sightings { await relate(sighting) }
    let groups = Dictionary(grouping: sightings) { kin.root(of: $0.id) }
    return groups.map { root, sightings in
      let session = MergedSession(sightings)
      names[root] = session.id
      return session
    }
  }

  /// Finds out which browser a worker has seen: a cookie that another worker issued is in that one's chain.
  private func relate(_ sighting: MergedSession.Sighting) async {
    let id = sighting.id
    if let cookie = sighting.summary.cookie { kin.join(id, SessionID(cookie)) }
    let isNew = kin.add(id, seenBy: sighting.worker)
    guard isNew, await workers[sighting.worker].server.mode == .cookie else { return }
    for (index, worker) in workers.enumerated() where index != sighting.worker {
      if let other = try? await worker.session(id, revealing: false).summary.id { kin.join(id, other) }
    }
  }

  /// The id under which the browser with this hash is listed.
  func listedID(_ id: SessionID) -> SessionID {
    let root = kin.root(of: id)
    return names[root] ?? root
  }
}

/// One browser, as the workers that have seen it know it.
struct MergedSession: Sendable {
  struct Sighting: Sendable {
    var worker: Int
    var summary: SessionSummary
    var id: SessionID { summary.id }
    var created: Int64 { summary.created?.milliseconds ?? 0 }
    var seen: Int64 { summary.seen?.milliseconds ?? 0 }
  }
  var id: SessionID
  /// The one seen last first: what the browser has now.
  var sightings: [Sighting]

  init(_ sightings: [Sighting]) {
    // The oldest name there is, so that it stays the same as workers come to know the browser.
    id = sightings.min { ($0.created, $0.id.text) < ($1.created, $1.id.text) }?.id ?? SessionID("")
    self.sightings = sightings.sorted { $0.seen != $1.seen ? $0.seen > $1.seen : $0.summary.rev > $1.summary.rev }
  }

  var newest: Sighting { sightings[0] }

  /// The hash of the cookie the browser has now.
  var hash: SessionID { newest.summary.cookie.map { SessionID($0) } ?? newest.id }

  func isKnown(by id: SessionID) -> Bool {
    self.id == id || sightings.contains { $0.id == id || $0.summary.cookie == id.text }
  }

  var session: Session {
    var session = newest.summary.session
    session.id = id
    session.created = sightings.compactMap(\.summary.created).min()
    session.hits = sightings.reduce(0) { $0 + $1.summary.hits }
    session.isPending = sightings.contains { $0.summary.pending }
    return session
  }
}
