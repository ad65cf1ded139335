import TerminalUI

/// Finding commands.
enum CommandLineCommands {
  static let all = [
    Command("command", keys: [.global: [":"]], hint: "cmd", help: "Runs a command by its name.") { state, argument in
      var prompt = CommandPrompt()
      prompt.field.text = argument
      state.prompt = .command(prompt)
      return []
    },
    Command("palette", keys: [.global: ["ctrl-p"]], help: "Finds a command by a few letters of its name.") { state, _ in
      state.overlay = .palette(PaletteState(context: state.focus.context))
      return []
    },
    Command("help", keys: [.global: ["?", "f1"]], hint: "help", help: "Lists the commands that work here.") {
      state, argument in
      var help = HelpState(context: state.overlay == nil ? state.focus.context : state.context)
      help.field.text = argument
      state.overlay = .help(help)
      return []
    },
  ]
}
