import SessionModel
import Testing

@testable import sesspect

@Suite("What the doctor makes of a server's events")
struct AttachedDoctorTests {
  private func event(_ number: Int, _ kind: SessionEvent.Kind, reason: String? = nil) -> SessionEvent {
    SessionEvent(
      number: number, at: Timestamp(seconds: 1_700_000_000), kind: kind,
      request: CausingRequest(method: "GET", path: "/cart"), reason: reason)
  }

  @Test("One entry for each kind, with how often and where it was last")
  func groups() {
    let entries = AttachedDoctor.entries([
      event(1, .created), event(2, .cookieRejected, reason: "wrong-secret"), event(3, .lostUpdate),
      event(4, .cookieRejected, reason: "wrong-secret"), event(5, .unsavedChange, reason: "nested-in-place"),
      event(6, .cookieRejected, reason: "of-a-newer-server"),
    ])
    #expect(entries.map(\.code) == ["wrong-secret", "session.lost_update", "nested-in-place"])
    #expect(entries[0].evidence.hasPrefix("2 times, last at 2023-11-14T22:13:20Z by GET /cart"))
    #expect(entries.allSatisfy { $0.severity == .warning && !$0.cause.isEmpty && !$0.fix.isEmpty })
  }

  @Test("An app where nothing went wrong has no entries")
  func nothing() {
    #expect(AttachedDoctor.entries([event(1, .created), event(2, .updated), event(3, .audit)]).isEmpty)
  }
}
