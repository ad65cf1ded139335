extension SafeText {
  /// One text after the other.
  public static func + (left: SafeText, right: SafeText) -> SafeText {
    SafeText(clusters: left.clusters + right.clusters, columns: left.columns + right.columns)
  }

  /// Appends a text.
  public static func += (left: inout SafeText, right: SafeText) {
    left = left + right
  }

  /// The texts in order, with a separator between them.
  public static func joined(_ texts: some Sequence<SafeText>, separator: SafeText = .empty)
    -> SafeText
  {
    var clusters: [Cluster] = []
    var isFirst = true
    for text in texts {
      if !isFirst { clusters += separator.clusters }
      clusters += text.clusters
      isFirst = false
    }
    return SafeText(clusters: clusters)
  }

  /// A text over and over.
  public static func repeating(_ text: SafeText, count: Int) -> SafeText {
    joined(repeatElement(text, count: max(0, count)))
  }

  /// Blank columns.
  public static func spaces(_ count: Int) -> SafeText {
    SafeText(clusters: Array(repeating: .space, count: max(0, count)), columns: max(0, count))
  }

  /// The longest beginning that fits. A wide glyph or a stand-in is kept whole or left out.
  public func prefix(columns limit: Int) -> SafeText {
    guard columns > limit else { return self }
    let cut = cutIndex(from: 0, columns: limit)
    return SafeText(clusters: Array(clusters[..<cut.index]), columns: cut.columns)
  }

  /// The text if it fits, else its beginning and an ellipsis.
  public func truncated(columns limit: Int, ellipsis: SafeText = "…") -> SafeText {
    guard columns > limit else { return self }
    let mark = ellipsis.prefix(columns: max(0, limit))
    return prefix(columns: limit - mark.columns) + mark
  }

  /// The text with blanks added up to a width; a longer text stays as it is.
  public func padded(columns width: Int, align: Alignment = .left) -> SafeText {
    guard columns < width else { return self }
    let blanks = SafeText.spaces(width - columns)
    return align == .left ? self + blanks : blanks + self
  }

  /// Exactly `width` columns: cut with an ellipsis or filled with blanks.
  public func fitted(columns width: Int, align: Alignment = .left, ellipsis: SafeText = "…")
    -> SafeText
  {
    truncated(columns: width, ellipsis: ellipsis).padded(columns: max(0, width), align: align)
  }

  /// The text without its first columns, for scrolling sideways. Half a wide glyph leaves a blank,
  /// so what follows stays in its column.
  public func dropping(columns count: Int) -> SafeText {
    guard count > 0 else { return self }
    guard count < columns else { return .empty }
    var dropped = 0
    var index = 0
    while index < clusters.count, dropped < count {
      dropped += Int(clusters[index].width)
      index += 1
    }
    var rest = Array(clusters[index...])
    if !rest.isEmpty { rest[0].flags.remove(.joined) }
    return .spaces(dropped - count) + SafeText(clusters: rest)
  }

  /// The lines of a text made in ``Mode/block``. Without a line break: the text itself.
  public var lines: [SafeText] {
    clusters.split(omittingEmptySubsequences: false) { $0.flags.contains(.lineBreak) }
      .map { SafeText(clusters: Array($0)) }
  }

  /// The text in lines of at most `limit` columns.
  /// - Parameter words: Break after a space where a line has one.
  public func wrapped(columns limit: Int, words: Bool = false) -> [SafeText] {
    guard limit > 0 else { return [] }
    return lines.flatMap { $0.wrappedLine(columns: limit, words: words) }
  }

  private func wrappedLine(columns limit: Int, words: Bool) -> [SafeText] {
    guard columns > limit else { return [self] }
    var pieces: [SafeText] = []
    var start = 0
    while start < clusters.count {
      var end = cutIndex(from: start, columns: limit).index
      if words, end < clusters.count {
        let space = clusters[start..<end].lastIndex { $0.glyph == .space && $0.flags.isEmpty }
        if let space { end = space + 1 }
      }
      if end == start {
        // Not even one unit fits: a wide glyph in one column, or a stand-in longer than the line.
        var used = 0
        while end < clusters.count, used + Int(clusters[end].width) <= limit {
          used += Int(clusters[end].width)
          end += 1
        }
        if end == start {
          pieces.append("…")
          start += 1
          continue
        }
      }
      pieces.append(SafeText(clusters: Array(clusters[start..<end])))
      start = end
    }
    return pieces
  }

  /// Where a text that begins at `start` has to end so that it fits, and the columns up to there.
  private func cutIndex(from start: Int, columns limit: Int) -> (index: Int, columns: Int) {
    var used = 0
    var cut = (index: start, columns: 0)
    var index = start
    while index < clusters.count {
      if !clusters[index].flags.contains(.joined) { cut = (index, used) }
      used += Int(clusters[index].width)
      if used > limit { return cut }
      index += 1
    }
    return (index, used)
  }
}

/// The side a text keeps when blanks are added.
public enum Alignment: Sendable {
  case left
  case right
}
