import SessionModel

#if canImport(FoundationEssentials)
  import FoundationEssentials
#else
  import Foundation
#endif

extension RequestSession {
  /// The value of a key as a type of your own; nil where there is none. Dates are ISO 8601.
  ///
  /// Throws `DecodingError` where the value is of another shape.
  public func get<Decoded: Decodable>(_ key: String, as type: Decoded.Type = Decoded.self) throws -> Decoded? {
    guard let value = self[key] else { return nil }
    let decoder = JSONDecoder()
    decoder.dateDecodingStrategy = .iso8601
    return try decoder.decode(type, from: Data(JSONWriter.bytes(value)))
  }

  /// Sets a key to a value of your own type. Throws `EncodingError`.
  public func set(_ key: String, to value: some Encodable) throws {
    let encoder = JSONEncoder()
    encoder.dateEncodingStrategy = .iso8601
    encoder.outputFormatting = .withoutEscapingSlashes
    self[key] = try JSONReader.read(Array(encoder.encode(value)))
  }
}
