import SessionModel

extension UndoJournal {
  /// An operation in the journal, with what became of it since.
  public struct Entry: Sendable, Hashable, Identifiable {
    public enum State: String, Sendable, Hashable {
      case done, undone, redone
      /// A process is making it right now.
      case running
    }

    public var id: EntryID
    public var header: Header
    public var state: State
    /// Sessions recorded; nil where the operation was cut off, by a kill or a full disk.
    public var count: Int?
    /// Bytes in the journal.
    public var size: Int
    /// The operations whose reverse takes it back, the first to reverse first.
    var undoing: [EntryID]
    /// The operations whose reverse makes it again, the first to reverse first.
    var redoing: [EntryID]
    /// The last operation that had to do with it.
    var touched: EntryID

    /// True when the operation was cut off before its end.
    public var isInterrupted: Bool { count == nil && state != .running }
  }

  /// The operations on a target, or on all, newest first. Undoing and redoing are not listed: they show as the state of
  /// what they undid.
  public func list(target: String? = nil) throws(StoreError) -> [Entry] {
    var entries: [EntryID: Entry] = [:]
    for id in try ids().reversed() {
      guard let record = try read(id) else { continue }
      if let subject = record.header.undoes {
        entries[subject]?.note(record, isUndo: true)
      } else if let subject = record.header.redoes {
        entries[subject]?.note(record, isUndo: false)
      } else {
        entries[id] = Entry(
          id: id, header: record.header, state: record.isRunning ? .running : .done, count: record.count,
          size: record.size, undoing: [id], redoing: [], touched: id)
      }
    }
    return entries.values.filter { target == nil || $0.header.target.utf8.elementsEqual(target?.utf8 ?? "".utf8) }
      .sorted { $0.id > $1.id }
  }

  /// What `undo` takes back: the newest operation that is not undone.
  public func nextUndo(target: String? = nil) throws(StoreError) -> Entry? {
    try list(target: target).first { $0.state == .done || $0.state == .redone }
  }

  /// What `redo` makes again: the operation undone last, unless something was changed after that.
  public func nextRedo(target: String? = nil) throws(StoreError) -> Entry? {
    let newest = try list(target: target).max { $0.touched < $1.touched }
    return newest?.state == .undone ? newest : nil
  }

  struct Record {
    var id: EntryID
    var header: Header
    var count: Int?
    var size: Int
    var isRunning: Bool
  }

  /// Reads the beginning and the end of a file; nil where it is gone or was cut off within its header.
  private func read(_ id: EntryID) throws(StoreError) -> Record? {
    guard let file = try JournalFile.openForReading(path(of: id)) else { return nil }
    let size = try file.size()
    var length = 4096
    var head: [UInt8] = []
    while true {
      head = try file.read(at: 0, count: min(length, size))
      if head.contains(0x0a) || head.count == size || length > Self.longestHeader { break }
      length *= 4
    }
    guard let newline = head.firstIndex(of: 0x0a), let header = JournalLine.header(from: Array(head[..<newline])) else {
      return nil
    }
    let tail = try file.read(at: max(0, size - 64), count: min(64, size))
    let count =
      tail.last == 0x0a ? tail.dropLast().split(separator: 0x0a).last.flatMap { JournalLine.end(from: Array($0)) } : nil
    return Record(id: id, header: header, count: count, size: size, isRunning: count == nil && file.isLocked)
  }

  private static let longestHeader = 1 << 20
}

extension UndoJournal.Entry {
  /// Takes note of a later operation that undid or redid this one. One that was cut off leaves the state as it was: doing
  /// it again goes on where it stopped.
  fileprivate mutating func note(_ record: UndoJournal.Record, isUndo: Bool) {
    touched = record.id
    if isUndo {
      redoing.insert(record.id, at: 0)
      guard record.count != nil else { return }
      state = .undone
      undoing = []
    } else {
      undoing.insert(record.id, at: 0)
      guard record.count != nil else { return }
      state = .redone
      redoing = []
    }
  }
}
