import ArgumentParser

/// `sesspect completions bash|zsh|fish`
struct CompletionsCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "completions",
    abstract: "Print the completion script for a shell.",
    discussion: """
      EXAMPLES
        sesspect completions bash > ~/.local/share/bash-completion/completions/sesspect
        sesspect completions zsh > ~/.zfunc/_sesspect
        sesspect completions fish > ~/.config/fish/completions/sesspect.fish
      """)

  enum Shell: String, ExpressibleByArgument, CaseIterable {
    case bash, zsh, fish

    var completionShell: CompletionShell {
      switch self {
      case .bash: .bash
      case .zsh: .zsh
      case .fish: .fish
      }
    }
  }

  @Argument(help: "bash, zsh or fish.") var shell: Shell

  func run() throws {
    let script = Sesspect.completionScript(for: shell.completionShell)
    try Console.standard.write(Array((script.hasSuffix("\n") ? script : script + "\n").utf8))
  }
}
