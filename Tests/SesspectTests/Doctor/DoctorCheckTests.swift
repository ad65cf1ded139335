import SessionCodecs
import SessionModel
import Testing

@testable import sesspect

@Suite("The doctor's checks")
struct DoctorCheckTests {
  private static let now = Timestamp(seconds: 1_700_000_000)
  private static let key = SecretKey("6f1c0c3e9d8a4b7f2e5d1a0b9c8f7e6d")
  private static let id = "0123456789abcdef0123456789abcdef"

  /// One exchange for each list of headers, cookies carried over as the examiner does.
  private func examination(
    _ url: String = "http://shop.example/", _ answers: [[String]], status: Int = 200, body: String = ""
  ) throws -> Examination {
    let address = try #require(WebAddress(url))
    var sent: [String: String] = [:]
    var exchanges: [Examination.Exchange] = []
    for lines in answers {
      let fields = lines.map { line in
        let parts = line.split(separator: ":", maxSplits: 1)
        return HTTPResponse.Field(
          name: parts[0].lowercased(), value: String(parts[1].drop { $0 == " " }))
      }
      let response = HTTPResponse(status: status, fields: fields, body: body)
      exchanges.append(.init(address: address, sent: sent, response: response, at: Self.now))
      for cookie in response.cookies { sent[cookie.name] = cookie.value }
    }
    return Examination(target: address, exchanges: exchanges)
  }

  private func codes(at url: String = "http://shop.example/", _ answers: [String]...) throws -> Set<Diagnosis.Code> {
    Set(DoctorChecks.diagnoses(try examination(url, answers)).map(\.code))
  }

  private func cookie(_ data: Value, secret: SecretKey = key, age: Double = 0) throws -> String {
    try StarletteSigner(secrets: [secret]).sign(data, at: Timestamp(seconds: Self.now.seconds - age))
  }

  private let vary = "Vary: Cookie"

  @Test("Every code has a cause and a fix, each a sentence or a command")
  func sentences() {
    for code in Diagnosis.Code.allCases {
      let diagnosis = Diagnosis(code, .error, "")
      #expect(diagnosis.cause.hasSuffix("."), "\(code)")
      #expect(diagnosis.fix.count > 10, "\(code)")
    }
  }

  @Test("A healthy cookie is no finding")
  func healthy() throws {
    let cookie = try cookie(["user": "alice"])
    #expect(
      try codes(["Set-Cookie: session=\(cookie); path=/; Max-Age=1209600; httponly; samesite=lax", vary]).isEmpty)
    #expect(
      try codes(at: "https://shop.example/", ["Set-Cookie: __Host-session=\(cookie); path=/; secure", vary]).isEmpty)
  }

  @Test(
    "Cookies that browsers drop",
    arguments: [
      ("http://shop.example/", "; secure", .secureOnHTTP), ("http://localhost/", "; secure", .secureOnLoopback),
      ("https://shop.example/", "; samesite=none", .sameSiteNoneWithoutSecure),
      ("https://shop.example/", "; partitioned", .partitionedWithoutSecure),
      ("http://shop.example/", "; domain=example.org", .domainMismatch),
      ("http://a.github.io/", "; domain=github.io", .domainPublicSuffix),
      ("http://shop.example/", "; domain=example", .domainPublicSuffix),
      ("http://localhost/", "; domain=localhost", .domainLocalhost),
      ("http://shop.example/", "; path=/elsewhere", .pathNotCovering),
      ("http://shop.example/", "; Max-Age=0", .cookieExpired),
      ("http://shop.example/", "; expires=Thu, 01 Jan 2015 00:00:00 GMT", .cookieExpired),
    ] as [(String, String, Diagnosis.Code)])
  func dropped(url: String, attributes: String, code: Diagnosis.Code) throws {
    let path = attributes.contains("path") ? "" : "; path=/"
    #expect(try codes(at: url, ["Set-Cookie: session=\(Self.id)\(path)\(attributes)", vary]) == [code])
  }

  @Test("The host's own domain, a parent and an address of digits are fine")
  func domains() throws {
    for (url, domain) in [
      ("http://www.shop.example/", "shop.example"), ("http://shop.example/", "shop.example"),
      ("http://127.0.0.1/", "127.0.0.1"),
    ] {
      #expect(try codes(at: url, ["Set-Cookie: session=\(Self.id); path=/; domain=\(domain)", vary]).isEmpty)
    }
  }

  @Test(
    "Names with a promise",
    arguments: [
      ("https://h.example/", "__Host-s", "; path=/; secure; domain=h.example", .hostPrefix),
      ("https://h.example/", "__Host-s", "; secure", .hostPrefix),
      ("https://h.example/", "__Secure-s", "; path=/", .securePrefix),
      ("https://h.example/", "__host-s", "; path=/", .hostPrefix),
    ] as [(String, String, String, Diagnosis.Code)])
  func prefixes(url: String, name: String, attributes: String, code: Diagnosis.Code) throws {
    #expect(try codes(at: url, ["Set-Cookie: \(name)ess=\(Self.id)\(attributes)", vary]).contains(code))
  }

  @Test("Size counts name and value, and warns before it is too late")
  func size() throws {
    func found(_ count: Int) throws -> [Diagnosis] {
      SizeCheck.diagnoses(
        try examination("http://h.example/", [["Set-Cookie: session=\(String(repeating: "x", count: count))"]]))
    }
    #expect(try found(4097 - 7).map(\.severity) == [.error])
    #expect(try found(4096 - 7).map(\.severity) == [.warning])
    #expect(try found(3000).isEmpty)
  }

  @Test("A session is lost when its id or its entries are not the ones that were sent")
  func lost() throws {
    let other = String(Self.id.reversed())
    func pair(_ first: String, _ second: String, at path: String = "") throws -> [Diagnosis] {
      var examination = try examination(
        "http://h.example/", [["Set-Cookie: sid=\(first)"], ["Set-Cookie: sid=\(second)"]])
      examination.exchanges[0].address = try #require(WebAddress("http://h.example/" + path))
      return SessionLostCheck.diagnoses(examination)
    }
    #expect(try pair(Self.id, other).map(\.code) == [.sessionLost])
    #expect(try pair(Self.id, Self.id).isEmpty)
    #expect(
      try pair(cookie(["user": "a", "n": 1]), cookie(["n": 1]), at: "login").first?.evidence.contains("lacks user")
        == true)
    #expect(try pair(cookie(["n": 1]), cookie(["n": 2, "user": "a"])).isEmpty)
    #expect(try pair(Self.id, "; Max-Age=0").map(\.code) == [.sessionLost])
    // Authlib forgets the login before, which has a name of its own.
    #expect(try pair(cookie(["_state_x_Fq1": 1]), cookie(["_state_x_7bZ": 1])).isEmpty)
    // An encrypted cookie is another one every time.
    #expect(try pair("eyJpdiI6IjEifQ==", "eyJpdiI6IjIifQ==").isEmpty)
  }

  @Test("Two signatures over the same text are two keys")
  func keys() throws {
    let one = try cookie(["user": "a"])
    let two = try cookie(["user": "a"], secret: SecretKey("another one of thirty-two bytes."))
    var examination = try examination("http://h.example/", [["Set-Cookie: session=\(one)"]])
    examination.strangers = try self.examination("http://h.example/", [["Set-Cookie: session=\(two)"]]).exchanges
    #expect(DifferentKeysCheck.diagnoses(examination).map(\.code) == [.differentKeys])
    examination.strangers = examination.exchanges
    #expect(DifferentKeysCheck.diagnoses(examination).isEmpty)
  }

  @Test(
    "Weak words are found in every format that can be verified", arguments: ["starlette", "flask", "django", "express"])
  func weak(format: String) throws {
    let format = try #require(CookieFormats.named(format))
    let data: Value = ["id": "x"]
    for word in ["None", "", "changeme", "secret"] {
      let value = try format.sign(data, by: SecretKey(word), at: Self.now)
      #expect(WeakSecretCheck.word(of: value)?.bytes == Array(word.utf8))
    }
    #expect(WeakSecretCheck.word(of: try format.sign(data, by: Self.key, at: Self.now)) == nil)
  }

  @Test("A cookie with its signature beside it, as node's cookies and keygrip make them, is one session")
  func keygrip() throws {
    // Made by cookies 0.9 with the key "k1 secret".
    let first = [
      "Set-Cookie: session=eyJuIjoxfQ==; path=/; httponly",
      "Set-Cookie: session.sig=DmAJHbFjaidGceGXZnxxaZUKtpk; path=/",
    ]
    let second = [
      "Set-Cookie: session=eyJuIjoyfQ==; path=/; httponly", "Set-Cookie: session.sig=\(Self.id); path=/", vary,
    ]
    #expect(try codes(first + [vary], second).isEmpty)
    #expect(Recognition(try examination("http://h.example/", [first])).format == "cookie-session")
    let other = [
      "Set-Cookie: session=eyJ2IjoyfQ==; path=/; httponly", "Set-Cookie: session.sig=\(Self.id); path=/", vary,
    ]
    var lost = try examination("http://h.example/", [first, other])
    lost.exchanges[0].address = try #require(WebAddress("http://h.example/login"))
    #expect(SessionLostCheck.diagnoses(lost).map(\.code) == [.sessionLost])
    func isSigned(by word: String) -> Bool {
      Keygrip.isSigned(
        name: "session", value: "eyJuIjoxfQ==", signature: "DmAJHbFjaidGceGXZnxxaZUKtpk", by: SecretKey(word))
    }
    #expect(isSigned(by: "k1 secret") && !isSigned(by: "k2 secret"))
    // The same with the key "secret".
    let weak = [
      "Set-Cookie: session=eyJuIjoxfQ==; path=/", "Set-Cookie: session.sig=6V58BtZhGDuqsDydTKQv2xTPwts; path=/", vary,
    ]
    #expect(try codes(weak) == [.weakSecret])
  }

  @Test(
    "A session's cookie is known by the name its framework gives it",
    arguments: [
      ("mojolicious", "Mojolicious"), ("PHPSESSID", "PHP"), ("rack.session", "Sinatra, or another app on Rack"),
      ("AIOHTTP_SESSION", "aiohttp"),
    ])
  func names(name: String, framework: String) throws {
    let lines = ["Set-Cookie: \(name)=gAAAAABrC0YNb0y; path=/", vary]
    #expect(try codes(lines).isEmpty)
    #expect(Recognition(try examination("http://h.example/", [lines])).framework == framework)
  }

  @Test("A cookie from the future and a server with another time are told apart")
  func clocks() throws {
    let date = "Date: Tue, 14 Nov 2023 22:13:20 GMT"
    #expect(try codes(["Set-Cookie: session=\(cookie(["a": 1], age: -30)); path=/", date, vary]) == [.clockSkew])
    #expect(try codes(["Set-Cookie: session=\(cookie(["a": 1])); path=/", date, vary]).isEmpty)
    let early = "Date: Tue, 14 Nov 2023 22:11:20 GMT"
    #expect(try codes(["Set-Cookie: session=\(Self.id); path=/", early, vary]) == [.clockDiffers])
    #expect(try codes(["Set-Cookie: session=\(Self.id); path=/", early, "Age: 120", vary]).isEmpty)
  }

  @Test("Caches")
  func caches() throws {
    let set = "Set-Cookie: session=\(Self.id); path=/"
    #expect(try codes([set, "Cache-Control: public, max-age=60", vary]) == [.cachedCookie])
    #expect(try codes([set, "Cache-Control: private, max-age=60"]).isEmpty)
    #expect(try codes([set, "Cache-Control: max-age=0", vary]).isEmpty)
    #expect(try codes([set]) == [.varyMissing])
    #expect(try codes([set, "Vary: *"]).isEmpty)
  }

  @Test("One name twice in one answer")
  func twice() throws {
    let set = "Set-Cookie: session=\(Self.id); path=/"
    #expect(try codes([set, set, vary]).contains(.duplicateCookieName))
    #expect(try codes([set, "Set-Cookie: csrftoken=\(Self.id); path=/", vary]).isEmpty)
  }

  @Test(
    "What an app says of its failure",
    arguments: [
      ("AssertionError: SessionMiddleware must be installed to access request.session", .middlewareNotAdded),
      (
        "SessionMiddleware must be installed to access request.session. There is one, and it did not run before this code.",
        .middlewareOrder
      ),
      (#"return self.scope["session"] KeyError: &#x27;session&#x27;"#, .middlewareNotAdded),
      ("data KeyError: 'session'", .serverError),
      ("ModuleNotFoundError: No module named 'itsdangerous'", .itsdangerousMissing),
      ("RuntimeError: The session is unavailable because no secret key was set.", .noSecretKey),
      ("Internal Server Error", .serverError), ("", .serverError),
    ] as [(String, Diagnosis.Code)])
  func failures(body: String, code: Diagnosis.Code) throws {
    let found = DoctorChecks.diagnoses(try examination("http://h.example/", [[]], status: 500, body: body))
    #expect(found.map(\.code) == [code] && found.map(\.severity) == [.error])
  }

  @Test("No cookie's value is ever in a finding")
  func silence() throws {
    let value = try cookie(["password": "hunter2hunter2"], secret: SecretKey("None"), age: -300)
    let examination = try examination(
      "http://localhost/",
      [
        ["Set-Cookie: session=\(value); secure; samesite=none; domain=x.org; path=/q", "Cache-Control: public"],
        ["Set-Cookie: session=\(value); Max-Age=0"],
      ])
    let found = DoctorChecks.diagnoses(examination)
    #expect(found.count >= 5)
    for diagnosis in found { #expect(!diagnosis.evidence.contains("eyJ") && !diagnosis.evidence.contains("hunter2")) }
  }
}
