import DebugProtocol
import InspectorCore
import SessionModel
import TerminalUI

/// The manual page, in roff, made of what the commands say of themselves.
enum ManualPage {
  static func text() -> String {
    var page = Roff()
    page.raw(".TH SESSPECT 1 \"\" \"sesspect \(Version.text)\" \"User Commands\"")
    guard let root = HelpDump.root else { return page.text }
    page.section("NAME")
    page.line("sesspect \\- " + Roff.escaped(root.text("abstract") ?? ""))
    page.section("SYNOPSIS")
    page.raw(".B sesspect\n[\\fItarget\\fR] [\\fIoptions\\fR]\n.br\n.B sesspect\n\\fIcommand\\fR ...")
    page.section("DESCRIPTION")
    page.discussion(root.text("discussion") ?? "")
    page.section("COMMANDS")
    for command in root.list("subcommands") where command.text("commandName") != "help" {
      add(command, prefix: "", to: &page)
    }
    keys(&page)
    page.section("EXIT STATUS")
    for status in RunStatus.allCases { page.item(String(status.rawValue), status.meaning) }
    page.section("FILES")
    page.item("$XDG_CONFIG_HOME/sesspect/config.toml", "Targets, theme, keys file and masks.")
    page.item("$XDG_CONFIG_HOME/sesspect/keys.toml", "The inspector's keys.")
    page.item("$XDG_CONFIG_HOME/sesspect/themes", "The user's themes.")
    page.item("$XDG_STATE_HOME/sesspect/undo", "The undo journal; it holds sessions, so only its owner can read it.")
    page.section("ENVIRONMENT")
    page.item("XDG_CONFIG_HOME, XDG_STATE_HOME, XDG_DATA_HOME, XDG_DATA_DIRS", "Where files are, see FILES.")
    page.item("TERM, COLORTERM, NO_COLOR", "What the inspector draws with. NO_COLOR leaves colours out.")
    page.item("COLUMNS", "The width tables are fitted to.")
    page.item("VISUAL, EDITOR", "The editor for values.")
    return page.text
  }

  private static func add(_ command: Value, prefix: String, to page: inout Roff) {
    let name = prefix + (command.text("commandName") ?? "")
    let arguments = command.list("arguments").filter { $0.text("kind") == "positional" }
    page.subsection("sesspect " + ([name] + arguments.map(placeholder)).joined(separator: " "))
    page.line(Roff.escaped(command.text("abstract") ?? ""))
    page.discussion(command.text("discussion") ?? "")
    for argument in command.list("arguments") {
      let names = argument.list("names").map(HelpDump.spelled)
      if names.contains("--help") || names.contains("--version") { continue }
      let value = argument.text("kind") == "option" ? " " + placeholder(argument) : ""
      let label =
        argument.text("kind") == "positional" ? placeholder(argument) : names.joined(separator: ", ") + value
      page.item(label, argument.text("abstract") ?? "")
    }
    for subcommand in command.list("subcommands") where subcommand.text("commandName") != "help" {
      add(subcommand, prefix: name + " ", to: &page)
    }
  }

  private static func placeholder(_ argument: Value) -> String {
    let name = "<" + (argument.text("valueName") ?? "") + ">" + (argument.flag("isRepeating") ? "..." : "")
    return argument.flag("isOptional") && argument.text("kind") == "positional" ? "[\(name)]" : name
  }

  private static func keys(_ page: inout Roff) {
    page.section("KEYS")
    page.line("In the inspector; 'sesspect keys' prints them with what the keys file changes.")
    for command in CommandTable.all {
      let keys = Context.allCases.flatMap { context in Keymap.default.keys(for: command.name, in: context).map(\.name) }
      var seen: Set<String> = []
      let unique = keys.filter { seen.insert($0).inserted }
      page.item(
        unique.isEmpty ? ":" + command.name : unique.joined(separator: ", ") + "  (" + command.name + ")", command.help)
    }
  }
}
