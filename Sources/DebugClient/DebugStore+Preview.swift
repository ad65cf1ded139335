import DebugProtocol
public import SessionModel
import SessionStores

extension DebugStore {
  /// The HTTP calls, values shortened.
  public func preview(_ plan: WritePlan) async -> [String] {
    let verb: (SessionID) -> String =
      switch plan.action {
      case .edit(let changes): { id in "PATCH \(Self.place(id))  " + changes.map(Self.text).joined(separator: ", ") }
      case .delete: { id in "DELETE \(Self.place(id))" }
      case .clear: { id in "PUT \(Self.place(id))  {}" }
      case .create(let data, _):
        server.mode == .store
          ? { id in "PUT \(Self.place(id))  \(data.summary(limit: 60))" }
          : { _ in "POST /v1/sessions  \(data.summary(limit: 60))" }
      case .restore(let restorations): { id in Self.text(restorations.first { $0.id == id }, id) }
      }
    switch plan.selection {
    case .sessions(let targets): return targets.map { verb($0.id) }
    case .matching(let query):
      let filter = query.filter?.text ?? (query.activeOnly ? "@active" : "all")
      guard plan.action == .delete else { return ["PUT each of: \(filter)  {}"] }
      return ["POST /v1/sessions:delete  \(filter)"]
    }
  }

  private static func place(_ id: SessionID) -> String { "/v1/sessions/" + id.shortened }

  private static func text(_ change: Change) -> String {
    switch change.operation {
    case .add(let value, _): "add \(change.path) \(value.summary(limit: 40))"
    case .remove: "remove \(change.path)"
    case .replace(_, let new): "replace \(change.path) \(new.summary(limit: 40))"
    case .rename(let name): "rename \(change.path) \(name.string)"
    }
  }

  private static func text(_ restoration: Restoration?, _ id: SessionID) -> String {
    switch (restoration?.before, restoration?.after) {
    case (nil, _): "DELETE \(place(id))"
    case (_, nil): "PUT \(place(id))  as it was"
    default: "PATCH \(place(id))  as it was"
    }
  }
}
