import SessionModel

extension SQLiteStore: ImageReading {
  /// The rows of these sessions, every column with its storage class; those that are gone are left out.
  public func images(of ids: [SessionID]) async throws(StoreError) -> [SessionImage] {
    try await reader.images(of: ids)
  }
}

extension SQLiteReader {
  fileprivate func images(of ids: [SessionID]) throws(StoreError) -> [SessionImage] {
    let connection = try connection()
    let images = RowImages(table: table)
    var found: [SessionImage] = []
    for id in ids {
      if let image = try images.read(id, in: connection) { found.append(image) }
    }
    return found
  }
}
