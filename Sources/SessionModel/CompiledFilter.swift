/// A filter made ready for many sessions (a class, so that asking it a million times counts no references): terms about the row are decided first, terms about the data only where they
/// have to be, on raw JSON where possible.
///
/// ```swift
/// let compiled = CompiledFilter(filter)
/// switch compiled.matchesRow(row, at: now) {
/// case .matches: …
/// case .fails: …
/// case .undecided(let pending):
///   // nil: not JSON, or it has to be decoded to tell
///   compiled.matchesData(json: payload, pending) ?? compiled.matchesData(codec.decode(payload), pending)
/// }
/// ```
public final class CompiledFilter: Sendable {
  /// What the row alone says.
  public enum Verdict: Sendable, Hashable {
    case matches, fails
    /// These terms need the data.
    case undecided(PendingTerms)
  }

  /// Terms of one filter that the row could not decide.
  public struct PendingTerms: Sendable, Hashable {
    let indices: [Int]
  }

  public let filter: Filter
  private let terms: [CompiledTerm]
  /// All terms that may need the data.
  private let dataTerms: PendingTerms
  private let rowOnly: [Int]

  public init(_ filter: Filter) {
    self.filter = filter
    terms = filter.terms.map(CompiledTerm.init)
    dataTerms = PendingTerms(indices: filter.terms.indices.filter { filter.terms[$0].needsData })
    rowOnly = filter.terms.indices.filter { !filter.terms[$0].needsData }
  }

  /// False when rows alone decide.
  public var needsData: Bool { !dataTerms.indices.isEmpty }

  // MARK: Rows

  /// Decides as far as the row goes.
  public func matchesRow(_ row: FilterRow, at now: Timestamp) -> Verdict {
    for index in rowOnly where terms[index].matches(row, at: now) == false { return .fails }
    var decided = 0
    for index in dataTerms.indices {
      switch terms[index].matches(row, at: now) {
      case false?: return .fails
      case true?: decided += 1
      case nil: break
      }
    }
    if decided == dataTerms.indices.count { return .matches }
    if decided == 0 { return .undecided(dataTerms) }
    return .undecided(PendingTerms(indices: dataTerms.indices.filter { terms[$0].matches(row, at: now) == nil }))
  }

  /// Decides as far as the list's row of a session goes. `changed` is when the session was last seen to change.
  public func matchesRow(_ session: Session, at now: Timestamp, changed: Timestamp? = nil) -> Verdict {
    session.withFilterRow(changed: changed) { matchesRow($0, at: now) }
  }

  // MARK: Data

  /// Decides the terms about the data on raw JSON, as if the row had matched none of them.
  public func matchesData(json: UnsafeRawBufferPointer) -> Bool? { matchesData(json: json, dataTerms) }

  /// Decides the pending terms on raw JSON (UTF-8, RFC 8259 or as Python writes it). Nil where that cannot tell: the
  /// payload is not JSON, or the filter asks for a key only decoded text can be compared with.
  public func matchesData(json: UnsafeRawBufferPointer, _ pending: PendingTerms) -> Bool? {
    var isUnclear = false
    for index in pending.indices {
      switch terms[index].matches(json: json) {
      case false?: return false
      case true?: break
      case nil: isUnclear = true
      }
    }
    return isUnclear ? nil : true
  }

  /// Decides the terms about the data, as if the row had matched none of them.
  public func matchesData(_ data: Value) -> Bool { matchesData(data, dataTerms) }

  /// Decides the pending terms on decoded data.
  public func matchesData(_ data: Value, _ pending: PendingTerms) -> Bool {
    pending.indices.allSatisfy { terms[$0].matches(data) }
  }

  /// Decides all.
  public func matches(_ session: Session, _ data: Value, at now: Timestamp, changed: Timestamp? = nil) -> Bool {
    switch matchesRow(session, at: now, changed: changed) {
    case .matches: true
    case .fails: false
    case .undecided(let pending): matchesData(data, pending)
    }
  }
}

/// One term, negation included: nil where what is given cannot decide it.
private struct CompiledTerm: Sendable {
  private let negated: Bool
  private let test: Test

  private enum Test: Sendable {
    case word(WordTerm)
    case path(PathTerm)
    case row(Filter.Test)
  }

  init(_ term: Filter.Term) {
    negated = term.negated
    switch term.test {
    case .word(let word): test = .word(WordTerm(word))
    case .path(let path, let comparison, let values): test = .path(PathTerm(path, comparison, values))
    case .has(let path): test = .path(PathTerm(path, nil, []))
    default: test = .row(term.test)
    }
  }

  func matches(_ row: FilterRow, at now: Timestamp) -> Bool? {
    switch test {
    case .word(let word): row.holds(word) ? !negated : nil
    case .path: nil
    case .row(let test): row.matches(test, at: now).map { $0 != negated }
    }
  }

  func matches(json: UnsafeRawBufferPointer) -> Bool? {
    switch test {
    case .word(let word): return word.matches(json: json).map { $0 != negated }
    case .path(let path): return path.matches(json: json).map { $0 != negated }
    case .row(.keys(let comparison, let count)):
      guard var scan = JSONScan(json), scan.peek() != 0 else { return nil }
      guard scan.peek() == UInt8(ascii: "{") else { return negated }
      return scan.memberCount().map { comparison.holds(($0 - count).signum()) != negated }
    case .row: return true
    }
  }

  func matches(_ data: Value) -> Bool {
    switch test {
    case .word(let word): return word.matches(data) != negated
    case .path(let path): return path.matches(data) != negated
    case .row(.keys(let comparison, let count)):
      guard let members = data.members else { return negated }
      return comparison.holds((members.count - count).signum()) != negated
    case .row: return true
    }
  }
}
