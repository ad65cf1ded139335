import SessionModel

/// Which hashes belong together: a union of sets (Tarjan), with the sightings that were looked into.
struct Kinship: Sendable {
  private var parents: [SessionID: SessionID] = [:]
  private var sightings: Set<Sighting> = []

  private struct Sighting: Hashable {
    var id: SessionID
    var worker: Int
  }

  /// True the first time.
  mutating func add(_ id: SessionID, seenBy worker: Int) -> Bool {
    sightings.insert(Sighting(id: id, worker: worker)).inserted
  }

  func root(of id: SessionID) -> SessionID {
    var id = id
    while let parent = parents[id] { id = parent }
    return id
  }

  mutating func join(_ a: SessionID, _ b: SessionID) {
    let (first, second) = (root(of: a), root(of: b))
    guard first != second else { return }
    // The root is the same whichever order they come in.
    let (parent, child) = first.text < second.text ? (first, second) : (second, first)
    parents[child] = parent
    // Paths stay short: both names lead straight to the root.
    for id in [a, b] where id != parent { parents[id] = parent }
  }
}
