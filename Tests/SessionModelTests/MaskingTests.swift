import SessionModel
import Testing

@Suite("Masking")
struct MaskingTests {
  @Test(
    "Secrets are hidden",
    arguments: [
      "password", "userPassword", "PASSWD", "pass", "user_pass", "passphrase", "password_hash_web", "pwd", "secret",
      "client-secret", "token", "_token", "accessToken", "csrf", "_csrftoken", "_csrf_token", "CSRFToken", "csrfSecret",
      "apikey", "api_key", "apiKey", "API-KEY", "userAPIKey", "auth", "_auth_user_hash", "auth_code", "Authorization",
      "oauth_state",
      "otp", "smsOtp", "otp_code", "totp", "pin", "card.pin", "PIN", "loginPin", "cvv", "card_cvv2x_cvv", "ssn",
      "user_ssn",
      "XSRF-TOKEN",
    ])
  func secrets(_ key: String) { #expect(Masking.standard.isSecret(Text(key))) }

  @Test(
    "What only sounds like one is shown",
    arguments: [
      "_auth_user_id", "_auth_user_backend", "auth_method", "authTime", "author", "authorId", "authenticated",
      "shipping",
      "pinned", "spin", "compass", "passenger", "bypass", "hotpot", "session_id", "user", "id", "cart", "opinion", "",
      "é",
      "last_seen", "key", "keyboard", "classname", "assn",
    ])
  func harmless(_ key: String) { #expect(!Masking.standard.isSecret(Text(key))) }

  @Test("The user's own patterns count anywhere, ignoring case")
  func additions() {
    let masking = Masking(patterns: ["IBAN", ""])
    #expect(masking.isSecret("account_iban_2"))
    #expect(!masking.isSecret("account"))
    #expect(masking.isSecret("token"))
  }

  @Test("What lies under a secret key is secret")
  func paths() {
    #expect(Masking.standard.isSecret(Path([.key("secrets"), .key("name"), .index(0)])))
    #expect(!Masking.standard.isSecret(Path([.key("cart"), .index(0)])))
    #expect(!Masking.standard.isSecret(Path.root))
  }

  @Test("Placeholders tell length and fingerprint, and nothing else is changed")
  func masked() {
    let value: Value = ["user": 1, "list": [["token": "häm"]], "csrf": nil, "auth": ["a": 1]]
    let masked = Masking.standard.masked(value) { "fp\($0.count)" }
    #expect(
      JSONWriter.string(masked)
        == #"{"user":1,"list":[{"token":{"$masked":{"len":4,"sha256":"fp4"}}}],"csrf":null,"auth":{"$masked":{"len":7,"sha256":"fp7"}}}"#
    )
    #expect(Masking.holdsPlaceholder(masked))
    #expect(!Masking.holdsPlaceholder(value))
  }

  @Test("An opaque value's raw bytes do not give away what its fields hide")
  func opaque() {
    let value = Value.opaque(.init(type: "User", fields: [.init("password", "x"), .init("id", 1)], raw: [1, 2]))
    guard case .opaque(let masked) = Masking.standard.masked(value, fingerprint: { _ in "" }) else {
      Issue.record("no opaque value any more")
      return
    }
    #expect(masked.raw.isEmpty)
    #expect(masked.fields.last == .init("id", 1))
    #expect(masked.fields.first?.value != "x")
  }
}
