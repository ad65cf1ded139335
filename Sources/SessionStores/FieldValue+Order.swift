import SessionModel

extension FieldValue {
  /// SQLite's order over all storage classes: NULL, numbers, text, blobs (https://www.sqlite.org/datatype3.html §4.1),
  /// text by its bytes.
  func precedes(_ other: FieldValue) -> Bool {
    switch (self, other) {
    case (.integer(let a), .integer(let b)): a < b
    case (.real(let a), .real(let b)): a < b
    case (.integer(let a), .real(let b)): Double(a) < b
    case (.real(let a), .integer(let b)): a < Double(b)
    case (.text(let a), .text(let b)), (.blob(let a), .blob(let b)): a.lexicographicallyPrecedes(b)
    default: storageRank < other.storageRank
    }
  }

  private var storageRank: Int {
    switch self {
    case .null: 0
    case .integer, .real: 1
    case .text: 2
    case .blob: 3
    }
  }

  init(_ text: String) { self = .text(Array(text.utf8)) }

  /// The bytes of a text or blob; a number's text; empty for NULL.
  var bytes: [UInt8] {
    switch self {
    case .null: []
    case .integer(let integer): Array(String(integer).utf8)
    case .real(let real): Array(String(real).utf8)
    case .text(let bytes), .blob(let bytes): bytes
    }
  }

  /// Other bytes in the same storage class.
  func replacing(with bytes: [UInt8]) -> FieldValue {
    if case .blob = self { .blob(bytes) } else { .text(bytes) }
  }

  var isNull: Bool { self == .null }
}
