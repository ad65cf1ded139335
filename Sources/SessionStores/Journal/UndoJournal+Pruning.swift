import SessionModel

extension UndoJournal {
  /// Removes the oldest operations beyond `limits`; called when an operation ends.
  func prune() throws(StoreError) {
    var total = 0
    for (index, id) in try ids().enumerated() {
      guard let file = try JournalFile.openForReading(path(of: id)) else { continue }
      total += try file.size()
      if index < limits.alwaysKept || index < limits.operations && total <= limits.bytes { continue }
      if !file.isLocked { JournalFile.remove(path(of: id)) }
    }
  }
}
