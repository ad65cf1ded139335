/// Numbers as a row of bars: `▁▂▅█▃`.
public struct Sparkline: Sendable, Equatable {
  public var values: [Int]

  public init(_ values: [Int]) {
    self.values = values
  }

  /// The last `columns` values, one column each, scaled so that the highest shown fills the line.
  /// A value of zero or less is the lowest bar; a value above zero never is.
  public func text(columns: Int, glyphs: Glyphs = .unicode) -> SafeText {
    let shown = values.suffix(max(0, columns))
    let bars = glyphs.bars
    let top = bars.count - 1
    guard let highest = shown.max(), highest > 0 else {
      return .repeating(bars[0], count: shown.count)
    }
    return .joined(
      shown.map { value in
        guard value > 0 else { return bars[0] }
        let level = Int((Double(value) / Double(highest) * Double(top)).rounded())
        return bars[min(max(1, level), top)]
      })
  }
}
