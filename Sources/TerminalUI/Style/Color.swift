/// A colour at one of the depths a terminal may have.
public enum Color: Hashable, Sendable {
  /// One of the sixteen colours the user chose for the terminal.
  case ansi(ANSIColor)
  /// An index into xterm's palette. Only 16–255 have known values; users repaint 0–15.
  case x256(UInt8)
  case rgb(RGB)
}

/// Red, green and blue, 0–255 each, in sRGB.
public struct RGB: Hashable, Sendable {
  public var red: UInt8
  public var green: UInt8
  public var blue: UInt8

  public init(_ red: UInt8, _ green: UInt8, _ blue: UInt8) {
    self.red = red
    self.green = green
    self.blue = blue
  }

  /// Reads `#rrggbb` or `#rgb`.
  public init?(hex: String) {
    let digits = hex.utf8.dropFirst()
    guard hex.utf8.first == UInt8(ascii: "#"), digits.count == 6 || digits.count == 3,
      digits.allSatisfy({ Character(Unicode.Scalar($0)).isHexDigit }),
      let value = UInt32(String(hex.dropFirst()), radix: 16)
    else { return nil }
    if digits.count == 6 {
      self.init(UInt8(value >> 16 & 0xFF), UInt8(value >> 8 & 0xFF), UInt8(value & 0xFF))
    } else {
      self.init(UInt8(value >> 8 & 0xF) * 17, UInt8(value >> 4 & 0xF) * 17, UInt8(value & 0xF) * 17)
    }
  }

  /// `#rrggbb`.
  public var hex: String {
    "#"
      + [red, green, blue].map { byte in
        let digits = String(byte, radix: 16)
        return digits.utf8.count < 2 ? "0" + digits : digits
      }.joined()
  }
}

/// The sixteen colours every colour terminal has, by the names theme files use.
public enum ANSIColor: UInt8, CaseIterable, Hashable, Sendable {
  case black, red, green, yellow, blue, magenta, cyan, white
  case brightBlack, brightRed, brightGreen, brightYellow, brightBlue, brightMagenta, brightCyan,
    brightWhite

  /// `red`, `bright-red`, …
  public var name: String {
    let plain = ["black", "red", "green", "yellow", "blue", "magenta", "cyan", "white"][
      Int(rawValue & 7)]
    return rawValue < 8 ? plain : "bright-" + plain
  }

  public init?(name: String) {
    guard let color = Self.allCases.first(where: { $0.name == name }) else { return nil }
    self = color
  }
}

/// How many colours a terminal shows.
public enum ColorDepth: String, CaseIterable, Comparable, Sendable {
  /// No colour at all: attributes only.
  case mono
  case ansi16 = "16"
  case x256 = "256"
  case rgb

  public static func < (left: ColorDepth, right: ColorDepth) -> Bool {
    (allCases.firstIndex(of: left) ?? 0) < (allCases.firstIndex(of: right) ?? 0)
  }
}
