public import SessionCodecs

#if canImport(FoundationEssentials)
  import FoundationEssentials
#else
  import Foundation
#endif

/// Where the secret key comes from. Missing, short and well-known keys are refused: with them anyone could sign a
/// session of their own.
///
/// ```swift
/// try SessionMiddleware(secretKey: .environment("SECRET_KEY"))
/// try SessionMiddleware(secretKey: .file("/run/secrets/session-key"))
/// ```
public struct SecretKeySource: Sendable, ExpressibleByStringLiteral {
  private enum Place: Sendable {
    case text(String)
    case environment(String)
    case file(String)
    case unchecked(SecretKey)
  }
  private let place: Place

  /// The key itself. A key in source code is known to everyone who can read that.
  public init(stringLiteral value: String) { place = .text(value) }
  /// The key itself, made elsewhere.
  public init(_ text: String) { place = .text(text) }
  private init(_ place: Place) { self.place = place }

  /// An environment variable that holds it.
  public static func environment(_ name: String) -> Self { Self(.environment(name)) }
  /// A file that holds it; a line end behind it does not count.
  public static func file(_ path: String) -> Self { Self(.file(path)) }
  /// A key that is taken as it is: for tests, and to read the cookies of a server that has a weak one.
  public static func unchecked(_ text: String) -> Self { Self(.unchecked(SecretKey(text))) }

  func load(_ environment: [String: String]) throws(SecretKeyProblem) -> SecretKey {
    let key: SecretKey
    switch place {
    case .unchecked(let key): return key
    case .text(let text): key = SecretKey(text)
    case .environment(let name):
      guard let text = environment[name] else { throw SecretKeyProblem(source: description, reason: .missing) }
      key = SecretKey(text)
    case .file(let path):
      guard var bytes = FileManager.default.contents(atPath: path) else {
        throw SecretKeyProblem(source: description, reason: .missing)
      }
      if bytes.last == 0x0a { bytes.removeLast() }
      if bytes.last == 0x0d { bytes.removeLast() }
      key = SecretKey(bytes: Array(bytes))
    }
    if let weakness = WeakSecret(key) { throw SecretKeyProblem(source: description, reason: .weak(weakness)) }
    return key
  }

  private var description: String {
    switch place {
    case .text, .unchecked: "the secret key"
    case .environment(let name): "the secret key in $\(name)"
    case .file(let path): "the secret key in \(path)"
    }
  }
}

/// Why a secret key is none.
public struct SecretKeyProblem: Error, Sendable, CustomStringConvertible {
  /// What is wrong with a key.
  public enum Reason: Sendable, Hashable {
    /// The variable is not set, or the file cannot be read.
    case missing
    /// It is there, and anyone could guess it.
    case weak(WeakSecret)
  }
  /// Where it was looked for.
  public let source: String
  /// What is wrong with it.
  public let reason: Reason

  /// A sentence that says where the key was looked for, what is wrong, and how to make one.
  public var description: String {
    let what =
      switch reason {
      case .missing: "is not there"
      case .weak(.empty): "is empty"
      case .weak(.short(let bytes)): "has \(bytes) bytes, fewer than \(WeakSecret.minimumBytes)"
      case .weak(.wellKnown(let word)): "is '\(word)', which everyone tries first"
      }
    return "SessionMiddleware does not start: \(source) \(what), so that anyone could sign sessions. "
      + "Make one with 'sesspect secret', or: openssl rand -hex 32."
  }
}
