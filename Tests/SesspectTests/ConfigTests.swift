import InspectorCore
import SessionModel
import Testing

@testable import sesspect

@Suite("The configuration file")
struct ConfigTests {
  private let directories = Directories(Environment(variables: ["HOME": "/home/zoe"]))

  private func read(_ text: String) throws -> Config {
    try Config(parsing: text, file: "/etc/x/config.toml", directories: directories)
  }

  private func sentence(_ text: String) -> String {
    do {
      _ = try read(text)
      return "no problem"
    } catch { return ErrorMessages.complaint(for: error)?.text ?? "\(error)" }
  }

  @Test("Everything that can be set is read, paths from the file's folder or the home directory")
  func everything() throws {
    let config = try read(
      """
      theme = { dark = "nord", light = "paper" }
      keys = "my-keys.toml"
      masks = ["pin", "_code"]
      [targets.shop]
      address = "db.sqlite3"
      production = true
      dialect = "django"
      table = "t"
      lifetime = "2h"
      secret_file = "~/secret"
      [targets."cache eu"]
      address = "redis://10.0.0.1/0"
      read_only = true
      secret_env = "KEY"
      """)
    #expect(config.theme == .pair(dark: "nord", light: "paper"))
    #expect(config.keys == "/etc/x/my-keys.toml")
    #expect(config.masks == ["pin", "_code"])
    let shop = try #require(config.target(named: "shop"))
    #expect(shop.address == "/etc/x/db.sqlite3" && shop.secretFile == "/home/zoe/secret" && shop.isProduction)
    let cache = try #require(config.target(named: "cache eu"))
    #expect(cache.address == "redis://10.0.0.1/0" && cache.readOnly && cache.secretVariable == "KEY")
  }

  @Test("A key that is none is named with its place and what it may have meant")
  func unknownKey() {
    #expect(
      sentence("theme = \"nord\"\n[targets.shop]\naddress = \"a\"\n  read_onyl = true\n") == """
        sesspect: /etc/x/config.toml:4:3: There is no setting ‘read_onyl’.
        Did you mean ‘read_only’?
        """)
  }

  @Test("Broken TOML is told with line and column")
  func syntax() {
    #expect(sentence("theme = \"nord\"\nmasks = [\"a\"\n[x").hasPrefix("sesspect: /etc/x/config.toml:3:"))
  }

  @Test("A value of the wrong type, and a missing address, are told")
  func types() {
    #expect(
      sentence("\n[targets.shop]\naddress = \"a\"\nproduction = \"yes\"")
        == "sesspect: /etc/x/config.toml:4:1: ‘production’ must be true or false.")
    #expect(
      sentence("[targets.shop]\nread_only = true")
        == "sesspect: /etc/x/config.toml:1:2: [targets.shop] has no ‘address’.")
    #expect(sentence("masks = [1]") == "sesspect: /etc/x/config.toml:1:1: ‘masks’ must be a list of key names.")
  }

  @Test("A secret key in the file and in a variable exclude each other")
  func twoSecrets() {
    #expect(
      sentence("[targets.a]\naddress = \"a\"\nsecret_file = \"f\"\nsecret_env = \"E\"").contains(
        ":4:1: ‘secret_file’ and ‘secret_env’"))
  }

  @Test("Directories follow the XDG rules: relative and empty variables do not count")
  func xdg() {
    let directories = Directories(
      Environment(variables: ["HOME": "/h", "XDG_CONFIG_HOME": "c", "XDG_STATE_HOME": "", "XDG_DATA_DIRS": "/a:b:/c"]))
    #expect(directories.configFile == "/h/.config/sesspect/config.toml")
    #expect(directories.undo == "/h/.local/state/sesspect/undo")
    #expect(
      directories.themes == [
        "/h/.config/sesspect/themes", "/h/.local/share/sesspect/themes", "/a/sesspect/themes", "/c/sesspect/themes",
      ])
    #expect(Directories(Environment(variables: [:])).undo == nil)
  }

  @Test("The keys file gives lines, and an empty command unbinds")
  func keys() throws {
    let overrides = try KeysFile.overrides("[list]\n\"x\" = \"delete\"\nd = \"\"\n", file: "k.toml")
    #expect(overrides.map(\.key) == ["x", "d"])
    #expect(overrides.map(\.line) == [2, 3])
    #expect(overrides.map(\.command) == ["delete", nil])
  }
}
