extension Theme {
  /// How a role is drawn.
  ///
  /// A role takes what it does not set from its groups along the dots and from `text`. An overlay
  /// keeps the role's colours where it has none of its own and adds its attributes; two reverses
  /// cancel out, so that a control still differs inside a reversed cursor row.
  /// - Parameters:
  ///   - role: What the cell means.
  ///   - overlay: What its row means, see ``Cell/overlay``.
  ///   - depth: Without colours (``ColorDepth/mono``) only attributes are left.
  public func style(for role: Role, overlay: Role? = nil, depth: ColorDepth) -> ResolvedStyle {
    let own = ownStyle(of: role)
    let text = styles[Role.text.rawValue]
    let over = overlay.map(ownStyle)
    var resolved = ResolvedStyle(
      foreground: (over?.foreground ?? own.foreground ?? text?.foreground)?.color(at: depth),
      background: (over?.background ?? own.background ?? text?.background)?.color(at: depth),
      attributes: attributes(of: role, depth: depth))
    if let overlay {
      let added = attributes(of: overlay, depth: depth)
      let bothReverse = resolved.attributes.contains(.reverse) && added.contains(.reverse)
      resolved.attributes.formUnion(added)
      if bothReverse { resolved.attributes.remove(.reverse) }
    }
    if depth == .ansi16 {
      // The cursor's dark grey and the text's black may both have become black.
      let isLost = resolved.background == text?.background?.color(at: depth)
      if let background = over?.background, background != text?.background, isLost {
        resolved.attributes.formSymmetricDifference(.reverse)
      }
      resolved.keepReadable()
    }
    return resolved
  }

  /// What the theme says about a role and its groups, `text` left out.
  func ownStyle(of role: Role) -> Style {
    var merged = Style()
    for name in role.lookup {
      guard let style = styles[name] else { continue }
      merged.foreground = merged.foreground ?? style.foreground
      merged.background = merged.background ?? style.background
      merged.attributes = merged.attributes ?? style.attributes
      merged.monoAttributes = merged.monoAttributes ?? style.monoAttributes
    }
    return merged
  }

  private func attributes(of role: Role, depth: ColorDepth) -> Attributes {
    let own = ownStyle(of: role)
    guard depth == .mono else {
      return own.attributes ?? styles[Role.text.rawValue]?.attributes ?? []
    }
    if let mono = own.monoAttributes { return mono }
    if let attributes = own.attributes, !attributes.isEmpty { return attributes }
    return role.monoAttributes
  }
}

extension ResolvedStyle {
  /// With sixteen colours two different colours may become one. Text then turns black or white.
  fileprivate mutating func keepReadable() {
    guard let front = foreground?.assumedRGB, let back = background?.assumedRGB,
      front.contrast(with: back) < 3
    else { return }
    let white = RGB(assuming: .brightWhite)
    let black = RGB(assuming: .black)
    foreground = .ansi(
      white.contrast(with: back) > black.contrast(with: back) ? .brightWhite : .black)
  }
}

extension Role {
  /// What sets the role off without colours when a theme says nothing about it.
  var monoAttributes: Attributes {
    switch self {
    case .textControl, .rowCursor, .headerPast: .reverse
    case .rowCursorUnfocused: .underline
    case .textMatch: [.bold, .underline]
    case .textMuted, .rowGone: .dim
    case .borderFocus, .title, .headerWrite, .statusWarn, .statusError, .rowMarked, .rowNew,
      .rowChanged, .hintKey:
      .bold
    default: []
    }
  }

  /// Whether nothing but the role's look tells it from plain text: no sign beside it, no word.
  var needsAttributeInMono: Bool {
    switch self {
    case .textControl, .textMatch, .rowCursor, .rowCursorUnfocused, .borderFocus, .hintKey: true
    default: false
    }
  }
}
