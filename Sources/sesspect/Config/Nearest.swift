/// What a mistyped name was probably meant to be.
enum Nearest {
  /// The known name that is at most a third of its letters away; nil when none is.
  static func name(to typed: String, among known: [String]) -> String? {
    let candidates = known.map { ($0, distance(Array(typed.utf8.prefix(64)), Array($0.utf8))) }
    guard let best = candidates.min(by: { $0.1 < $1.1 }), best.1 <= max(1, best.0.utf8.count / 3) else { return nil }
    return best.0
  }

  /// Insertions, deletions and replacements between two words (Levenshtein).
  private static func distance(_ a: [UInt8], _ b: [UInt8]) -> Int {
    var row = Array(0...b.count)
    for (i, x) in a.enumerated() {
      var diagonal = row[0]
      row[0] = i + 1
      for (j, y) in b.enumerated() {
        let cost = min(row[j] + 1, row[j + 1] + 1, diagonal + (x == y ? 0 : 1))
        diagonal = row[j + 1]
        row[j + 1] = cost
      }
    }
    return row[b.count]
  }
}
