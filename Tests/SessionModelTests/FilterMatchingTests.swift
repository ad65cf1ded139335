import SessionModel
import Testing

@Suite("What filters select")
struct FilterMatchingTests {
  let now = Timestamp(milliseconds: 1_795_382_404_000)
  let data: Value = [
    "user": ["id": 42, "name": "Élise", "admin": true, "score": .number(Number(verbatim: "1.0"))],
    "user.name": "literal", "a.b.c": 7, "roles": ["admin", "staff"], "seen": "2026-03-01T10:00:00Z", "none": nil,
    "joined": .date("2024-05-01"), "blob": .bytes(Array("blobtext".utf8)),
    "point": .opaque(.init(type: "app.Point", fields: [.init("x", 3)])),
  ]

  private func matches(_ text: String) throws -> Bool {
    let session = Session(
      id: SessionID("9f3aB7c1"), user: "elise@example.com", client: "127.0.0.1", created: now + .seconds(-7200),
      seen: now + .seconds(-60), expires: now + .seconds(600), size: 5000, keyCount: 9, revision: Revision("1"))
    return try Filter(parsing: text).matches(session, data, at: now, changed: now + .seconds(-5))
  }

  @Test(
    "These match",
    arguments: [
      "", "9F3AB", "EXAMPLE", "127.0", "élise", "ÉLISE", "roles", "STAFF", "42", "true", "null", "blobt", "point",
      "2024-05",
      "user.id=42", "user.id=42.0", "user.id=4.2e1", "user.score=1", "user.admin=true", "none=null", "user.name=Élise",
      "a.b.c=7", "a.b.c>6", "user.name!=literal", "roles[1]=staff", "user.id=1|42", "user.id!=1|2", "nothing!=x",
      "roles!=admin", "user.name~ÉL", "user.id~4", "user.id>41", "user.id>=42", "user.id<42.5", "user.id<=42",
      "seen>2026-01-01", "seen<2026-03-01T12:00:00+01:00", "joined>=2024-05-01", "joined=2024-05-01", "blob=blobtext",
      "has:user.admin", "has:roles[0]", "has:none", "has:a.b.c", "!has:x", "!nobody", "Point",
      "@user=elise@example.com", "@user=x|elise@example.com", "@id=9f3a", "@client=127.0.0.1", "@size>4k", "@size=5000",
      "@keys=9", "@keys>8", "@idle>30s", "@idle<=1m", "@age>1h", "@ttl<11m", "@active", "@changed<10s", "!@pending",
      "@user!=bob", "!@expired", "user.id=42 @active élise",
    ])
  func hits(_ text: String) throws { #expect(try matches(text)) }

  @Test(
    "These do not",
    arguments: [
      "nobody", "user.id=43", "user.name=élise", "user.name=literal", "roles[2]=x", "roles=admin", "nothing=x",
      "nothing>1",
      "nothing~x", "user.id!=42", "user.id!=1|42.0", "user.name>1", "user.id>2026-01-01", "seen>2027-01-01", "seen>5",
      "roles~admin", "roles>1", "none=0", "user.admin=1", "user.id>42", "has:user.zip", "has:roles[2]", "!has:user",
      "@user=ELISE@example.com", "@id=9F3A", "@client=127", "@size<4k", "@keys>9", "@idle>60s", "@age<2h", "@ttl>10m",
      "@expired", "@pending", "@changed<5s", "!elise", "user.id=42 nobody",
    ])
  func misses(_ text: String) throws { #expect(try !matches(text)) }

  @Test("What is not known passes no comparison; without an end there is time to live")
  func unknowns() throws {
    let session = Session(id: SessionID("x"), size: 10, keyCount: nil, revision: Revision("1"))
    for text in ["@idle>1s", "@idle<1s", "@age>1s", "@changed<1h", "@ttl<5m", "@user=x", "@client=x", "@expired"] {
      #expect(try !Filter(parsing: text).matches(session, [:], at: now), "\(text)")
    }
    for text in ["@ttl>5m", "@active", "@keys=1", "!@user=x"] {
      #expect(try Filter(parsing: text).matches(session, ["a": 1], at: now), "\(text)")
    }
  }

  @Test("An expired session has a negative time to live")
  func expired() throws {
    let session = Session(id: SessionID("x"), expires: now, size: 10, keyCount: 0, revision: Revision("1"))
    #expect(try Filter(parsing: "@expired @ttl<=0s !@active").matches(session, [:], at: now))
  }

  @Test("Rows decide what they can, and only the rest is asked of the data")
  func stages() throws {
    let session = Session(id: SessionID("admin1"), size: 10, keyCount: 1, revision: Revision("1"))
    func verdict(_ text: String) throws -> CompiledFilter.Verdict {
      CompiledFilter(try Filter(parsing: text)).matchesRow(session, at: now)
    }
    #expect(try verdict("admin @size<20 @keys=1") == .matches)
    #expect(try verdict("!admin role=x") == .fails)
    #expect(try verdict("role=x @size>20") == .fails)
    let filter = CompiledFilter(try Filter(parsing: "admin role=x"))
    guard case .undecided(let pending) = filter.matchesRow(session, at: now) else {
      Issue.record("the row cannot know role")
      return
    }
    // `admin` is in the id: the data need not hold it.
    #expect(filter.matchesData(["role": "x"], pending))
    #expect(!filter.matchesData(["role": "x"]))
    #expect(try !Filter(parsing: "@size>1 @active @user=x").needsData)
    #expect(try Filter(parsing: "@size>1 a=b").needsData)
    #expect(try Filter(parsing: "@user=x").needsUser)
  }
}
