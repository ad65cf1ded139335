import ArgumentParser
import TerminalUI

/// How the inspector is drawn; the same options wherever it opens.
struct ScreenOptions: ParsableArguments, Sendable {
  /// When colours are used.
  enum Color: String, ExpressibleByArgument, CaseIterable, Sendable {
    case auto, always, never
  }

  /// How many colours the terminal is taken to have.
  enum Depth: String, ExpressibleByArgument, CaseIterable, Sendable {
    case mono
    case ansi16 = "16"
    case x256 = "256"
    case rgb

    var colors: ColorDepth {
      switch self {
      case .mono: .mono
      case .ansi16: .ansi16
      case .x256: .x256
      case .rgb: .rgb
      }
    }
  }

  @Option(
    help: ArgumentHelp("The colour theme; 'sesspect theme list' names them.", valueName: "name"),
    completion: .list(ThemeLibrary(Directories(.current)).items.map(\.name)))
  var theme: String?

  @Option(help: "Colours: auto (as NO_COLOR and the terminal say), always or never.")
  var color = Color.auto

  @Option(name: .customLong("color-depth"), help: "No more than these colours: mono, 16, 256 or rgb.")
  var depth: Depth?

  @Flag(help: "Draw with ASCII characters only.")
  var ascii = false

  @Flag(help: "Let the wheel move the cursor; selecting text then needs Shift.")
  var mouse = false

  /// What the device is told: nil leaves it to the environment.
  var colorDepth: ColorDepth? {
    switch color {
    case .never: .mono
    case .always: depth?.colors ?? .rgb
    case .auto: depth?.colors
    }
  }
}
