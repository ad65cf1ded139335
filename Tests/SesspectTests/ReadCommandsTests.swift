import SessionModel
import Testing

@testable import sesspect

@Suite("Commands that read a store")
struct ReadCommandsTests {
  private static let stores = [
    ("connect_sqlite3.sqlite", "connect-sqlite3"), ("django.sqlite3", "django"),
    ("flask_json.sqlite3", "flask-session"),
  ]

  @Test("A framework's store opens without being told what it is", arguments: stores)
  func listJSON(file: String, dialect: String) throws {
    try withBinary { sesspect in
      let path = try sesspect.fixture(file)
      let json = try #require(try sesspect("list", path, "--all", "--json").json)
      #expect(json["schema"] == 1)
      #expect(json["dialect"]?.string == dialect)
      #expect(json["exact"] == true)
      let sessions = json["sessions"]?.elements ?? []
      #expect(!sessions.isEmpty && sessions.count == json["total"]?.int)
      for session in sessions {
        #expect(session["id"]?.string?.isEmpty == false)
        #expect(session["revision"]?.string?.isEmpty == false)
        #expect(session["size"]?.int != nil && session["pending"] == false)
        if let expires = session["expires"]?.string { #expect(Timestamp(parsing: expires) != nil) }
      }
    }
  }

  @Test("Pages follow each other by the cursor without gaps")
  func cursor() throws {
    try withBinary { sesspect in
      let path = try sesspect.fixture("connect_sqlite3.sqlite")
      func ids(_ json: Value?) -> [String] { json?["sessions"]?.elements.compactMap { $0["id"]?.string } ?? [] }
      let all = ids(try sesspect("list", path, "--all", "--json").json)
      var walked: [String] = []
      var cursor: String?
      repeat {
        let arguments = ["list", path, "--all", "--json", "--limit", "4"] + (cursor.map { ["--cursor", $0] } ?? [])
        let json = try sesspect.shell("$SESSPECT " + arguments.map { "'\($0)'" }.joined(separator: " ")).json
        walked += ids(json)
        cursor = json?["next_cursor"]?.string
      } while cursor != nil && walked.count < 1000
      #expect(walked == all)
    }
  }

  @Test("A dash before the sort key reverses the order, with a space or a = before it")
  func reversed() throws {
    try withBinary { sesspect in
      let path = try sesspect.fixture("connect_sqlite3.sqlite")
      func sizes(_ sort: [String]) throws -> [Int] {
        let list = try sesspect.shell("$SESSPECT list '\(path)' --all --json " + sort.joined(separator: " ")).json
        return (list?["sessions"]?.elements ?? []).compactMap { $0["size"]?.int }
      }
      let largestFirst = try sizes(["--sort", "size"])
      #expect(largestFirst.count > 2 && largestFirst == largestFirst.sorted(by: >))
      #expect(try sizes(["--sort", "-size"]) == largestFirst.reversed())
      #expect(try sizes(["--sort=-size"]) == largestFirst.reversed())
      #expect(try sesspect("list", path, "--filter", "-none-has-this", "--json").json?["total"]?.int == 0)
    }
  }

  @Test("--ndjson and --tsv hold the same sessions, whole IDs, one a line")
  func streams() throws {
    try withBinary { sesspect in
      let path = try sesspect.fixture("connect_sqlite3.sqlite")
      let ndjson = try sesspect("list", path, "--all", "--ndjson").lines.map { try JSONReader.read($0)["id"]?.string }
      let tsv = try sesspect("list", path, "--all", "--tsv").lines
      #expect(tsv.first == TSV.head)
      #expect(tsv.dropFirst().map { String($0.prefix { $0 != "\t" }) } == ndjson)
      #expect(tsv.allSatisfy { $0.split(separator: "\t", omittingEmptySubsequences: false).count == 9 })
    }
  }

  @Test("The table shortens IDs to beginnings that work as arguments")
  func table() throws {
    try withBinary { sesspect in
      let path = try sesspect.fixture("connect_sqlite3.sqlite")
      let whole = try sesspect("list", path, "--all", "--ndjson").lines.compactMap {
        try JSONReader.read($0)["id"]?.string
      }
      let result = try sesspect("list", path, "--all", environment: ["COLUMNS": "60"])
      let shown = result.lines.dropFirst().map { String($0.prefix { $0 != " " }) }
      #expect(shown.count == whole.count)
      #expect(result.lines.allSatisfy { $0.count <= 60 })
      for (prefix, id) in zip(shown, whole) {
        #expect(id.hasPrefix(prefix) && prefix.count < id.count)
        #expect(try sesspect("show", path, "--json", "--", prefix).json?["id"]?.string == id)
      }
      #expect(try sesspect("list", path, "--all", "--reveal").out.contains(whole[0]))
    }
  }

  @Test("A bad filter is usage, with a mark under the column")
  func badFilter() throws {
    try withBinary { sesspect in
      let result = try sesspect("list", sesspect.fixture("django.sqlite3"), "--filter", "a=1 @sizee>4k")
      #expect(result.code == 2)
      #expect(result.err.contains("\n  a=1 @sizee>4k\n      ^"))
    }
  }

  @Test("An ID that is not there, and one that is not enough, are told apart")
  func ids() throws {
    try withBinary { sesspect in
      let path = try sesspect.fixture("flask_json.sqlite3")
      #expect(try sesspect("show", path, "no-such-session").code == 3)
      let ambiguous = try sesspect("show", path, "session:", "--json")
      #expect(ambiguous.code == 2)
      #expect(ambiguous.errorJSON?["error"]?["code"] == "ambiguous_id")
    }
  }

  @Test("Strangers' text neither acts nor hides, in tables or in JSON")
  func hostile() throws {
    try withBinary { sesspect in
      let path = try sesspect.fixture("connect_sqlite3.sqlite")
      let id = try #require(
        try sesspect("list", path, "--all", "--ndjson").lines.first.flatMap { try JSONReader.read($0)["id"]?.string })
      let value = "\u{1b}]52;c;eA==\u{7}\u{9b}31m\u{202e}\u{200b}\u{e0041}\u{7f}漢"
      #expect(try sesspect("set", path, id, #"["evil\u001b[2J"]"#, "--string", "--create", value).code == 0)
      for arguments in [
        ["show", path, id], ["show", path, id, "--json"], ["export", path, "--all"], ["undo", "--list"],
      ] {
        let result = try sesspect.shell("$SESSPECT " + arguments.map { "'\($0)'" }.joined(separator: " "))
        let bad = (result.out + result.err).unicodeScalars.filter {
          ($0.value < 0x20 && $0 != "\n") || (0x7f..<0xa0).contains($0.value) || $0 == "\u{202e}" || $0 == "\u{200b}"
            || $0.value >= 0xe0000
        }
        #expect(bad.isEmpty, "\(arguments[0]): \(bad.map(\.value))")
        #expect(result.code == 0)
      }
      let data = try sesspect("show", path, id, "--json").json?["data"]
      #expect(data?["evil\u{1b}[2J"]?.string == value, "it reads back as it is")
    }
  }

  @Test("--raw gives the payload's bytes as stored")
  func raw() throws {
    try withBinary { sesspect in
      let path = try sesspect.fixture("connect_sqlite3.sqlite")
      let id = try #require(
        try sesspect("list", path, "--all", "--ndjson").lines.first.flatMap { try JSONReader.read($0)["id"]?.string })
      let stored = try sesspect.shell("sqlite3 \(path) \"select sess from sessions where sid = '\(id)'\"").out
      #expect(try sesspect("show", path, id, "--raw").out + "\n" == stored)
    }
  }

  @Test("Reading leaves the database and its folder as they were")
  func untouched() throws {
    try withBinary { sesspect in
      let path = try sesspect.fixture("django.sqlite3")
      let before = try sesspect.shell("sha256sum \(path); ls").out
      for arguments in ["list \(path) --all", "count \(path)", "export \(path)", "list \(path) --filter x"] {
        #expect(try sesspect.shell("$SESSPECT " + arguments).code == 0)
      }
      #expect(try sesspect.shell("sha256sum \(path); ls").out == before)
    }
  }

  @Test("count --json has the five numbers and nothing else")
  func count() throws {
    try withBinary { sesspect in
      let json = try #require(try sesspect("count", sesspect.fixture("django.sqlite3"), "--all", "--json").json)
      #expect(json.members?.map(\.key.string) == ["schema", "matched", "active", "expired", "total", "exact"])
      #expect((json["active"]?.int ?? 0) + (json["expired"]?.int ?? 0) == json["total"]?.int)
      #expect(json["matched"] == json["total"])
    }
  }

  @Test(
    "Stores, themes and keys are listed, for people and as JSON", arguments: [["stores"], ["theme", "list"], ["keys"]])
  func listings(arguments: [String]) throws {
    try withBinary { sesspect in
      let line = "$SESSPECT " + arguments.joined(separator: " ")
      let text = try sesspect.shell(line)
      #expect(text.code == 0 && text.lines.count > 3)
      let json = try sesspect.shell(line + " --json").json
      #expect(json?["schema"] == 1)
    }
  }

  @Test("A theme's problems are lines with their place, and exit code 1")
  func themeCheck() throws {
    try withBinary { sesspect in
      let file = try sesspect.write("name = \"x\"\n[roles]\n\"row.curser\" = \"red\"\n", to: "x.toml")
      let result = try sesspect("theme", "check", file)
      #expect(result.code == 1)
      #expect(result.out.contains("\(file):3") && result.out.contains("row.cursor"))
      #expect(try sesspect("theme", "show", "nord").out.contains("[roles]"))
      #expect(try sesspect("theme", "show", "nort").code == 3)
    }
  }
}
