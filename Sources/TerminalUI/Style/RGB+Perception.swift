#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

/// A colour in OKLab, where distances are about what the eye sees (Björn Ottosson, 2020).
struct OKLab {
  var lightness: Double
  var greenRed: Double
  var blueYellow: Double

  init(_ color: RGB) {
    let red = color.linearRed
    let green = color.linearGreen
    let blue = color.linearBlue
    let long = cbrt(0.4122214708 * red + 0.5363325363 * green + 0.0514459929 * blue)
    let medium = cbrt(0.2119034982 * red + 0.6806995451 * green + 0.1073969566 * blue)
    let short = cbrt(0.0883024619 * red + 0.2817188376 * green + 0.6299787005 * blue)
    lightness = 0.2104542553 * long + 0.7936177850 * medium - 0.0040720468 * short
    greenRed = 1.9779984951 * long - 2.4285922050 * medium + 0.4505937099 * short
    blueYellow = 0.0259040371 * long + 0.7827717662 * medium - 0.8086757660 * short
  }

  var chroma: Double { (greenRed * greenRed + blueYellow * blueYellow).squareRoot() }

  /// The angle of the colour, in radians.
  var hue: Double { atan2(blueYellow, greenRed) }

  func squaredDistance(to other: OKLab) -> Double {
    let lightness = lightness - other.lightness
    let greenRed = greenRed - other.greenRed
    let blueYellow = blueYellow - other.blueYellow
    return lightness * lightness + greenRed * greenRed + blueYellow * blueYellow
  }
}

extension RGB {
  var linearRed: Double { Self.linear(red) }
  var linearGreen: Double { Self.linear(green) }
  var linearBlue: Double { Self.linear(blue) }

  /// The share of light, without the curve of sRGB (IEC 61966-2-1).
  private static func linear(_ byte: UInt8) -> Double {
    let value = Double(byte) / 255
    return value <= 0.04045 ? value / 12.92 : pow((value + 0.055) / 1.055, 2.4)
  }

  /// Relative luminance as in WCAG 2.
  var luminance: Double { 0.2126 * linearRed + 0.7152 * linearGreen + 0.0722 * linearBlue }

  /// The contrast of two colours, 1 to 21, as in WCAG 2; text wants 4.5.
  public func contrast(with other: RGB) -> Double {
    let bright = max(luminance, other.luminance)
    let dark = min(luminance, other.luminance)
    return (bright + 0.05) / (dark + 0.05)
  }
}
