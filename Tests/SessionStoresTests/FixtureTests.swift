import Foundation
import SessionCodecs
import SessionModel
import Testing

@testable import SessionStores

@Suite("Sample stores made by the frameworks")
struct FixtureTests {
  /// A sample: what it must be recognised as, and what its newest sessions hold.
  struct Sample: Sendable, CustomTestStringConvertible {
    var file: String
    var dialect: String
    var codec: String
    /// Active and expired sessions at `Fixture.now`.
    var active: Int
    var expired: Int
    /// The users its sessions belong to.
    var users: Set<String>
    var obstacle: EditObstacle?
    var testDescription: String { file }
  }

  static let samples: [Sample] = [
    Sample(
      file: "django.sqlite3", dialect: "django", codec: "signed json", active: 10, expired: 2, users: ["1", "2", "3"],
      obstacle: .needsSecret),
    Sample(
      file: "django_pickle.sqlite3", dialect: "django", codec: "signed pickle", active: 10, expired: 2,
      users: ["1", "2", "3"],
      obstacle: .readOnlyCodec("pickle")),
    Sample(
      file: "flask.sqlite3", dialect: "flask-session", codec: "msgpack", active: 10, expired: 1,
      users: ["1", "6", "11"]),
    Sample(
      file: "flask_json.sqlite3", dialect: "flask-session", codec: "json", active: 10, expired: 1,
      users: ["1", "6", "11"]),
    Sample(
      file: "flask_pickle.sqlite3", dialect: "flask-session", codec: "msgpack", active: 10, expired: 1,
      users: ["1", "6", "11"]),
    Sample(
      file: "connect_sqlite3.sqlite", dialect: "connect-sqlite3", codec: "json", active: 11, expired: 0,
      users: ["1", "11"]),
    Sample(
      file: "better.sqlite", dialect: "better-sqlite3-session-store", codec: "json", active: 12, expired: 0,
      users: ["1", "6", "11"]),
    Sample(file: "laravel.sqlite", dialect: "laravel", codec: "php", active: 0, expired: 12, users: ["1", "6", "11"]),
    Sample(
      file: "laravel_enc.sqlite", dialect: "laravel", codec: "encrypted", active: 0, expired: 12,
      users: ["1", "6", "11"],
      obstacle: .needsSecret),
    Sample(
      file: "symfony.sqlite", dialect: "symfony", codec: "php-session", active: 10, expired: 1,
      users: ["user1", "user6", "user11"]),
  ]

  @Test("Each sample opens without being told what it is, and shows what is in it", arguments: samples)
  func opens(sample: Sample) async throws {
    let store = try await Fixture.store(sample.file)
    #expect(store.info.dialect == sample.dialect)
    #expect(store.info.readOnly == nil)
    #expect(store.info.warnings.contains(.needsSecret) == (sample.dialect == "django"))
    let count = try await store.count(Query(), at: Fixture.now) { _ in }
    #expect(count.active == sample.active && count.expired == sample.expired && count.matched == sample.active)
    let everything = Query(includesExpired: true)
    let page = try await store.page(everything, from: .first, limit: 100, at: Fixture.now) { _, _ in }
    #expect(page.rows.count == sample.active + sample.expired)
    #expect(page.rows.filter { $0.session.isExpired(at: Fixture.now) }.count == sample.expired)
    #expect(Set(page.rows.compactMap(\.session.user)) == sample.users)
    for row in page.rows {
      let content = try await store.content(of: row.session.id)
      #expect(content.session == row.session)
      #expect(content.codec == sample.codec)
      if let obstacle = sample.obstacle { #expect(content.editObstacle == obstacle) }
      #expect(content.data.members != nil)
    }
    await store.close()
  }

  @Test("The ids a browser has lead to their sessions", arguments: samples.map(\.file))
  func cookies(file: String) async throws {
    let store = try await Fixture.store(file)
    let name = file == "flask.sqlite3" ? "flask_sqlite" : String(file.prefix { $0 != "." })
    let lines = try String(contentsOf: Fixture.folder.appending(path: name + ".ids"), encoding: .utf8).split(
      separator: "\n")
    let isEncrypted = store.info.dialect == "laravel"
    var found = 0
    for line in lines {
      let columns = line.split(separator: "\t").map(String.init)
      for spelling in isEncrypted ? columns.prefix(1) : columns[...] {
        // Some sessions were ended after the list was made.
        guard let id = try? await store.resolve(spelling) else { continue }
        #expect(id.text == columns[0] || id.text == "session:" + columns[0])
        found += 1
      }
    }
    #expect(found >= 10)
    await store.close()
  }

  @Test("Times are read as each framework writes them")
  func times() async throws {
    let expected: [(file: String, id: String, expires: String)] = [
      ("django.sqlite3", "4xbuq3c4lqho79bg97s54sz0xsl6wdb8", "2026-11-23T21:16:48.570Z"),
      ("flask.sqlite3", "session:QyiLfEhBLsQsuAL1-exwPLZekLqrqWXwpMBRIXjQ1Hk", "2026-12-23T21:17:54.987Z"),
      ("connect_sqlite3.sqlite", "Xji4DJq1Zd0G2ZxT87Z8PD5w-J3UtpSX", "2026-11-23T21:25:19.272Z"),
      ("better.sqlite", "pbNvS1HhWBhZA4yt-nutgxkf6yKgbNqF", "2029-08-18T21:24:28.184Z"),
      ("laravel.sqlite", "ngjILpzlJqPBj68guXzr7EVtusei4lSK7WtTkjey", "2026-11-22T23:19:28Z"),
      ("symfony.sqlite", "d4it9su7is4b0tb2i1j0sek4eh", "2026-12-02T22:05:02Z"),
    ]
    for sample in expected {
      let store = try await Fixture.store(sample.file)
      let content = try await store.content(of: SessionID(sample.id))
      #expect(content.session.expires?.rfc3339 == sample.expires, "\(sample.file)")
      await store.close()
    }
    let store = try await Fixture.store("laravel.sqlite", SQLiteOptions(lifetime: .seconds(3 * 3600)))
    #expect(try await store.count(Query(), at: Fixture.now) { _ in }.active == 11, "a longer lifetime of the app's")
    await store.close()
  }

  @Test("What the sample stores hold can be changed and put back", arguments: samples.filter { $0.obstacle == nil })
  func edits(sample: Sample) async throws {
    let path = try Fixture.copy(sample.file)
    let before = try RawDatabase(path).dump("sessions")
    let store = try await SQLiteStore.open(path: path, now: { Fixture.now })
    let page = try await store.page(Query(includesExpired: true), from: .first, limit: 100, at: Fixture.now) { _, _ in }
    let journal = RecordingJournal()
    var edited = 0
    for row in page.rows {
      let content = try await store.content(of: row.session.id)
      guard content.editObstacle == nil else { continue }
      let change = Change(Path(keys: "added_by_a_test"), .add(["n": 1, "s": "é"], position: nil))
      _ = try await store.write(
        WritePlan(.edit([change]), on: .sessions([.init(row.session.id, row.session.revision)])), at: Fixture.now,
        journal: journal
      ) { _ in }
      let after = try await store.content(of: row.session.id)
      #expect(try after.data == content.data.applying([change]))
      #expect(after.session.expires == content.session.expires && after.session.seen == content.session.seen)
      edited += 1
    }
    #expect(edited >= 8, "\(sample.file)")
    let undo = try await store.write(journal.undo, at: Fixture.now, journal: RecordingJournal()) { _ in }
    #expect(undo.count == edited && undo.conflicts.isEmpty)
    #expect(try RawDatabase(path).dump("sessions") == before)
    await store.close()
  }
}
