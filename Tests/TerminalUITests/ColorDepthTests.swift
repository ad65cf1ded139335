import Testing

@testable import TerminalUI

@Suite("Colour depth")
struct ColorDepthTests {
  @Test("NO_COLOR wins over COLORTERM, and an empty one says nothing")
  func environment() {
    #expect(ColorDepth.requested(by: [:]) == nil)
    #expect(ColorDepth.requested(by: ["NO_COLOR": ""]) == nil)
    #expect(ColorDepth.requested(by: ["NO_COLOR": "0", "COLORTERM": "truecolor"]) == .mono)
    #expect(ColorDepth.requested(by: ["COLORTERM": "24bit"]) == .rgb)
    #expect(ColorDepth.requested(by: ["COLORTERM": "yes"]) == nil)
  }

  @Test("A terminal gets no more than its description offers")
  func offered() {
    #expect(ColorDepth.offered(colors: 0, isDirect: false) == .mono)
    #expect(ColorDepth.offered(colors: 8, isDirect: false) == .ansi16)
    #expect(ColorDepth.offered(colors: 256, isDirect: false) == .x256)
    #expect(ColorDepth.offered(colors: 1 << 24, isDirect: true) == .rgb)
    #expect(ColorDepth.mono < .ansi16 && ColorDepth.x256 < .rgb)
  }

  @Test("Our own descriptions are used only for terminals like those they describe")
  func ownDescriptions() {
    #expect(DirectColorDescription(for: "xterm-256color")?.name == "xterm-256color+rgb")
    #expect(DirectColorDescription(for: "tmux-256color")?.name == "tmux-256color+rgb")
    #expect(DirectColorDescription(for: "linux") == nil)
    #expect(DirectColorDescription(for: "vt220") == nil)
    #expect(DirectColorTerminfo.xterm.hasPrefix("b64:"))
  }

  @Test("COLORFGBG tells light from dark; dark is the guess")
  func appearance() {
    #expect(Theme.Appearance.detected(in: [:]) == .dark)
    #expect(Theme.Appearance.detected(in: ["COLORFGBG": "15;0"]) == .dark)
    #expect(Theme.Appearance.detected(in: ["COLORFGBG": "0;default;15"]) == .light)
    #expect(Theme.Appearance.detected(in: ["COLORFGBG": "0;7"]) == .light)
    #expect(Theme.Appearance.detected(in: ["COLORFGBG": "7;8"]) == .dark)
    #expect(Theme.Appearance.detected(in: ["COLORFGBG": "rubbish"]) == .dark)
  }

  @Test("Hex colours are read strictly")
  func hex() {
    #expect(RGB(hex: "#fa0") == RGB(255, 170, 0))
    #expect(RGB(hex: "#12aBcD")?.hex == "#12abcd")
    for bad in ["", "#", "fff", "#ffff", "#gggggg", "#+12345", "#１２３"] {
      #expect(RGB(hex: bad) == nil)
    }
  }
}
