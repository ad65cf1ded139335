import SessionModel

extension UndoJournal {
  /// The recorded sessions of one file from its end to its beginning, a bounded batch at a time: a mass delete must
  /// not be in memory at once, and taking back goes backwards.
  struct Restorations {
    private var lines: ReversedLines
    private let path: String
    private var isPastTail = false

    init(_ file: JournalFile) throws(StoreError) {
      path = file.path
      lines = try ReversedLines(file)
    }

    /// At most `count` restorations and about `bytes` bytes of them; nil at the beginning of the file.
    ///
    /// Lines at the end that cannot be read were torn by a kill or a power cut; what they say never happened. Such a
    /// line elsewhere is damage: throws `.corrupt`.
    mutating func next(count: Int, bytes: Int) throws(StoreError) -> [Restoration]? {
      var batch: [Restoration] = []
      var size = 0
      while batch.count < count, size < bytes, let line = try lines.next() {
        if lines.isAtStart { break }
        if line.isEmpty { continue }
        if let restoration = JournalLine.restoration(from: line) {
          isPastTail = true
          batch.append(restoration)
          size += line.count
        } else if isPastTail {
          throw StoreError.corrupt(path, detail: "a line of the undo journal cannot be read")
        } else if JournalLine.end(from: line) != nil {
          isPastTail = true
        }
      }
      return batch.isEmpty ? nil : batch
    }
  }

  /// Calls `body` with batches of what `id` recorded, the last first.
  func forEachBatch(
    of id: EntryID, count: Int = 500, bytes: Int = 4 << 20, _ body: ([Restoration]) async throws(StoreError) -> Void
  ) async throws(StoreError) {
    guard let file = try JournalFile.openForReading(path(of: id)) else { return }
    var restorations = try Restorations(file)
    while let batch = try restorations.next(count: count, bytes: bytes) { try await body(batch) }
  }

  /// What an entry would put back, for a preview: the first `limit` of them, in the order they would be put back.
  public func restorations(of entry: Entry, limit: Int) throws(StoreError) -> [Restoration] {
    var result: [Restoration] = []
    for id in entry.state == .undone ? entry.redoing : entry.undoing {
      guard let file = try JournalFile.openForReading(path(of: id)) else { continue }
      var restorations = try Restorations(file)
      while result.count < limit, let batch = try restorations.next(count: limit - result.count, bytes: 4 << 20) {
        result += batch
      }
    }
    return result
  }
}

/// The lines of a file, the last first.
private struct ReversedLines {
  private let file: JournalFile
  /// Where `buffer` begins in the file.
  private var offset: Int
  private var buffer: [UInt8] = []
  /// How much of `buffer` was not handed out yet.
  private var end = 0
  /// True when the line handed out last was the first of the file.
  private(set) var isAtStart = false

  init(_ file: JournalFile) throws(StoreError) {
    self.file = file
    offset = try file.size()
  }

  /// The line before the one before, without its line feed. A torn last line comes first; after a complete one comes an
  /// empty line, as the text after the last line feed.
  mutating func next() throws(StoreError) -> [UInt8]? {
    if isAtStart { return nil }
    var searched = end
    var chunk = 1 << 16
    while true {
      if let newline = buffer[..<searched].lastIndex(of: 0x0a) {
        let line = Array(buffer[(newline + 1)..<end])
        end = newline
        return line
      }
      guard offset > 0 else {
        isAtStart = true
        return Array(buffer[..<end])
      }
      // Reading ever larger pieces keeps a line of many megabytes linear.
      let length = min(chunk, offset)
      let piece = try file.read(at: offset - length, count: length)
      buffer = piece + buffer[..<end]
      offset -= length
      end += piece.count
      searched = piece.count
      chunk *= 2
    }
  }
}
