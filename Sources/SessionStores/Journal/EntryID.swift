import SessionModel

extension UndoJournal {
  /// The name of an operation: its time, the process that made it, and a number within that process,
  /// `20261122T212004123Z-4121-1`. Later operations compare greater.
  public struct EntryID: Sendable, Hashable, Comparable, CustomStringConvertible {
    /// Milliseconds since 1970, as `Timestamp` counts them.
    let milliseconds: Int64
    let process: Int
    let number: Int

    init(milliseconds: Int64, process: Int, number: Int) {
      self.milliseconds = milliseconds
      self.process = process
      self.number = number
    }

    /// Reads what `description` wrote.
    public init?(_ text: String) {
      let parts = text.split(separator: "-", omittingEmptySubsequences: false)
      guard parts.count == 3, let milliseconds = Self.milliseconds(parts[0]), let process = Int(parts[1]), process >= 0,
        let number = Int(parts[2]), number >= 0
      else { return nil }
      self.init(milliseconds: milliseconds, process: process, number: number)
    }

    init?(fileName: String) {
      guard fileName.hasSuffix(Self.suffix) else { return nil }
      self.init(String(fileName.dropLast(Self.suffix.count)))
    }

    var fileName: String { description + Self.suffix }

    public var description: String {
      // 2026-11-22T21:20:04.123Z without its punctuation; the fraction always has three digits, so names sort.
      let seconds = Timestamp(milliseconds: milliseconds - remainder).rfc3339.dropLast()
      let digits = String(1000 + remainder).dropFirst()
      return seconds.filter { $0 != "-" && $0 != ":" } + digits + "Z-\(process)-\(number)"
    }

    private var remainder: Int64 { (milliseconds % 1000 + 1000) % 1000 }

    private static let suffix = ".ndjson"

    private static func milliseconds(_ text: Substring) -> Int64? {
      let characters = Array(text)
      guard characters.count == 19, characters[8] == "T", characters[18] == "Z" else { return nil }
      func part(_ range: Range<Int>) -> String { String(characters[range]) }
      let date = "\(part(0..<4))-\(part(4..<6))-\(part(6..<8))"
      let time = "\(part(9..<11)):\(part(11..<13)):\(part(13..<15)).\(part(15..<18))"
      return Timestamp(parsing: "\(date)T\(time)Z")?.milliseconds
    }

    public static func < (a: EntryID, b: EntryID) -> Bool {
      (a.milliseconds, a.process, a.number) < (b.milliseconds, b.process, b.number)
    }
  }
}
