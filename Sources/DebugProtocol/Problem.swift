public import SessionModel

/// An error as the endpoint answers it: `application/problem+json` (RFC 9457).
public struct Problem: Error, Sendable, Hashable {
  public enum Code: String, Sendable, Hashable, CaseIterable {
    case unauthorized
    case lockedOut = "locked-out"
    case tooManyStreams = "too-many-streams"
    case hostNotAllowed = "host-not-allowed"
    case browserRequest = "browser-request"
    case proxiedRequest = "proxied-request"
    case peerNotLoopback = "peer-not-loopback"
    case readOnly = "read-only"
    case notFound = "not-found"
    case noSuchSession = "no-such-session"
    case stale
    case ifMatchRequired = "if-match-required"
    case patchConflict = "patch-conflict"
    case selectionChanged = "selection-changed"
    /// The browser was told to drop its cookie, so there is nothing to bring back.
    case alreadyCleared = "already-cleared"
    case maskedPlaceholder = "masked-placeholder"
    case notAnObject = "not-an-object"
    /// The edited cookie would be larger than browsers keep.
    case cookieTooLarge = "cookie-too-large"
    case tooLarge = "too-large"
    case headTimeout = "head-timeout"
    case unsupportedMediaType = "unsupported-media-type"
    case badFilter = "bad-filter"
    case badRequest = "bad-request"
    /// The server could not do it: its own store failed.
    case failed

    public var status: Int {
      switch self {
      case .badFilter, .badRequest: 400
      case .unauthorized: 401
      case .browserRequest, .proxiedRequest, .peerNotLoopback, .readOnly: 403
      case .notFound, .noSuchSession: 404
      case .headTimeout: 408
      case .patchConflict, .selectionChanged, .alreadyCleared: 409
      case .stale: 412
      case .tooLarge: 413
      case .unsupportedMediaType: 415
      case .hostNotAllowed: 421
      case .maskedPlaceholder, .notAnObject, .cookieTooLarge: 422
      case .ifMatchRequired: 428
      case .lockedOut, .tooManyStreams: 429
      case .failed: 500
      }
    }
  }

  public var code: Code
  /// One sentence for a person who reads the answer.
  public var detail: String?
  /// Of `stale`: the session's present entity tag.
  public var etag: String?
  /// Of `patchConflict`: where.
  public var pointer: String?
  /// Of `badFilter`: characters from its start, from 0.
  public var column: Int?

  public init(
    _ code: Code, _ detail: String? = nil, etag: String? = nil, pointer: String? = nil, column: Int? = nil
  ) {
    self.code = code
    self.detail = detail
    self.etag = etag
    self.pointer = pointer
    self.column = column
  }

  public static let mediaType = "application/problem+json"

  public var json: Value {
    .fields([
      "type": "urn:sesspect:" + code.rawValue,
      "title": code.rawValue,
      "status": code.status,
      "detail": detail,
      "etag": etag,
      "pointer": pointer,
      "column": column,
    ])
  }

  /// Reads an answer; nil where it is none of this protocol's.
  public init?(json: Value) {
    guard let type = json.text("type"), type.hasPrefix("urn:sesspect:"),
      let code = Code(rawValue: String(type.dropFirst(13)))
    else { return nil }
    self.init(
      code, json.text("detail"), etag: json.text("etag"), pointer: json.text("pointer"),
      column: json.integer("column"))
  }
}
