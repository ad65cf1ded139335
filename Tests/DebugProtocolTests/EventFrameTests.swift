import DebugProtocol
import SessionModel
import Testing

@Suite("The event stream")
struct EventFrameTests {
  static let event = SessionEvent(
    number: 7, at: Timestamp(milliseconds: 1_795_382_404_123), kind: .updated, session: SessionID("42e1"), revision: 2,
    source: .app,
    request: CausingRequest(method: "GET", path: "/säge", status: 200, client: "127.0.0.1", milliseconds: 1.9),
    changes: [Change(Path(key: "cart").index(0), .replace(old: 1, new: "line\nbreak"))], size: 95)

  static let frames: [EventFrame] = [
    .hello(instance: "i1", lastEvent: 7), .gap(from: 2, oldest: 5), .event(event),
    .event(
      SessionEvent(
        number: 8, at: Timestamp(milliseconds: 1_795_382_404_200), kind: .cookieRejected, reason: "wrong-secret",
        detail: "None")),
  ]

  static var bytes: [UInt8] {
    Array((EventFrame.retry + frames.map(\.text).joined(separator: EventFrame.ping)).utf8)
  }

  @Test("Frames come back whole, wherever the bytes are cut")
  func anyCut() {
    let bytes = Self.bytes
    for cut in bytes.indices {
      var reader = EventFrameReader()
      #expect(reader.read(bytes[..<cut]) + reader.read(bytes[cut...]) == Self.frames, "cut at \(cut)")
    }
    var reader = EventFrameReader()
    #expect(bytes.flatMap { reader.read([$0]) } == Self.frames)
  }

  @Test("Lines may end as the standard allows", arguments: ["\n", "\r\n", "\r"])
  func lineEnds(end: String) {
    var reader = EventFrameReader()
    let text = String(decoding: Self.bytes, as: UTF8.self).replacing("\n", with: end)
    #expect(reader.read(Array(text.utf8)) == Self.frames)
  }

  @Test("What a newer server sends is passed over")
  func unknown() {
    var reader = EventFrameReader()
    let text = """
      id: 1
      event: session.teleported
      data: {"id":1,"at":"2026-11-22T21:20:04.000Z","type":"session.teleported"}

      data: not json

      event: gap
      data: {"from":1,"oldest":3,"more":[]}


      """
    #expect(reader.read(Array(text.utf8)) == [.gap(from: 1, oldest: 3)])
  }
}
