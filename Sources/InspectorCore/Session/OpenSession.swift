import SessionModel
import TerminalUI

/// The session in the keys pane: the one under the list's cursor.
public struct OpenSession: Sendable, Equatable {
  public let id: SessionID
  /// What the store had when it was last asked.
  public internal(set) var content: SessionContent?
  /// Why there is no content.
  public internal(set) var problem: StoreError?
  /// The number of the request under way.
  public internal(set) var loading: Int?
  /// The request under way asks for real values.
  var loadsReal = false
  /// `content` holds the real values of what the target masks.
  public internal(set) var isReal = false
  /// What the target had last given of its own accord, to go back to.
  var masked: SessionContent?
  /// The store has changed since.
  var isDirty = false
  public internal(set) var expanded: Set<Path> = []
  /// The selected key; the root stands for nothing.
  public internal(set) var cursor: Path = .root
  /// The lines of the keys pane.
  public internal(set) var nodes: [KeyNode] = []
  public internal(set) var viewport = ListViewport()
  public internal(set) var flashes: [Path: KeyFlash] = [:]
  /// Which recorded snapshot is shown; nil is now.
  public internal(set) var pastIndex: Int?

  init(id: SessionID) { self.id = id }

  /// More lines than are made.
  public var isCut: Bool { nodes.count >= KeyTree.limit }
  public var cursorIndex: Int? { nodes.firstIndex { $0.path == cursor } }
  public var cursorNode: KeyNode? { cursorIndex.map { nodes[$0] } }
}

/// A key that changed a moment ago.
public struct KeyFlash: Sendable, Hashable {
  public enum Kind: Sendable, Hashable { case added, changed, removed }
  public var kind: Kind
  /// The value before; nil where there was none.
  public var old: Value?
  public var since: Timestamp

  public init(kind: Kind, old: Value?, since: Timestamp) {
    self.kind = kind
    self.old = old
    self.since = since
  }
}

/// One line of the keys pane.
public struct KeyNode: Sendable, Hashable {
  public var path: Path
  /// 0 for the session's own keys.
  public var depth: Int
  public var value: Value
  /// Bytes of the value as JSON.
  public var size: Int
  /// Children are shown below it.
  public var isExpanded: Bool

  /// The last step as it is shown: the key's name, or `[2]`.
  public var label: String {
    switch path.last {
    case .key(let key)?: key.string
    case .index(let index)?: "[\(index)]"
    case nil: ""
    }
  }
  public var isExpandable: Bool { (value.childCount ?? 0) > 0 && value.kind != .opaque && mask == nil }
  /// The target's stand-in for a secret, where the value is one.
  public var mask: MaskedValue? { MaskedValue(value) }
}
