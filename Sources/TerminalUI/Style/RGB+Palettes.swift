extension RGB {
  /// The colour xterm's palette has at an index. 0–15 are only xterm's defaults: users change them.
  public init(x256 index: UInt8) {
    switch index {
    case 0..<16:
      self = Self.xtermDefaults[Int(index)]
    case 16..<232:
      let cube = index - 16
      func level(_ step: UInt8) -> UInt8 { step == 0 ? 0 : 55 + step * 40 }
      self.init(level(cube / 36), level(cube / 6 % 6), level(cube % 6))
    default:
      let gray = 8 + (index - 232) * 10
      self.init(gray, gray, gray)
    }
  }

  /// A guess at one of the sixteen colours, for pictures and for contrast.
  public init(assuming color: ANSIColor) {
    self.init(x256: color.rawValue)
  }

  /// The nearest of the palette entries 16–255.
  public var nearestX256: UInt8 {
    let wanted = OKLab(self)
    var best: (index: UInt8, distance: Double) = (16, .infinity)
    for index in UInt8(16)...255 {
      let distance = OKLab(RGB(x256: index)).squaredDistance(to: wanted)
      if distance < best.distance { best = (index, distance) }
    }
    return best.index
  }

  /// The one of the sixteen colours that says the same: grey by lightness, the others by hue.
  public var nearestANSI: ANSIColor {
    let color = OKLab(self)
    if color.lightness < 0.35 { return .black }
    if color.chroma < 0.045 {
      return color.lightness < 0.6 ? .brightBlack : color.lightness < 0.9 ? .white : .brightWhite
    }
    let hues: [ANSIColor] = [.red, .green, .yellow, .blue, .magenta, .cyan]
    let nearest = hues.min { hueDistance(to: $0) < hueDistance(to: $1) } ?? .white
    guard color.lightness > 0.7 else { return nearest }
    return ANSIColor(rawValue: nearest.rawValue + 8) ?? nearest
  }

  private func hueDistance(to color: ANSIColor) -> Double {
    let bright = ANSIColor(rawValue: color.rawValue | 8) ?? color
    let difference = abs(OKLab(self).hue - OKLab(RGB(assuming: bright)).hue)
    return min(difference, 2 * .pi - difference)
  }

  // xterm's charproc resources.
  private static let xtermDefaults: [RGB] = [
    RGB(0, 0, 0), RGB(205, 0, 0), RGB(0, 205, 0), RGB(205, 205, 0),
    RGB(0, 0, 238), RGB(205, 0, 205), RGB(0, 205, 205), RGB(229, 229, 229),
    RGB(127, 127, 127), RGB(255, 0, 0), RGB(0, 255, 0), RGB(255, 255, 0),
    RGB(92, 92, 255), RGB(255, 0, 255), RGB(0, 255, 255), RGB(255, 255, 255),
  ]
}
