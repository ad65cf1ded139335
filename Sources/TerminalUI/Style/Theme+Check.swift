extension Theme {
  /// What makes the theme hard to use, each with the line that causes it.
  func problems(in document: ThemeDocument) -> [ThemeWarning] {
    contrastProblems(in: document) + cursorProblems(in: document) + monoProblems(in: document)
  }

  private func contrastProblems(in document: ThemeDocument) -> [ThemeWarning] {
    let text = styles[Role.text.rawValue]
    return Role.allCases.compactMap { role in
      let own = ownStyle(of: role)
      guard let required = role.requiredContrast,
        let front = (own.foreground ?? text?.foreground)?.known,
        let back = (own.background ?? text?.background)?.known
      else { return nil }
      let ratio = front.contrast(with: back)
      guard ratio < required else { return nil }
      return document.warning(
        .lowContrast(role: role, ratio: ratio, required: required), table: "roles",
        key: definition(of: role))
    }
  }

  private func cursorProblems(in document: ThemeDocument) -> [ThemeWarning] {
    ColorDepth.allCases.filter { depth in
      let plain = style(for: .text, depth: depth)
      return style(for: .text, overlay: .rowCursor, depth: depth) == plain
    }.map { depth in
      document.warning(
        .cursorIndistinguishable(depth: depth), table: "roles", key: definition(of: .rowCursor))
    }
  }

  private func monoProblems(in document: ThemeDocument) -> [ThemeWarning] {
    let plain = style(for: .text, depth: .mono)
    return Role.allCases.filter { $0.needsAttributeInMono && style(for: $0, depth: .mono) == plain }
      .map { document.warning(.sameAsTextInMono($0), table: "roles", key: definition(of: $0)) }
  }

  /// The name under which the theme sets a role.
  private func definition(of role: Role) -> String {
    role.lookup.first { styles[$0] != nil } ?? Role.text.rawValue
  }
}

extension Role {
  /// The contrast a role's text must have (WCAG 2, level AA); less for what is muted on purpose or
  /// is no text, none for lines that only divide.
  var requiredContrast: Double? {
    switch self {
    case .border: nil
    case .textMuted, .rowGone, .borderFocus: 3
    default: 4.5
    }
  }
}
