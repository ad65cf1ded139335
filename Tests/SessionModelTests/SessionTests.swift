import SessionModel
import Testing

@Suite("Sessions and queries")
struct SessionTests {
  @Test("An id in a log is shortened, and equal ids have equal bytes")
  func ids() {
    #expect("\(SessionID("9f3a0000000000c21e"))" == "9f3a…c21e")
    #expect(SessionID("short").shortened == "short")
    #expect(SessionID("caf\u{e9}") != SessionID("cafe\u{301}"))
    #expect(SessionID("a").hashValue == SessionID("a").hashValue)
  }

  @Test("A session without an end never expires; one whose end is now has expired")
  func expiry() {
    let now = Timestamp(milliseconds: 1000)
    var session = Session(id: SessionID("a"), size: 0, keyCount: 0, revision: Revision(""))
    #expect(!session.isExpired(at: now))
    session.expires = now
    #expect(session.isExpired(at: now))
  }

  @Test("Sort orders read back from their text, reversed by a dash")
  func sorts() {
    for key in Sort.Key.allCases {
      for descending in [true, false] {
        let sort = Sort(key, descending: descending)
        #expect(Sort(parsing: sort.description) == sort)
      }
    }
    #expect(Sort(parsing: "seen") == .newest)
    #expect(Sort(parsing: "id")?.descending == false)
    #expect(Sort(parsing: "nope") == nil)
    #expect(Sort(parsing: "--id") == nil)
  }

  @Test("Expired sessions are left out unless the query speaks of them")
  func activeOnly() throws {
    #expect(Query().activeOnly)
    #expect(!Query(includesExpired: true).activeOnly)
    #expect(!Query(filter: try Filter(parsing: "!@expired")).activeOnly)
    #expect(Query(filter: try Filter(parsing: "@idle>1h")).activeOnly)
  }
}
