/// The name a mistyped one was probably meant to be: at most a third of its letters differ.
func closest(to name: String, in names: [String]) -> String? {
  let typed = Array(name.lowercased().utf8)
  guard typed.count <= 64 else { return nil }
  let limit = max(1, typed.count / 3)
  return names.map { (name: $0, distance: editDistance(typed, Array($0.utf8))) }
    .filter { $0.distance <= limit }
    .min { $0.distance < $1.distance }?.name
}

/// Insertions, deletions, replacements and swaps of neighbours that turn one text into the other.
private func editDistance(_ from: [UInt8], _ to: [UInt8]) -> Int {
  var rows = [Array(0...to.count)]
  for (i, left) in from.enumerated() {
    var row = [i + 1]
    for (j, right) in to.enumerated() {
      var best = min(rows[i][j + 1] + 1, row[j] + 1, rows[i][j] + (left == right ? 0 : 1))
      if i > 0, j > 0, left == to[j - 1], from[i - 1] == right {
        best = min(best, rows[i - 1][j - 1] + 1)
      }
      row.append(best)
    }
    rows.append(row)
  }
  return rows[from.count][to.count]
}
