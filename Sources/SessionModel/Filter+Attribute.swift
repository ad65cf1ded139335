extension Filter {
  /// What can be asked about a session itself, by the name behind the `@`.
  public enum Attribute: String, Sendable, Hashable, CaseIterable {
    case user, id, client, size, keys, idle, age, ttl, changed, expired, active, pending

    /// The attribute whose name is nearest to a mistyped one, nil when none is near.
    ///
    /// ```swift
    /// Filter.Attribute.nearest(to: "exipred")  // .expired
    /// ```
    public static func nearest(to name: String) -> Attribute? {
      let typed = Array(name.lowercased().unicodeScalars)
      guard !typed.isEmpty, typed.count <= 24 else { return nil }
      if let begun = allCases.first(where: { $0.rawValue.hasPrefix(name.lowercased()) }) { return begun }
      let candidates = allCases.map { ($0, editDistance(typed, Array($0.rawValue.unicodeScalars))) }
      guard let best = candidates.min(by: { $0.1 < $1.1 }), best.1 <= max(1, min(2, typed.count / 2)) else {
        return nil
      }
      return best.0
    }

    /// Insertions, deletions, replacements and swaps of neighbours (optimal string alignment).
    private static func editDistance(_ a: [Unicode.Scalar], _ b: [Unicode.Scalar]) -> Int {
      var rows = [Array(0...b.count)]
      for i in a.indices {
        var row = [i + 1]
        for j in b.indices {
          var cost = min(rows[i][j + 1] + 1, row[j] + 1, rows[i][j] + (a[i] == b[j] ? 0 : 1))
          if i > 0, j > 0, a[i] == b[j - 1], a[i - 1] == b[j] { cost = min(cost, rows[i - 1][j - 1] + 1) }
          row.append(cost)
        }
        rows.append(row)
      }
      return rows[a.count][b.count]
    }
  }
}
