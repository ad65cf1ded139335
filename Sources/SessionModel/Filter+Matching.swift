extension Filter {
  /// True when a term may have to look into the data; false when rows alone decide.
  public var needsData: Bool { terms.contains(where: \.needsData) }

  /// True when a term asks for the user, which some stores know only from the data.
  public var needsUser: Bool {
    terms.contains { if case .user = $0.test { true } else { false } }
  }

  /// Whether a session passes. For many sessions make a `CompiledFilter` once and ask that.
  ///
  /// `changed` is when the session was last seen to change, for `@changed`.
  public func matches(_ session: Session, _ data: Value, at now: Timestamp, changed: Timestamp? = nil) -> Bool {
    CompiledFilter(self).matches(session, data, at: now, changed: changed)
  }

  /// What the session's row alone says; see `CompiledFilter` for the data's part.
  public func matchesSession(
    _ session: Session, at now: Timestamp, changed: Timestamp? = nil
  ) -> CompiledFilter.Verdict {
    CompiledFilter(self).matchesRow(session, at: now, changed: changed)
  }
}

extension Filter.Term {
  /// True when the term may have to look into the data. `@keys` does where the store does not count them.
  public var needsData: Bool {
    switch test {
    case .word, .path, .has, .keys: true
    case .user, .idPrefix, .client, .size, .idle, .age, .ttl, .changed, .expired, .active, .pending: false
    }
  }
}
