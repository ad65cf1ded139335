/// Secret keys that are none: words of tutorials, and what is left when a setting is missing.
///
/// Anyone can sign a session of their own with such a key.
public enum WeakSecret: Sendable, Hashable {
  case empty
  /// A word that is in everyone's list.
  case wellKnown(String)
  /// Fewer bytes than can stand against guessing.
  case short(bytes: Int)

  /// Fewer bytes than this are too few (128 bits, and no password has that many in fewer).
  public static let minimumBytes = 16

  /// What is weak about a key; nil where nothing shows.
  public init?(_ key: SecretKey) {
    let text = String(decoding: key.bytes, as: UTF8.self).lowercased()
    if key.bytes.isEmpty {
      self = .empty
    } else if Self.words.contains(text) {
      self = .wellKnown(text)
    } else if key.bytes.count < Self.minimumBytes {
      self = .short(bytes: key.bytes.count)
    } else {
      return nil
    }
  }

  /// The words to try on a cookie, in the spellings that occur: Starlette signs with `None` where the environment
  /// variable was not set, for it takes `str()` of whatever it is given.
  public static let candidates: [SecretKey] =
    ["None", ""].map { SecretKey($0) } + words.sorted().map { SecretKey($0) }
    + ["SECRET", "SECRET_KEY", "CHANGEME", "CHANGE_ME", "YOUR_SECRET_KEY", "Secret", "Test"].map { SecretKey($0) }

  /// Lower case.
  private static let words: Set<String> = [
    "!secret", "123456", "1234567890", "abc", "admin", "change-me", "change-this", "change_me", "changeit", "changeme",
    "default", "dev", "development", "example", "foo", "foobar", "hello", "insecure", "key", "letmein", "my-secret",
    "my-secret-key", "my_secret", "my_secret_key", "mysecret", "mysecretkey", "none", "null", "password", "private",
    "replace-me", "s3cr3t", "secret", "secret-key", "secret_key", "secretkey", "some-random-string",
    "some-secret-key", "super-secret", "super-secret-key", "super_secret_key", "supersecret", "supersecretkey",
    "supersecretsession", "test", "testing", "topsecret", "undefined", "your-secret-key", "your-secret-key-here",
    "your_secret_key", "your_secret_key_here", "yoursecretkey",
    // What the handbooks of Express, Flask and FastAPI show, and many an app was copied with.
    "keyboard cat", "192b9bdd22ab9ed4d12e236c78afcb9a393ec15f71bbf5dc987d54727823bcbf",
    "09d25e094faa6ca2556c818166b7a9563b93f7099f6f0f4caa6cf63b88e8d3e7",
  ]
}
