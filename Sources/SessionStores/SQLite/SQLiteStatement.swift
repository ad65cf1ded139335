import CSQLite
import SessionModel

/// A prepared statement. Columns are read in place; a pointer is good until the next `step` or `reset`.
final class SQLiteStatement {
  private var handle: OpaquePointer?
  private unowned let connection: SQLiteConnection

  init(_ handle: OpaquePointer, on connection: SQLiteConnection) {
    self.handle = handle
    self.connection = connection
  }

  func finalize() {
    sqlite3_finalize(handle)
    handle = nil
  }

  /// Ends the read transaction and forgets the bindings.
  func reset() {
    sqlite3_reset(handle)
    sqlite3_clear_bindings(handle)
  }

  /// Binds `?1`, `?2`, … with the storage class each value has.
  func bind(_ values: [FieldValue]) throws(StoreError) {
    connection.beginWaiting()
    for (offset, value) in values.enumerated() {
      let index = Int32(offset + 1)
      let code: Int32 =
        switch value {
        case .null: sqlite3_bind_null(handle, index)
        case .integer(let integer): sqlite3_bind_int64(handle, index, integer)
        case .real(let real): sqlite3_bind_double(handle, index, real)
        case .text(let bytes):
          bytes.withUnsafeBytes { csqlite_bind_text(handle, index, $0.baseAddress, UInt64($0.count)) }
        case .blob(let bytes):
          bytes.withUnsafeBytes { csqlite_bind_blob(handle, index, $0.baseAddress, UInt64($0.count)) }
        }
      guard code == SQLITE_OK else { throw connection.failure() }
    }
  }

  /// True when there is a row.
  func step() throws(StoreError) -> Bool {
    switch sqlite3_step(handle) {
    case SQLITE_ROW: return true
    case SQLITE_DONE: return false
    default:
      let error = connection.failure()
      sqlite3_reset(handle)
      throw error
    }
  }

  // MARK: Columns of the current row, from 0

  func integer(_ column: Int32) -> Int64 { sqlite3_column_int64(handle, column) }
  func real(_ column: Int32) -> Double { sqlite3_column_double(handle, column) }
  func isText(_ column: Int32) -> Bool { sqlite3_column_type(handle, column) == SQLITE_TEXT }
  func isNumber(_ column: Int32) -> Bool {
    let type = sqlite3_column_type(handle, column)
    return type == SQLITE_INTEGER || type == SQLITE_FLOAT
  }
  func isNull(_ column: Int32) -> Bool { sqlite3_column_type(handle, column) == SQLITE_NULL }

  /// The bytes of a text or blob in place; a number's text.
  func bytes(_ column: Int32) -> UnsafeBufferPointer<UInt8> {
    // column_blob on a text gives its bytes without a conversion; it must come before column_bytes.
    guard let pointer = sqlite3_column_blob(handle, column) else { return UnsafeBufferPointer(start: nil, count: 0) }
    let count = Int(sqlite3_column_bytes(handle, column))
    return UnsafeBufferPointer(start: pointer.assumingMemoryBound(to: UInt8.self), count: count)
  }

  func text(_ column: Int32) -> String { String(decoding: bytes(column), as: UTF8.self) }

  /// A copy with its storage class.
  func value(_ column: Int32) -> FieldValue {
    switch sqlite3_column_type(handle, column) {
    case SQLITE_INTEGER: .integer(sqlite3_column_int64(handle, column))
    case SQLITE_FLOAT: .real(sqlite3_column_double(handle, column))
    case SQLITE_TEXT: .text(Array(bytes(column)))
    case SQLITE_BLOB: .blob(Array(bytes(column)))
    default: .null
    }
  }
}
