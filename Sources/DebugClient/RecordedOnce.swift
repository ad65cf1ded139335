import SessionModel
import SessionStores
import Synchronization

/// Writes each restoration down once: what is tried again is recorded already.
final class RecordedOnce: WriteJournal {
  private let journal: any WriteJournal
  private let recorded = Mutex<Set<Restoration>>([])

  init(in journal: any WriteJournal) { self.journal = journal }

  func record(_ restorations: [Restoration]) throws(StoreError) {
    let new = recorded.withLock { recorded in restorations.filter { recorded.insert($0).inserted } }
    if !new.isEmpty { try journal.record(new) }
  }
}
