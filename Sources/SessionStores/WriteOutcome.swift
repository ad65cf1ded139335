import SessionModel

/// What became of one session of a plan.
enum WriteOutcome: Sendable {
  case done(Revision?)
  case conflict(Conflict)
}

extension Receipt {
  mutating func add(_ id: SessionID, _ outcome: WriteOutcome) {
    switch outcome {
    case .done(let revision):
      count += 1
      done.append(id)
      self.revision = revision
    case .conflict(let conflict): conflicts.append(conflict)
    }
  }
}
