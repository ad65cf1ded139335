public import SessionModel

/// A session as the endpoint lists it.
public struct SessionSummary: Sendable, Hashable {
  /// Opaque: not what the browser's cookie holds.
  public var id: SessionID
  /// How often it changed, the first time being 1.
  public var rev: Int
  /// The entity tag, quotes included.
  public var etag: String
  /// When it began, or was first seen.
  public var created: Timestamp?
  /// When a request last presented it.
  public var seen: Timestamp?
  /// When it ends; nil for never.
  public var expires: Timestamp?
  /// Requests that presented it.
  public var hits: Int
  /// Bytes: of the cookie's value, or of the stored payload.
  public var size: Int
  /// Entries at the top.
  public var keys: Int?
  /// Whose it is, as far as its data says.
  public var user: String?
  /// The address of the newest request.
  public var client: String?
  /// The newest request that presented it.
  public var last: CausingRequest?
  /// An edit waits for the browser's next request.
  public var pending: Bool
  /// Deleted, and the browser was not told yet.
  public var deleted: Bool
  /// The current cookie's fingerprint, where several processes see the same browser.
  public var cookie: String?

  /// A session as it is listed.
  public init(
    id: SessionID, rev: Int, etag: String, created: Timestamp? = nil, seen: Timestamp? = nil, expires: Timestamp? = nil,
    hits: Int = 0, size: Int, keys: Int? = nil, user: String? = nil, client: String? = nil,
    last: CausingRequest? = nil, pending: Bool = false, deleted: Bool = false, cookie: String? = nil
  ) {
    self.id = id
    self.rev = rev
    self.etag = etag
    self.created = created
    self.seen = seen
    self.expires = expires
    self.hits = hits
    self.size = size
    self.keys = keys
    self.user = user
    self.client = client
    self.last = last
    self.pending = pending
    self.deleted = deleted
    self.cookie = cookie
  }

  /// The members of its JSON object.
  public var members: [Value.Member] {
    Value.fields([
      "id": id.text,
      "rev": rev,
      "etag": etag,
      "created": created,
      "seen": seen,
      "expires": expires,
      "hits": hits,
      "size": size,
      "keys": keys,
      "user": user,
      "client": client,
      "last": last.map { CausingRequest(method: $0.method, path: $0.path, status: $0.status).json },
      "pending": pending,
      "deleted": deleted,
      "cookie": cookie,
    ]).members ?? []
  }

  /// Nil where it has no id or tag.
  public init?(json: Value) {
    guard let id = json.text("id"), let etag = json.text("etag") else { return nil }
    self.init(
      id: SessionID(id), rev: json.integer("rev") ?? 1, etag: etag, created: json.time("created"),
      seen: json.time("seen"), expires: json.time("expires"), hits: json.integer("hits") ?? 0,
      size: json.integer("size") ?? 0, keys: json.integer("keys"), user: json.text("user"),
      client: json.text("client"), last: json.field("last").flatMap(CausingRequest.init(json:)),
      pending: json.flag("pending"), deleted: json.flag("deleted"), cookie: json.text("cookie"))
  }

  /// The session as the inspector knows it.
  public var session: Session {
    Session(
      id: id, user: user, client: client, created: created, seen: seen, expires: expires, last: last, hits: hits,
      size: size, keyCount: keys, revision: Revision(etag), isPending: pending)
  }
}

extension CausingRequest {
  /// As the protocol writes it; the query string is never in it.
  public var json: Value {
    .fields([
      "method": method,
      "path": path,
      "status": status,
      "client": client,
      "ms": milliseconds.map { Value.number(Number(verbatim: Self.tenths($0))) },
    ])
  }

  /// Nil where it has no method or path.
  public init?(json: Value) {
    guard let method = json.text("method"), let path = json.text("path") else { return nil }
    self.init(
      method: method, path: path, status: json.integer("status"), client: json.text("client"),
      milliseconds: json.double("ms"))
  }

  /// `1.9`
  private static func tenths(_ number: Double) -> String {
    let tenths = Int((min(max(0, number), 1e12) * 10).rounded())
    return "\(tenths / 10).\(tenths % 10)"
  }
}
