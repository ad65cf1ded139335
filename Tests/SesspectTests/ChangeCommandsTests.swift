import SessionModel
import Testing

@testable import sesspect

/// `connect-sqlite3` rows are plain JSON, so nothing but sesspect itself is needed to write them.
@Suite("Commands that change a store")
struct ChangeCommandsTests {
  private static let store = "connect_sqlite3.sqlite"

  private func ids(_ sesspect: Binary, _ path: String) throws -> [String] {
    try #require(try sesspect("list", path, "--all", "--json").json)["sessions"]?.elements.compactMap {
      $0["id"]?.string
    } ?? []
  }

  /// Everything in the table, storage classes included.
  private func dump(_ sesspect: Binary, _ path: String) throws -> String {
    try sesspect.shell(
      "sqlite3 \(path) 'select rowid, quote(sid), quote(expired), quote(sess) from sessions order by rowid'"
    ).out
  }

  @Test("set replaces one value, says what it was, and undo puts the row back exactly")
  func setAndUndo() throws {
    try withBinary { sesspect in
      let path = try sesspect.fixture(Self.store)
      let before = try dump(sesspect, path)
      let id = try #require(
        try ids(sesspect, path).first { id in
          try sesspect("show", path, "--json", "--", id).json?["data"]?["currency"] != nil
        })
      let set = try sesspect("set", path, id, "currency", "\"USD\"")
      #expect(set.code == 0)
      #expect(set.out.contains("\"EUR\" → \"USD\""))
      #expect(set.lines.last?.hasPrefix("Undo: sesspect undo --entry ") == true)
      #expect(!set.out.contains(id))
      #expect(try sesspect("show", path, id, "--json").json?["data"]?["currency"] == "USD")
      #expect(try sesspect("undo", path).code == 0)
      #expect(try dump(sesspect, path) == before)
      #expect(try sesspect("undo", path).code == 3)
      #expect(try sesspect("undo", path, "--redo").code == 0)
      #expect(try sesspect("show", path, id, "--json").json?["data"]?["currency"] == "USD")
    }
  }

  @Test("A set of a missing key needs --create, which makes the objects above it")
  func create() throws {
    try withBinary { sesspect in
      let path = try sesspect.fixture(Self.store)
      let id = try #require(try ids(sesspect, path).first)
      #expect(try sesspect("set", path, id, "a.b.c", "[1]").code == 3)
      let made = try sesspect("set", path, id, "a.b.c", "[1]", "--create", "--json")
      #expect(made.code == 0)
      #expect(made.json?["done"] == 1)
      #expect(made.json?["sessions"]?.elements.first?.string == id)
      #expect(made.json?["undo"]?.string?.hasPrefix("sesspect undo --entry ") == true)
      #expect(try sesspect("show", path, id, "--json").json?["data"]?["a"] == ["b": ["c": [1]]])
      #expect(try sesspect("unset", path, id, "a.b").code == 0)
      #expect(try sesspect("show", path, id, "--json").json?["data"]?["a"] == [:])
    }
  }

  @Test("A negative number and text that looks like an option can be values")
  func awkwardValues() throws {
    try withBinary { sesspect in
      let path = try sesspect.fixture(Self.store)
      let id = try #require(try ids(sesspect, path).first)
      #expect(try sesspect("set", path, id, "n", "--create", "--", "-5").code == 0)
      #expect(try sesspect("set", path, id, "t", "--create", "--string", "--", "--yes").code == 0)
      let data = try sesspect("show", path, id, "--json").json?["data"]
      #expect(data?["n"] == -5)
      #expect(data?["t"] == "--yes")
    }
  }

  @Test("A mask is never written back")
  func mask() throws {
    try withBinary { sesspect in
      let path = try sesspect.fixture(Self.store)
      let id = try #require(try ids(sesspect, path).first)
      let result = try sesspect("set", path, id, "x", #"{"$masked":{"len":3,"sha256":"0"}}"#, "--create", "--json")
      #expect(result.code == 5)
      #expect(result.errorJSON?["error"]?["code"] == "masked_value")
    }
  }

  @Test("A secret is masked in what is shown and in what a change says, unless revealed")
  func masking() throws {
    try withBinary { sesspect in
      let path = try sesspect.fixture(Self.store)
      let id = try #require(try ids(sesspect, path).first)
      let set = try sesspect("set", path, id, "api_token", "--string", "--create", "hunter2")
      #expect(!set.out.contains("hunter2"))
      for arguments in [["show", path, id], ["export", path, "--all"], ["undo", "--list"]] {
        let result = try sesspect.shell("$SESSPECT " + arguments.joined(separator: " "))
        #expect(result.code == 0)
        #expect(!result.out.contains("hunter2"), "\(arguments)")
      }
      let shown = try sesspect("show", path, id, "--json").json?["data"]?["api_token"]
      #expect(shown?["$masked"]?["len"] == 7)
      #expect(try sesspect("show", path, id, "--reveal").out.contains("hunter2"))
    }
  }

  @Test("A revision that is not the session's any more is a conflict, and nothing is written")
  func revision() throws {
    try withBinary { sesspect in
      let path = try sesspect.fixture(Self.store)
      let id = try #require(try ids(sesspect, path).first)
      let revision = try #require(try sesspect("show", path, id, "--json").json?["revision"]?.string)
      #expect(try sesspect("set", path, id, "x", "1", "--create", "--if-revision", revision).code == 0)
      let before = try dump(sesspect, path)
      let result = try sesspect("set", path, id, "x", "2", "--if-revision", revision)
      #expect(result.code == 4)
      #expect(try dump(sesspect, path) == before)
    }
  }

  @Test("Deleting several is refused without --yes, done with it, and undone exactly, in order")
  func deleteSeveral() throws {
    try withBinary { sesspect in
      let path = try sesspect.fixture(Self.store)
      let before = try dump(sesspect, path)
      let count = try ids(sesspect, path).count
      let refused = try sesspect("delete", path, "--filter", "!nothing-like-this", "--all", "--json")
      #expect(refused.code == 5)
      #expect(refused.errorJSON?["error"]?["code"] == "not_confirmed")
      #expect(try dump(sesspect, path) == before)
      let dry = try sesspect("delete", path, "--filter", "!nothing-like-this", "--all", "--dry-run")
      #expect(dry.code == 0 && dry.out.uppercased().contains("DELETE"))
      #expect(try dump(sesspect, path) == before)
      let done = try sesspect("delete", path, "--filter", "!nothing-like-this", "--all", "--yes", "--json")
      #expect(done.code == 0)
      #expect(done.json?["done"]?.int == count)
      #expect(try ids(sesspect, path).isEmpty)
      let undone = try sesspect("undo", "--json")
      #expect(undone.json?["done"]?.int == count)
      #expect(try dump(sesspect, path) == before)
    }
  }

  @Test("Undo leaves alone what changed since, and says so with exit code 4")
  func undoConflict() throws {
    try withBinary { sesspect in
      let path = try sesspect.fixture(Self.store)
      let id = try #require(try ids(sesspect, path).first)
      #expect(try sesspect("set", path, id, "x", "1", "--create").code == 0)
      _ = try sesspect.shell("sqlite3 \(path) \"update sessions set sess = '{\\\"cookie\\\":{}}' where sid = '\(id)'\"")
      let after = try dump(sesspect, path)
      let result = try sesspect("undo", path, "--json")
      #expect(result.code == 4)
      #expect(result.errorJSON?["error"]?["code"] == "conflict")
      #expect(try dump(sesspect, path) == after)
    }
  }

  @Test("--read-only, and a read_only target, refuse every change with exit code 5")
  func readOnly() throws {
    try withBinary { sesspect in
      let path = try sesspect.fixture(Self.store)
      let id = try #require(try ids(sesspect, path).first)
      _ = try sesspect.write(
        "[targets.shop]\naddress = \"\(path)\"\nread_only = true\n", to: "config/sesspect/config.toml")
      let before = try dump(sesspect, path)
      for arguments in [["set", "x", "1", "--create"], ["unset", "cookie"], ["delete"], ["clear"]] {
        let rest = ([id] + arguments.dropFirst()).map { "'\($0)'" }.joined(separator: " ")
        #expect(try sesspect.shell("$SESSPECT \(arguments[0]) \(path) \(rest) --read-only").code == 5, "\(arguments)")
        #expect(try sesspect.shell("$SESSPECT \(arguments[0]) shop \(rest)").code == 5, "\(arguments)")
      }
      #expect(try dump(sesspect, path) == before)
    }
  }

  @Test("A production target has to be confirmed even for one")
  func production() throws {
    try withBinary { sesspect in
      let path = try sesspect.fixture(Self.store)
      let id = try #require(try ids(sesspect, path).first)
      _ = try sesspect.write(
        "[targets.shop]\naddress = \"\(path)\"\nproduction = true\n", to: "config/sesspect/config.toml")
      #expect(try sesspect("delete", "shop", id).code == 5)
      #expect(try sesspect("delete", "shop", id, "--yes").code == 0)
    }
  }

  @Test("clear keeps the session, its ID and its expiry")
  func clear() throws {
    try withBinary { sesspect in
      let path = try sesspect.fixture(Self.store)
      let id = try #require(try ids(sesspect, path).first)
      let before = try sesspect("show", path, id, "--json").json
      #expect(try sesspect("clear", path, id).code == 0)
      let after = try sesspect("show", path, id, "--json").json
      #expect(after?["expires"] == before?["expires"])
      #expect((after?["data"]?.members?.count ?? 99) <= 1)
    }
  }

  @Test("An export with --reveal comes back row by row; a masked one is refused")
  func exportImport() throws {
    try withBinary { sesspect in
      let path = try sesspect.fixture(Self.store)
      let before = try dump(sesspect, path)
      #expect(try sesspect.shell("$SESSPECT export \(path) --all --reveal > full.ndjson").code == 0)
      #expect(try sesspect.shell("$SESSPECT export \(path) --all > masked.ndjson").code == 0)
      let masked = try sesspect("import", path, "masked.ndjson", "--yes", "--json")
      #expect(masked.code == 5)
      #expect(masked.errorJSON?["error"]?["code"] == "masked_import")
      #expect(try sesspect("import", path, "full.ndjson", "--yes").code == 4, "they are there already")
      #expect(try sesspect("delete", path, "--filter", "!nothing-like-this", "--all", "--yes").code == 0)
      let imported = try sesspect("import", path, "full.ndjson", "--yes", "--json")
      #expect(imported.code == 0, "\(imported)")
      let count = before.split(separator: "\n").count
      #expect(imported.json?["done"]?.int == count)
      #expect(try sesspect("list", path, "--all", "--json").json?["total"]?.int == count)
      #expect(try sesspect("undo").code == 0)
      #expect(try ids(sesspect, path).isEmpty)
    }
  }

  @Test("A full disk stops a change before it is made")
  func fullDisk() throws {
    try withBinary { sesspect in
      let path = try sesspect.fixture(Self.store)
      let id = try #require(try ids(sesspect, path).first)
      let before = try dump(sesspect, path)
      // No file may grow beyond 0 blocks: the journal cannot be written.
      let result = try sesspect.shell("(ulimit -f 0; exec $SESSPECT delete \(path) '\(id)') 2>&1 | cat")
      #expect(result.out.contains("disk is full"))
      #expect(try dump(sesspect, path) == before)
    }
  }
}
