import SessionModel

/// Python pickles, shown and never run: Django's cache backends, Flask-Session before 0.7, Airflow. Read-only, because
/// a pickle that this program wrote would have to name classes for the app to import.
public struct PickleCodec: PayloadCodec {
  static let name = "pickle"

  public init() {}

  /// True where the bytes begin as a pickle does: `PROTO` (protocols 2 to 5), or a dictionary in protocol 0 or 1.
  public static func isPickle(_ bytes: [UInt8]) -> Bool {
    guard bytes.count >= 2, let first = bytes.first else { return false }
    if first == 0x80 { return bytes.count > 2 && bytes[1] <= 5 }
    guard bytes.last == UInt8(ascii: ".") else { return false }
    return first == UInt8(ascii: "}") || first == UInt8(ascii: "(") && bytes[1] == UInt8(ascii: "d")
  }

  public func decode(_ payload: [UInt8]) -> Decoded {
    do throws(DecodingFailure) {
      let (nodes, root) = try PickleReader.read(payload)
      // Every value in the pickle takes a byte; four times as many leaves room for what is shared.
      var reader = PickleValue(nodes: nodes, budget: max(10_000, payload.count * 4))
      let value = reader.value(of: root)
      guard case .object = value else {
        return Decoded(value, codec: Self.name, editObstacle: value.readObstacle)
      }
      return Decoded(value, codec: Self.name, editObstacle: .readOnlyCodec(Self.name))
    } catch {
      return Decoded(.bytes(payload), codec: Self.name, editObstacle: error.obstacle(Self.name))
    }
  }

  /// Always throws: `.readOnlyCodec("pickle")`, or why the original cannot be read.
  public func encode(_ value: Value, replacing original: [UInt8]) throws(EditObstacle) -> [UInt8] {
    throw (original.isEmpty ? nil : decode(original).editObstacle) ?? .readOnlyCodec(Self.name)
  }
}
