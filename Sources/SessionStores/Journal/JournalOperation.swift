import SessionModel
import Synchronization

extension UndoJournal {
  /// An operation under way. Pass it to `SessionStore.write`, then call `finish`; one that is dropped without it counts
  /// as interrupted, and can still be undone as far as it came.
  public final class Operation: WriteJournal {
    private let journal: UndoJournal
    private let header: Header
    private let state = Mutex(State())

    private struct State {
      var id: EntryID?
      var file: JournalFile?
      /// Bytes that are complete and on the disk.
      var size = 0
      var count = 0
      var isFinished = false
    }

    init(journal: UndoJournal, header: Header) {
      self.journal = journal
      self.header = header
    }

    /// The operation's name, once something was recorded.
    public var id: EntryID? { state.withLock { $0.id } }

    /// How many sessions were recorded.
    public var count: Int { state.withLock { $0.count } }

    /// Returns when the batch is on the disk. Throws `.diskFull`, `.ioError`, `.notPermitted`.
    public func record(_ restorations: [Restoration]) throws(StoreError) {
      guard !restorations.isEmpty else { return }
      var bytes: [UInt8] = []
      for restoration in restorations { JournalLine.append(restoration, to: &bytes) }
      try state.withLock { (state) throws(StoreError) in
        if state.file == nil {
          bytes = JournalLine.header(header) + bytes
          (state.id, state.file) = try journal.create(at: header.at)
        }
        try append(bytes, to: &state)
        state.count += restorations.count
      }
    }

    /// Marks the operation as complete and lets old ones go. Does nothing where nothing was recorded.
    public func finish() throws(StoreError) {
      try state.withLock { (state) throws(StoreError) in
        guard state.file != nil, !state.isFinished else { return }
        try append(JournalLine.end(state.count), to: &state)
        state.isFinished = true
        // Closing the file gives up the lock that says the operation is under way.
        state.file = nil
      }
      try journal.prune()
    }

    /// Forgets the operation: the store threw and changed none of what was recorded.
    public func discard() {
      state.withLock { state in
        if let file = state.file { JournalFile.remove(file.path) }
        state = State()
      }
    }

    private func append(_ bytes: [UInt8], to state: inout State) throws(StoreError) {
      guard let file = state.file else { return }
      do throws(StoreError) {
        try file.write(bytes, at: state.size)
        state.size += bytes.count
      } catch {
        // Half a batch must not stay: the rows it names will not be changed.
        file.truncate(to: state.size)
        if state.size == 0 {
          JournalFile.remove(file.path)
          state = State()
        }
        throw error
      }
    }
  }
}
