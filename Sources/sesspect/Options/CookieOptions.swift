import ArgumentParser
import SessionCodecs
import SessionModel

/// What the `cookie` commands need to know of the app.
struct CookieOptions: ParsableArguments {
  @Option(help: ArgumentHelp("starlette, flask, django, itsdangerous or express.", valueName: "name"))
  var format: String?

  @Option(
    name: .customLong("secret-file"), help: ArgumentHelp("File with the app's secret key.", valueName: "file"),
    completion: .file())
  var secretFile: String?

  @Option(
    name: .customLong("secret-env"),
    help: ArgumentHelp("Environment variable with the app's secret key.", valueName: "name"))
  var secretEnv: String?

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp("The salt, where the app has one of its own (itsdangerous, Django).", valueName: "text"))
  var salt: String?

  @Option(
    name: .customLong("key-derivation"),
    help: ArgumentHelp("itsdangerous: django-concat, concat, hmac or none.", valueName: "name"))
  var keyDerivation: String?

  @Option(help: ArgumentHelp("itsdangerous: sha1, sha256, sha384 or sha512.", valueName: "name"))
  var digest: String?

  @Flag(help: "Print one JSON object.") var json = false

  func validate() throws {
    if secretFile != nil, secretEnv != nil {
      throw ValidationError("'--secret-file' and '--secret-env' exclude each other.")
    }
    if let keyDerivation, ItsDangerousSigner.KeyDerivation(rawValue: keyDerivation) == nil {
      throw ValidationError("'--key-derivation' is django-concat, concat, hmac or none.")
    }
    if let digest, ItsDangerousSigner.Digest(rawValue: digest) == nil {
      throw ValidationError("'--digest' is sha1, sha256, sha384 or sha512.")
    }
  }

  /// The secret named, nil where none was.
  func secret(_ environment: Environment = .current) throws -> SecretKey? {
    if let secretFile { return SecretKey(bytes: try SecretFile.bytes(secretFile)) }
    guard let secretEnv else { return nil }
    guard let value = environment[secretEnv] else { throw CommandFailure.target(.noSuchVariable(secretEnv)) }
    return SecretKey(value)
  }

  /// The secret named, or typed at a prompt that does not show it.
  func secretOrPrompt() throws -> SecretKey {
    if let secret = try secret() { return secret }
    guard Prompt.isPossible, let typed = Prompt.askSecret("The app's secret key (it is not shown):"), !typed.isEmpty
    else {
      throw CommandFailure.cookie(.needsSecret)
    }
    return SecretKey(typed)
  }

  /// The format asked for, with the settings given; nil where none was.
  func chosenFormat() throws -> (any CookieFormat)? {
    var name = format
    if name == nil, keyDerivation != nil || digest != nil || salt != nil { name = "itsdangerous" }
    guard let name else { return nil }
    switch name {
    case "itsdangerous":
      return ItsDangerousCookie(
        signer: ItsDangerousSigner(
          salt: salt ?? "itsdangerous",
          keyDerivation: keyDerivation.flatMap { .init(rawValue: $0) } ?? .djangoConcat,
          digest: digest.flatMap { .init(rawValue: $0) } ?? .sha1))
    case "django": return DjangoCookie(salt: salt)
    default:
      guard let format = CookieFormats.named(name) else { throw CommandFailure.cookie(.noSuchFormat(name)) }
      return format
    }
  }
}
