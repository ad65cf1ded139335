public import SessionModel
import Synchronization

/// A value of a session: what JSON can hold, and numbers to the last digit.
public typealias SessionValue = SessionModel.Value

/// The session of one request: a dictionary that knows whether it was looked at and changed.
///
/// ```swift
/// let session = try context.session
/// session["user"] = "ada"
/// session["visits"] = SessionValue((session["visits"]?.integer ?? 0) + 1)
/// session[path: "cart.items[0].qty"] = 2
/// let cart = try session.get("cart", as: Cart.self)
/// session["flash"] = nil
/// ```
///
/// Changes are saved when the handler has returned its response. What is changed after that, in the body of a streamed
/// response or in a task of your own, cannot be saved; it is logged. A session may be used from several tasks of its
/// request at once; `update` makes several steps one.
public final class RequestSession: Sendable {
  struct State {
    /// The entries, an object.
    var data: Value
    var wasRead = false
    var wasChanged = false
    /// What the response saved; nil before it began.
    var saved: Value?
    var wantsNewID = false
  }

  private let state: Mutex<State>
  private let late: LateChange?

  init(_ data: Value, late: LateChange? = nil) {
    state = Mutex(State(data: data))
    self.late = late
  }

  // MARK: As a dictionary

  /// The value of a key; nil where there is none, and setting nil removes it.
  public subscript(key: String) -> SessionValue? {
    get { read { $0[member: Text(key)] } }
    set { change { $0[member: Text(key)] = newValue } }
  }

  /// The value of a key, or another where there is none.
  public subscript(key: String, default value: @autoclosure () -> SessionValue) -> SessionValue {
    get { self[key] ?? value() }
    set { self[key] = newValue }
  }

  /// The value at a path like `cart.items[0].qty`; nil where there is none or the text is no path.
  ///
  /// Setting makes the objects on the way that are missing, replaces an element that is there, and appends one right
  /// behind the last; anything else leaves the session as it was.
  public subscript(path text: String) -> SessionValue? {
    get { (try? Path(parsing: text)).flatMap { path in read { $0[path] } } }
    set {
      guard let path = try? Path(parsing: text), !path.isRoot else { return }
      change { $0.put(newValue, at: path.steps[...]) }
    }
  }

  /// All entries.
  public var data: SessionValue { read { $0 } }
  /// The keys, in the order they were set.
  public var keys: [String] { read { ($0.members ?? []).map(\.key.string) } }
  /// How many entries there are.
  public var count: Int { read { $0.members?.count ?? 0 } }
  /// True where there are none.
  public var isEmpty: Bool { count == 0 }
  /// Whether the key is there.
  public func contains(_ key: String) -> Bool { self[key] != nil }

  /// Takes an entry out.
  @discardableResult
  public func removeValue(forKey key: String) -> SessionValue? {
    state.withLock { $0.wasRead = true }
    guard let value = read({ $0[member: Text(key)] }) else { return nil }
    self[key] = nil
    return value
  }

  /// Takes all entries out: the browser is told to forget its cookie.
  public func clear() { change { $0 = .object([]) } }

  /// Replaces all entries. Anything but an object is ignored.
  public func replace(with data: SessionValue) {
    guard case .object = data else { return }
    change { $0 = data }
  }

  /// Sets entries, the others stay.
  public func merge(_ entries: KeyValuePairs<String, SessionValue>) {
    change { data in for (key, value) in entries { data[member: Text(key)] = value } }
  }

  /// Several steps as one, for tasks that use the session at the same time. `data` is an object and has to stay one.
  ///
  /// ```swift
  /// session.update { data in data["visits"] = SessionValue((data["visits"]?.integer ?? 0) + 1) }
  /// ```
  public func update<Result>(_ body: (inout SessionValue) throws -> sending Result) rethrows -> sending Result {
    let (result, lost) = try state.withLock { state in
      state.wasRead = true
      var data = state.data
      let result = try body(&data)
      guard case .object = data, data != state.data else { return (result, (Value, Value)?.none) }
      state.data = data
      if let saved = state.saved { return (result, (saved, data)) }
      state.wasChanged = true
      return (result, nil)
    }
    if let (saved, data) = lost { late?.report(saved, data) }
    return result
  }

  // MARK: What happened to it

  /// True once anything was read or written: the response then says `Vary: Cookie`.
  public var accessed: Bool { state.withLock { $0.wasRead } }
  /// True once anything was set, also to the value it had.
  public var modified: Bool { state.withLock { $0.wasChanged } }
  /// Saves the session though nothing changed, so that its lifetime begins anew.
  public func markModified() { change { _ in } }

  /// Gives the session a new ID when it is saved, and makes the old one worthless: call it when a user logs in or gets
  /// more rights, so that an ID planted before (session fixation) is of no use.
  ///
  /// A session that lives in a signed cookie has no ID; there this begins its lifetime anew.
  public func regenerateID() {
    state.withLock {
      $0.wantsNewID = true
      $0.wasRead = true
      $0.wasChanged = true
    }
  }

  // MARK: For the middleware

  /// `context.session` was asked for.
  func touch() { state.withLock { $0.wasRead = true } }
  /// The end of the request: what has to be saved. Later changes are too late.
  func seal() -> State {
    state.withLock { state in
      state.saved = state.data
      return state
    }
  }

  private func read<Result>(_ body: (Value) -> sending Result) -> sending Result {
    state.withLock { state in
      state.wasRead = true
      return body(state.data)
    }
  }

  private func change(_ body: (inout Value) -> Void) {
    let lost: (Value, Value)? = state.withLock { state in
      state.wasRead = true
      body(&state.data)
      if let saved = state.saved { return (saved, state.data) }
      state.wasChanged = true
      return nil
    }
    if let (saved, data) = lost { late?.report(saved, data) }
  }
}

extension RequestSession: Sequence {
  /// The entries in their order, as they are now.
  public func makeIterator() -> IndexingIterator<[(key: String, value: SessionValue)]> {
    read { data in (data.members ?? []).map { (key: $0.key.string, value: $0.value) } }.makeIterator()
  }
}
