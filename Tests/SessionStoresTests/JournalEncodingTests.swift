import SessionModel
import Testing

@testable import SessionStores

@Suite("Lines of the undo journal")
struct JournalEncodingTests {
  @Test("Any restoration comes back bit for bit", arguments: 0..<40)
  func roundTrip(seed: UInt64) throws {
    var generator = JournalRandom(seed: seed)
    for _ in 0..<50 {
      let restoration = Restoration.random(using: &generator)
      var line: [UInt8] = []
      JournalLine.append(restoration, to: &line)
      #expect(line.last == 0x0a)
      #expect(line.dropLast().allSatisfy { $0 != 0x0a }, "one line")
      let read = try #require(JournalLine.restoration(from: Array(line.dropLast())))
      #expect(read.bits == restoration.bits)
    }
  }

  @Test(
    "Reals keep their bits, also those that are no numbers",
    arguments: [
      0.0, -0.0, .nan, .signalingNaN, .infinity, -.infinity, .leastNonzeroMagnitude, 0.1, .greatestFiniteMagnitude,
    ])
  func reals(real: Double) throws {
    let image = SessionImage(id: SessionID("a"), fields: [.init("t", .real(real))])
    var line: [UInt8] = []
    JournalLine.append(Restoration(id: image.id, before: image, after: nil), to: &line)
    let read = try #require(JournalLine.restoration(from: Array(line.dropLast())))
    #expect(read.before?.fields.first?.value.bits == .init(FieldValue.real(real).bits))
  }

  @Test("Text that is not UTF-8, and text that looks like a wrapper, survive")
  func texts() throws {
    for bytes in [
      [0xff, 0xfe], Array("{\"b\":\"\"}".utf8), [], [0], Array("é\u{2028}\"\\\n".utf8), [0xed, 0xa0, 0x80],
    ] {
      let image = SessionImage(id: SessionID("a"), fields: [.init("t", .text(bytes)), .init("b", .blob(bytes))])
      var line: [UInt8] = []
      JournalLine.append(Restoration(id: image.id, before: nil, after: image), to: &line)
      #expect(JournalLine.restoration(from: Array(line.dropLast()))?.after == image)
    }
  }

  @Test("A header comes back, with what it undoes")
  func header() throws {
    let id = try #require(UndoJournal.EntryID("20261122T212004123Z-4121-7"))
    var header = UndoJournal.Header.sample
    header.undoes = id
    let line = JournalLine.header(header)
    #expect(JournalLine.header(from: Array(line.dropLast())) == header)
  }

  @Test("Names of operations read back and sort by time, process and number")
  func names() throws {
    let earlier = UndoJournal.EntryID(milliseconds: 1_795_382_404_005, process: 99, number: 2)
    let later = UndoJournal.EntryID(milliseconds: 1_795_382_404_005, process: 99, number: 10)
    #expect(earlier < later)
    #expect(UndoJournal.EntryID(earlier.description) == earlier)
    #expect(UndoJournal.EntryID(fileName: later.fileName) == later)
    #expect(UndoJournal.EntryID("20261122T212004Z-1-1") == nil)
    #expect(UndoJournal.EntryID("../../etc/passwd-1-1") == nil)
  }
}

/// A small generator that gives the same numbers for the same seed (Steele, Lea, Flood: JournalRandom64).
struct JournalRandom: RandomNumberGenerator {
  private var state: UInt64
  init(seed: UInt64) { state = seed &* 0x9e37_79b9_7f4a_7c15 &+ 1 }
  mutating func next() -> UInt64 {
    state &+= 0x9e37_79b9_7f4a_7c15
    var z = state
    z = (z ^ (z >> 30)) &* 0xbf58_476d_1ce4_e5b9
    z = (z ^ (z >> 27)) &* 0x94d0_49bb_1331_11eb
    return z ^ (z >> 31)
  }
}

extension UndoJournal.Header {
  static let sample = UndoJournal.Header(
    at: Timestamp(milliseconds: 1_795_382_404_000), target: "/srv/app/db.sqlite3", dialect: "django",
    location: "django_session", verb: "delete", summary: "deleted 2 sessions")
}

extension Restoration {
  static func random(using generator: inout JournalRandom) -> Restoration {
    let id = SessionID(String(UInt64.random(in: .min ... .max, using: &generator), radix: 16) + "\"é\n")
    func image() -> SessionImage? {
      if Int.random(in: 0..<4, using: &generator) == 0 { return nil }
      let names = ["sid", "data", "naïve \"name\"", "", "a\u{0}b"]
      let fields = (0..<Int.random(in: 0..<5, using: &generator)).map { index in
        SessionImage.Field(names[index], .random(using: &generator))
      }
      return SessionImage(id: id, fields: fields)
    }
    return Restoration(id: id, before: image(), after: image())
  }

  /// For comparing: a NaN is not equal to itself.
  var bits: [[String]] {
    [before, after].map { image in
      guard let image else { return ["nil"] }
      return [image.id.text] + image.fields.flatMap { [$0.name, $0.value.bits] }
    }
  }
}

extension FieldValue {
  static func random(using generator: inout JournalRandom) -> FieldValue {
    func bytes(_ range: ClosedRange<UInt8>) -> [UInt8] {
      (0..<Int.random(in: 0..<40, using: &generator)).map { _ in UInt8.random(in: range, using: &generator) }
    }
    switch Int.random(in: 0..<6, using: &generator) {
    case 0: return .null
    case 1: return .integer([.min, .max, 0, -1, 1_795_382_404].randomElement(using: &generator) ?? 0)
    case 2: return .real(Double(bitPattern: .random(in: .min ... .max, using: &generator)))
    case 3: return .text(bytes(0...127))
    case 4: return .text(bytes(0...255))
    default: return .blob(bytes(0...255))
    }
  }

  var bits: String {
    if case .real(let real) = self { "real " + String(real.bitPattern, radix: 16) } else { "\(self)" }
  }
}
