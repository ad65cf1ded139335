import Crypto
import DebugProtocol
import SessionModel
import Synchronization

/// Who may call the endpoint: the two tokens, and what happens to those who guess.
final class EndpointAccess: Sendable {
  enum Right: Sendable { case read, write }

  let readToken: String
  let writeToken: String
  private let failures = Mutex<[Timestamp]>([])
  private let lockedOut: @Sendable () -> Void

  /// Failures after which everyone is refused, and for how long they count.
  static let limit = 10
  static let window = Duration.seconds(60)

  init(lockedOut: @escaping @Sendable () -> Void) {
    readToken = Self.newToken()
    writeToken = Self.newToken()
    self.lockedOut = lockedOut
  }

  /// 256 random bits.
  private static func newToken() -> String { SymmetricKey(size: .bits256).withUnsafeBytes { Array($0).hex } }

  /// What the bearer of this header may do. Throws `unauthorized` and `lockedOut`.
  func right(of authorization: String?, at now: Timestamp) throws(Problem) -> Right {
    let isLocked = failures.withLock { failures in
      failures.removeAll { now - $0 > Self.window }
      return failures.count >= Self.limit
    }
    if isLocked { throw Problem(.lockedOut, "too many wrong tokens; wait a minute") }
    let scheme = "bearer "
    if let authorization, authorization.lowercased().hasPrefix(scheme) {
      let token = Array(authorization.utf8.dropFirst(scheme.utf8.count))
      // Both are compared, whichever fits.
      let writes = Self.areEqual(token, writeToken)
      let reads = Self.areEqual(token, readToken)
      if writes { return .write }
      if reads { return .read }
    }
    let locksNow = failures.withLock { failures in
      failures.append(now)
      return failures.count == Self.limit
    }
    if locksNow { lockedOut() }
    throw Problem(.unauthorized, "a token is needed: Authorization: Bearer …")
  }

  /// In constant time, whatever the length: what is compared are the hashes.
  private static func areEqual(_ token: [UInt8], _ other: String) -> Bool {
    let (a, b) = (SHA256.hash(data: token), SHA256.hash(data: Array(other.utf8)))
    return zip(a, b).reduce(UInt8(0)) { $0 | ($1.0 ^ $1.1) } == 0
  }
}

/// Previews of bulk deletes that can still be confirmed.
final class Confirmations: Sendable {
  private struct Preview {
    var ids: Set<SessionID>
    var isAll: Bool
    var until: Timestamp
  }
  private let previews = Mutex<[String: Preview]>([:])
  /// How long a preview can be confirmed.
  private let patience: Duration

  init(patience: Duration = .seconds(60)) { self.patience = patience }

  /// A word that confirms exactly this selection, once.
  func offer(_ ids: [SessionID], isAll: Bool, at now: Timestamp) -> String {
    let word = CookieRegistry.newID().text
    previews.withLock { previews in
      previews = previews.filter { $0.value.until > now }
      previews[word] = Preview(ids: Set(ids), isAll: isAll, until: now + patience)
    }
    return word
  }

  /// Takes the word. Throws `selectionChanged` where it is unknown, used or too old, or the selection is another now.
  func take(_ word: String, _ ids: [SessionID], isAll: Bool, at now: Timestamp) throws(Problem) {
    let preview = previews.withLock { $0.removeValue(forKey: word) }
    guard let preview, preview.until > now, preview.isAll == isAll, preview.ids == Set(ids) else {
      throw Problem(.selectionChanged, "the selection is another now; preview it again")
    }
  }
}
