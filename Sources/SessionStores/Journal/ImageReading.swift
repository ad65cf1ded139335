import SessionModel

/// A store that can say what it holds of a session field by field, as the undo journal keeps it. With these an export is
/// exact: what it puts back is the same row.
public protocol ImageReading: SessionStore {
  /// The stored fields of these sessions; those that are gone are left out.
  func images(of ids: [SessionID]) async throws(StoreError) -> [SessionImage]
}

extension SessionImage {
  /// The fields as JSON, each value so that it comes back bit for bit; see `init(id:json:)`.
  public var json: Value {
    var bytes: [UInt8] = []
    JournalLine.append(self, to: &bytes)
    // What was just written is JSON.
    return (try? JSONReader.read(bytes)) ?? .null
  }

  /// Reads what `json` gave; nil where it is something else.
  public init?(id: SessionID, json: Value) {
    guard case .some(.some(let image)) = JournalLine.image(json, of: id) else { return nil }
    self = image
  }
}
