/// How curses is told a colour.
enum ColorNumbers: Equatable {
  /// The terminal has this many colours, by index.
  case indexed(Int)
  /// A colour is 0xRRGGBB; the numbers below `palette` are the terminal's own colours.
  case direct(palette: Int)

  /// The number of a colour; -1 for the terminal's default.
  func number(of color: Color?) -> Int32 {
    guard let color else { return -1 }
    switch self {
    case .direct(let palette):
      if case .ansi(let own) = color, Int(own.rawValue) < palette { return Int32(own.rawValue) }
      let rgb = color.assumedRGB
      let value = Int32(rgb.red) << 16 | Int32(rgb.green) << 8 | Int32(rgb.blue)
      // The blackest blues would be taken for palette colours.
      return value < Int32(palette) ? 0x010101 : value
    case .indexed(let count):
      let index =
        switch color {
        case .ansi(let own): Int(own.rawValue)
        case .x256(let index): Int(index)
        case .rgb(let rgb): Int(rgb.nearestX256)
        }
      if index < count { return Int32(index) }
      let named = color.assumedRGB.nearestANSI
      let fewer = if case .ansi(let own) = color { own } else { named }
      return Int32(Int(fewer.rawValue) < count ? fewer.rawValue : fewer.rawValue & 7)
    }
  }
}
