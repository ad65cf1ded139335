/// A change an operator wants, as shown to them before it is made: which sessions, at which revision, what happens.
/// Every write goes through one of these; nothing else changes a store.
public struct WritePlan: Sendable, Hashable {
  public enum Action: Sendable, Hashable {
    /// Changes inside the data.
    case edit([Change])
    /// The session goes.
    case delete
    /// Its entries go, the session stays (what the framework itself needs in it stays too).
    case clear
    /// A new session, from an export: its data, and the id and times of `Target.session`.
    case create(Value, expires: Timestamp?)
    /// Each session becomes what its image says; the plan of an undo.
    case restore([Restoration])
  }

  public enum Selection: Sendable, Hashable {
    /// These sessions, each only if it is still at the revision seen (nil: whatever it is now).
    case sessions([Target])
    /// Every session the query selects, decided row by row while the write goes on.
    case matching(Query)
  }

  public struct Target: Sendable, Hashable {
    public var id: SessionID
    public var revision: Revision?
    public init(_ id: SessionID, _ revision: Revision? = nil) {
      self.id = id
      self.revision = revision
    }
  }

  public var action: Action
  public var selection: Selection

  public init(_ action: Action, on selection: Selection) {
    self.action = action
    self.selection = selection
  }
}

/// One column of a stored row, or one field of a stored key, with its storage class.
public enum FieldValue: Sendable, Hashable {
  case null
  case integer(Int64)
  case real(Double)
  case text([UInt8])
  case blob([UInt8])
}

/// A stored session exactly as it was: everything needed to put it back.
public struct SessionImage: Sendable, Hashable {
  public struct Field: Sendable, Hashable {
    public var name: String
    public var value: FieldValue
    public init(_ name: String, _ value: FieldValue) {
      self.name = name
      self.value = value
    }
  }
  public var id: SessionID
  public var fields: [Field]
  public init(id: SessionID, fields: [Field]) {
    self.id = id
    self.fields = fields
  }
}

/// A session before and after a write; nil where it did not exist.
public struct Restoration: Sendable, Hashable {
  public var id: SessionID
  /// What to put back.
  public var before: SessionImage?
  /// What must be there now, or nothing is done.
  public var after: SessionImage?
  public init(id: SessionID, before: SessionImage?, after: SessionImage?) {
    self.id = id
    self.before = before
    self.after = after
  }
  /// The restoration that takes this one back.
  public var inverse: Restoration { Restoration(id: id, before: after, after: before) }
}

/// What a write did.
public struct Receipt: Sendable, Hashable {
  /// Sessions changed. For a selection by query only the first thousand are listed; `count` has them all.
  public var done: [SessionID]
  public var count: Int
  /// Sessions left alone because they were not as expected any more.
  public var conflicts: [Conflict]
  /// The new revision, when one session was edited or cleared.
  public var revision: Revision?
  /// Of the changed sessions, those that live in their browser and wait for its next request.
  public var pending: Int
  public init(
    done: [SessionID] = [], count: Int = 0, conflicts: [Conflict] = [], revision: Revision? = nil, pending: Int = 0
  ) {
    self.done = done
    self.count = count
    self.conflicts = conflicts
    self.revision = revision
    self.pending = pending
  }
}

/// A session that changed between looking and writing.
public struct Conflict: Error, Sendable, Hashable {
  public var id: SessionID
  public var expected: Revision?
  /// nil when the session is gone.
  public var current: Revision?
  public init(id: SessionID, expected: Revision?, current: Revision?) {
    self.id = id
    self.expected = expected
    self.current = current
  }
}
