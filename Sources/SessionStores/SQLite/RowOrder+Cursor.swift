import SessionModel

/// Cursors hold the sort key and the locator of a row, with their storage classes, in base64url, and the order they
/// were made for. A table without row ids has nothing but the id to hold.
extension RowOrder {
  func cursor(_ position: Position) -> Cursor {
    Cursor([tag, FieldValueText.encode(position.key), FieldValueText.encode(position.locator)].joined(separator: "."))
  }

  /// The place a cursor names; nil where it was made for another order.
  func position(_ cursor: Cursor) -> Position? {
    let parts = cursor.text.split(separator: ".", omittingEmptySubsequences: false).map(String.init)
    guard parts.count == 3, parts[0] == tag, let key = FieldValueText.decode(parts[1]),
      let locator = FieldValueText.decode(parts[2])
    else {
      return nil
    }
    return Position(key: key, locator: locator)
  }

  private var tag: String {
    let name =
      switch key {
      case .locator: "row"
      case .column(let column): Base64.encode(Array(column.utf8), urlSafe: true, padded: false)
      case .size: "size"
      case .keys: "keys"
      case .user: "user"
      }
    return (descending ? "-" : "") + name
  }
}
