import ArgumentParser

/// `sesspect man`
struct ManCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "man",
    abstract: "Print the manual page, sesspect.1.",
    discussion: """
      EXAMPLES
        sesspect man | man -l -
        sesspect man > ~/.local/share/man/man1/sesspect.1
      """)

  func run() throws {
    try Console.standard.write(Array(ManualPage.text().utf8))
  }
}
