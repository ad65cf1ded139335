public import SessionModel

/// JSON Merge Patch (RFC 7396): members that are null go, objects are merged, everything else replaces.
public enum MergePatch {
  /// The `Content-Type` of a merge patch.
  public static let mediaType = "application/merge-patch+json"

  /// What a patch makes of a value. Null cannot be set this way: it removes.
  public static func applied(_ patch: Value, to value: Value) -> Value {
    guard case .object(let changes) = patch else { return patch }
    var members: [Value.Member] = if case .object(let members) = value { members } else { [] }
    for change in changes {
      let index = members.firstIndex { $0.key == change.key }
      if change.value == .null {
        if let index { members.remove(at: index) }
      } else {
        let new = applied(change.value, to: index.map { members[$0].value } ?? .null)
        if let index { members[index].value = new } else { members.append(Value.Member(change.key, new)) }
      }
    }
    return .object(members)
  }
}
