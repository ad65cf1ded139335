public import SessionModel

/// An error as the endpoint answers it: `application/problem+json` (RFC 9457).
public struct Problem: Error, Sendable, Hashable {
  /// What went wrong, as `type` says it: `urn:sesspect:<code>`.
  public enum Code: String, Sendable, Hashable, CaseIterable {
    /// No token, or a wrong one.
    case unauthorized
    /// Too many wrong tokens; a minute later it opens again.
    case lockedOut = "locked-out"
    /// As many event streams are open as there may be.
    case tooManyStreams = "too-many-streams"
    /// The `Host` is not one of the endpoint's.
    case hostNotAllowed = "host-not-allowed"
    /// A browser's headers are on it.
    case browserRequest = "browser-request"
    /// A proxy's headers are on it.
    case proxiedRequest = "proxied-request"
    /// It came from another machine.
    case peerNotLoopback = "peer-not-loopback"
    /// The token may look only, or the endpoint may; also said of secrets that are not shown.
    case readOnly = "read-only"
    /// There is no such call.
    case notFound = "not-found"
    /// No session has this id; or no edit waits that could be taken back.
    case noSuchSession = "no-such-session"
    /// The session is not what `If-Match` says any more; or is there, against `If-None-Match: *`.
    case stale
    /// A change has to say what it was made on.
    case ifMatchRequired = "if-match-required"
    /// A `test` failed, or a path leads nowhere.
    case patchConflict = "patch-conflict"
    /// A bulk delete was confirmed that nobody has seen like this.
    case selectionChanged = "selection-changed"
    /// The browser was told to drop its cookie, so there is nothing to bring back.
    case alreadyCleared = "already-cleared"
    /// The body holds a `$masked`, which would overwrite the secret it stands for.
    case maskedPlaceholder = "masked-placeholder"
    /// The result would be no object, and so no session.
    case notAnObject = "not-an-object"
    /// The edited cookie would be larger than browsers keep.
    case cookieTooLarge = "cookie-too-large"
    /// The body or the head is larger than it may be.
    case tooLarge = "too-large"
    /// The head did not come in time.
    case headTimeout = "head-timeout"
    /// The body's `Content-Type` is none that this call takes.
    case unsupportedMediaType = "unsupported-media-type"
    /// `q` is no filter; `column` says where.
    case badFilter = "bad-filter"
    /// Anything else that is malformed.
    case badRequest = "bad-request"
    /// The server could not do it: its own store failed.
    case failed

    /// The HTTP status that goes with it.
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

  /// What went wrong.
  public var code: Code
  /// One sentence for a person who reads the answer.
  public var detail: String?
  /// Of `stale`: the session's present entity tag.
  public var etag: String?
  /// Of `patchConflict`: where.
  public var pointer: String?
  /// Of `badFilter`: characters from its start, from 0.
  public var column: Int?

  /// A problem, with what a client needs to go on.
  public init(
    _ code: Code, _ detail: String? = nil, etag: String? = nil, pointer: String? = nil, column: Int? = nil
  ) {
    self.code = code
    self.detail = detail
    self.etag = etag
    self.pointer = pointer
    self.column = column
  }

  /// The `Content-Type` of an answer that is a problem.
  public static let mediaType = "application/problem+json"

  /// The answer's body.
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
