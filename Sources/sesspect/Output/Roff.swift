/// Lines of a manual page (man(7) macros).
struct Roff {
  private(set) var text = ""

  mutating func raw(_ line: String) { text += line + "\n" }
  mutating func line(_ escaped: String) { raw(Self.guarded(escaped)) }
  mutating func section(_ title: String) { raw(".SH \(title)") }
  mutating func subsection(_ title: String) { raw(".SS \(Self.escaped(title))") }

  mutating func item(_ label: String, _ description: String) {
    raw(".TP")
    raw("\\fB\(Self.escaped(label))\\fR")
    line(Self.escaped(description.isEmpty ? " " : description))
  }

  /// A discussion: its indented lines stand as they are, the others flow.
  mutating func discussion(_ discussion: String) {
    guard !discussion.isEmpty else { return }
    var isVerbatim = false
    raw(".PP")
    for line in discussion.split(separator: "\n", omittingEmptySubsequences: false) {
      let verbatim = line.hasPrefix("  ")
      if verbatim != isVerbatim {
        raw(verbatim ? ".nf\n.RS 4" : ".RE\n.fi")
        isVerbatim = verbatim
      }
      if line.isEmpty {
        raw(".PP")
      } else {
        self.line(Self.escaped(verbatim ? String(line.dropFirst(2)) : String(line)))
      }
    }
    if isVerbatim { raw(".RE\n.fi") }
  }

  /// A line of text must not look like a request.
  private static func guarded(_ line: String) -> String {
    line.hasPrefix(".") || line.hasPrefix("'") ? "\\&" + line : line
  }

  static func escaped(_ text: String) -> String {
    text.replacing("\\", with: "\\e").replacing("-", with: "\\-")
  }
}
