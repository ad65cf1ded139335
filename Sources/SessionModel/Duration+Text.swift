extension Duration {
  private static let units: [(name: String, milliseconds: Int64)] = [
    ("w", 604_800_000), ("d", 86_400_000), ("h", 3_600_000), ("m", 60_000), ("s", 1000), ("ms", 1),
  ]

  /// One number and one unit, cut: `2s`, `29m`, `1h`, `3d`, `2w`; days until there are fourteen.
  public var compactText: String {
    let amount = milliseconds
    let magnitude = amount == .min ? Int64.max : abs(amount)
    let unit =
      Self.units.first { unit in
        unit.name == "w" ? magnitude >= 2 * unit.milliseconds : magnitude >= unit.milliseconds && unit.name != "ms"
      } ?? Self.units[4]
    let whole = magnitude / unit.milliseconds
    return (amount < 0 && whole > 0 ? "-" : "") + "\(whole)\(unit.name)"
  }

  /// The shortest text of one unit that reads back as the same number of milliseconds: `90m`, `1500ms`.
  public var exactText: String {
    let amount = milliseconds
    let unit = Self.units.first { amount != 0 && amount % $0.milliseconds == 0 } ?? Self.units[4]
    return "\(amount / unit.milliseconds)\(unit.name)"
  }

  /// Reads `500ms`, `10s`, `5m`, `1.5h`, `2d`, `1w` and several together, `1h30m`. The unit is required; nil for
  /// anything else, and beyond 292 million years.
  public init?(parsing text: String) {
    var rest = Substring(text)
    var total: Int64 = 0
    repeat {
      guard let amount = DecimalAmount(takingFrom: &rest) else { return nil }
      let name = String(rest.prefix { $0.isLetter })
      rest = rest.dropFirst(name.count)
      guard let unit = Self.units.first(where: { $0.name == name }),
        let milliseconds = amount.multiplied(by: unit.milliseconds)
      else { return nil }
      let (sum, overflow) = total.addingReportingOverflow(milliseconds)
      guard !overflow else { return nil }
      total = sum
    } while !rest.isEmpty
    self = .milliseconds(total)
  }
}
