import SessionModel

/// What a running server reported, as far as it is kept, and what follows from it.
public struct EventLog: Sendable, Equatable {
  /// Events kept.
  static let limit = 1000

  /// Oldest first.
  public private(set) var events: [SessionEvent] = []
  /// Requests that had a part in an event, newest first.
  public private(set) var requests: [ReportedRequest] = []
  /// What is wrong with the app, a browser or a cookie, newest first.
  public private(set) var findings: [SessionEvent] = []
  private var causes: [SessionID: Causes] = [:]
  /// Edits that wait for their browsers.
  public private(set) var edits = PendingEdits()

  /// False once a server reported something: it is then the source of every change shown.
  public var isEmpty: Bool { events.isEmpty }

  /// What changed a key of a session last; nil where that is not known.
  public func cause(of key: Text, in id: SessionID) -> SessionEvent? {
    guard let causes = causes[id] else { return nil }
    let (own, whole) = (causes.keys[key], causes.whole)
    guard let own, let whole else { return own ?? whole }
    // A server that was started anew counts from 1 again.
    return (own.at, own.number) > (whole.at, whole.number) ? own : whole
  }

  /// Takes an event; false for one that is known already, as a server repeats some after a reconnect.
  mutating func add(_ event: SessionEvent) -> Bool {
    guard !events.reversed().contains(where: { $0.number == event.number && $0.at == event.at })
    else { return false }
    events.append(event)
    while events.count > Self.limit { forget(events.removeFirst()) }
    note(causeOf: event)
    edits.take(event)
    if event.isFinding { findings.insert(event, at: 0) }
    guard let request = event.request else { return true }
    // Of requests that are served at the same time the events come mixed.
    if let index = requests.prefix(8).firstIndex(where: { $0.isSame(request, as: event) }) {
      requests[index].add(event)
    } else {
      requests.insert(ReportedRequest(request, event), at: 0)
    }
    return true
  }

  /// The server that knew them is another one now.
  mutating func forgetEdits() { edits = PendingEdits() }

  private mutating func note(causeOf event: SessionEvent) {
    guard event.isCause, let id = event.session else { return }
    for change in event.changes {
      if let key = change.path.topKey {
        causes[id, default: Causes()].keys[key] = event
      } else {
        causes[id, default: Causes()].whole = event
      }
    }
  }

  /// What nothing refers to any more goes with its event.
  private mutating func forget(_ event: SessionEvent) {
    if findings.last == event { findings.removeLast() }
    requests.removeAll { $0.newest == event }
    guard let id = event.session, var causes = causes[id] else { return }
    causes.keys = causes.keys.filter { $0.value != event }
    if causes.whole == event { causes.whole = nil }
    self.causes[id] = causes.keys.isEmpty && causes.whole == nil ? nil : causes
  }

  private struct Causes: Sendable, Equatable {
    var keys: [Text: SessionEvent] = [:]
    /// The request that put another object in the place of all of them.
    var whole: SessionEvent?
  }
}

/// A request of the app's, with what it did to one session.
public struct ReportedRequest: Sendable, Equatable {
  public private(set) var request: CausingRequest
  public let session: SessionID?
  /// The last event it had a part in.
  public private(set) var newest: SessionEvent
  /// Top-level keys it changed.
  public private(set) var keys: Set<Text> = []
  /// Something was wrong with it.
  public private(set) var hasFinding = false

  init(_ request: CausingRequest, _ event: SessionEvent) {
    self.request = request
    session = event.session
    newest = event
    add(event)
  }

  public var at: Timestamp { newest.at }

  mutating func add(_ event: SessionEvent) {
    newest = event
    // What is reported before the response knows neither its status nor its time.
    if let told = event.request, told.status != nil { request = told }
    if event.isFinding { hasFinding = true } else { keys.formUnion(event.changes.compactMap(\.path.topKey)) }
  }

  /// One request may be told of in several events, one after the other.
  func isSame(_ other: CausingRequest, as event: SessionEvent) -> Bool {
    guard session == event.session, event.at - at < .seconds(1) else { return false }
    if request == other { return true }
    return request.status == nil && request.milliseconds == nil && request.method == other.method
      && request.path == other.path && request.client == other.client
  }
}

extension SessionEvent {
  /// It changed what the session holds: by a request, or by an operator's hand.
  var isCause: Bool {
    switch kind {
    case .created, .updated, .editApplied: true
    default: false
    }
  }

  /// The request only carried what an operator had edited.
  public var carriesEdit: Bool { source == .edit || kind == .editApplied }

  /// What another event tells already.
  var isEcho: Bool {
    kind == .audit && ["edit", "cancel", "delete", "clear", "restore"].contains(action)
  }
}
