import ArgumentParser
import SessionModel
import Testing

@testable import sesspect

@Suite("The command line")
struct CommandLineTests {
  @Test("--version prints the version and nothing else")
  func version() throws {
    try withBinary { sesspect in
      let result = try sesspect("--version")
      #expect(result.code == 0)
      #expect(result.out == Version.text + "\n")
      #expect(result.err.isEmpty)
    }
  }

  @Test("A wrong option is usage: exit code 2, on standard error, nothing on standard output")
  func usage() throws {
    try withBinary { sesspect in
      let result = try sesspect("list", "x.db", "--nonsense")
      #expect(result.code == 2)
      #expect(result.out.isEmpty)
      #expect(result.err.contains("--nonsense"))
    }
  }

  @Test(
    "IDs and numbers that begin with a dash are taken for what they are",
    arguments: [
      ("show a.db -IJ2lEHT --json", "show --json -- a.db -IJ2lEHT"),
      ("show a.db --json -IJ2lEHT", "show --json -- a.db -IJ2lEHT"),
      ("delete a.db -y -yes-8_Zy 9f3a", "delete -y -- a.db -yes-8_Zy 9f3a"),
      ("delete a.db --IJ2lEHTeRlVqdyVd_2ERdWvYCoFXcuFX", "delete -- a.db --IJ2lEHTeRlVqdyVd_2ERdWvYCoFXcuFX"),
      ("set a.db 9f3a balance -5", "set -- a.db 9f3a balance -5"),
      ("set a.db -IJ2 n 5 --create -- -x", "set --create -- a.db -IJ2 n 5 -x"),
      ("delete a.db --filter role=admin -IJ2", "delete --filter role=admin -- a.db -IJ2"),
    ])
  func dashedValues(typed: String, understood: String) {
    #expect(DashedValues.guarded(typed.split(separator: " ").map(String.init)).joined(separator: " ") == understood)
  }

  @Test(
    "What is an option, or a slip in one, stays where it is",
    arguments: [
      "list a.db --nonsense", "list a.db -json", "list a.db -q", "list a.db --fitler=x", "delete -y a.db -f @expired",
      "show a.db -- -IJ2lEHT", "import a.db -", "--version", "a.db",
    ])
  func options(typed: String) {
    #expect(DashedValues.guarded(typed.split(separator: " ").map(String.init)).joined(separator: " ") == typed)
  }

  @Test("With --json a usage error is JSON as well")
  func usageJSON() throws {
    try withBinary { sesspect in
      let result = try sesspect("list", "--json")
      #expect(result.code == 2)
      #expect(result.errorJSON?["schema"] == 1)
      #expect(result.errorJSON?["error"]?["code"] == "usage")
    }
  }

  @Test("Without a terminal the inspector says which commands there are", arguments: ["xterm-256color", "dumb", ""])
  func noTerminal(term: String) throws {
    try withBinary { sesspect in
      let result = try sesspect("some.db", environment: ["TERM": term])
      #expect(result.code == 2)
      #expect(result.out.isEmpty)
      for verb in ["list", "show", "set", "unset", "delete", "clear", "undo", "watch", "export"] {
        #expect(result.err.contains(verb))
      }
      #expect(result.err.utf8.allSatisfy { $0 == 0x0a || $0 >= 0x20 })
    }
  }

  @Test("A file that is not there, a folder and a text file are told apart")
  func badTargets() throws {
    try withBinary { sesspect in
      let missing = try sesspect("list", "nothing.db", "--json")
      #expect(missing.code == 3)
      #expect(missing.errorJSON?["error"]?["code"] == "no_such_file")
      let folder = try sesspect("list", sesspect.home, "--json")
      #expect(folder.code == 3)
      #expect(folder.errorJSON?["error"]?["code"] == "is_directory")
      let text = try sesspect("list", sesspect.write("hello, this is no database at all", to: "x.db"), "--json")
      #expect(text.code == 1)
      #expect(text.errorJSON?["error"]?["code"] == "not_a_database")
      #expect(try sesspect("list", "shop").err.contains("no configured target ‘shop’"))
    }
  }

  @Test("Every command and option has help, and every command an example")
  func helpIsComplete() throws {
    let root = try #require(try JSONReader.read(Sesspect._dumpHelp())["command"])
    func check(_ command: Value, _ name: String) {
      if command["commandName"] == "help" { return }
      #expect(command["abstract"]?.string?.hasSuffix(".") == true, "\(name) needs a sentence")
      #expect(command["discussion"]?.string?.contains("EXAMPLES\n") == true, "\(name) needs an example")
      for argument in command["arguments"]?.elements ?? [] {
        #expect(argument["abstract"]?.string?.isEmpty == false, "\(name) \(argument["valueName"]?.string ?? "")")
      }
      for sub in command["subcommands"]?.elements ?? [] { check(sub, name + " " + (sub["commandName"]?.string ?? "")) }
    }
    check(root, "sesspect")
  }

  @Test("The manual page has every command, key and exit code")
  func manual() throws {
    let page = ManualPage.text()
    for command in Sesspect.configuration.subcommands {
      let name = try #require(command.configuration.commandName)
      #expect(page.contains(".SS sesspect \(name)"), "\(name)")
    }
    for status in RunStatus.allCases { #expect(page.contains(Roff.escaped(status.meaning))) }
    #expect(page.contains(".SH KEYS") && page.contains(".SH FILES") && page.contains(".SH ENVIRONMENT"))
    let requests: Set<Substring> = [".TH", ".SH", ".SS", ".PP", ".TP", ".nf", ".fi", ".RS", ".RE", ".br", ".B"]
    for line in page.split(separator: "\n") where line.hasPrefix(".") {
      #expect(requests.contains(line.prefix { $0 != " " }), "a stray request: \(line)")
    }
  }

  @Test("Completions come for each shell, and shells accept them", arguments: ["bash", "zsh", "fish"])
  func completions(shell: String) throws {
    try withBinary { sesspect in
      let result = try sesspect("completions", shell)
      #expect(result.code == 0)
      #expect(result.out.contains("sesspect") && result.out.contains("secret-file"))
      if shell == "bash" { #expect(try sesspect.shell("$SESSPECT completions bash | bash -n").code == 0) }
    }
  }

  @Test("A fresh secret is 64 hex digits, another one each time")
  func secret() throws {
    try withBinary { sesspect in
      let first = try sesspect("secret").out
      #expect(first.count == 65 && first.dropLast().allSatisfy(\.isHexDigit))
      #expect(try sesspect("secret").out != first)
    }
  }

  @Test("Paths follow the XDG variables")
  func paths() throws {
    try withBinary { sesspect in
      let json = try sesspect("paths", "--json").json
      #expect(json?["config"] == .string(Text(sesspect.home + "/config/sesspect/config.toml")))
      #expect(json?["undo"] == .string(Text(sesspect.home + "/state/sesspect/undo")))
    }
  }

  @Test("A reader that goes away ends it quietly")
  func closedPipe() throws {
    try withBinary { sesspect in
      let path = try sesspect.fixture("flask_json.sqlite3")
      let result = try sesspect.shell("for i in 1 2 3 4; do $SESSPECT list \(path) --all --ndjson; done | head -1")
      #expect(result.code == 0)
      #expect(result.lines.count == 1)
    }
  }
}
