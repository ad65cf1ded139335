import SessionModel
import Testing

@testable import sesspect

@Suite("sesspect cookie")
struct CookieCommandTests {
  private let starlette = "eyJ1c2VyIjogImFsaWNlIn0=.ZVPxAA.-gMWMK1Ygs_0J_8NPrUVqc4A21k"

  @Test("Decoding needs no secret and says nothing of validity")
  func decode() throws {
    try withBinary { sesspect in
      let result = try sesspect("cookie", "decode", starlette, "--json")
      #expect(result.code == 0)
      #expect(
        result.json
          == [
            "schema": 1, "format": "starlette", "issued": "2023-11-14T22:13:20Z", "expires": "2023-11-28T22:13:20Z",
            "expired": true, "size": 59, "data": ["user": "alice"],
          ])
      #expect(try sesspect("cookie", "decode", "Set-Cookie: session=\(starlette); path=/; httponly").code == 0)
      #expect(
        try sesspect("cookie", "decode", "session=\(starlette)", "--max-age", "1000w", "--json").json?["expired"]
          == false)
    }
  }

  @Test("Verifying ends with 0 or 1, and the same key from a file counts")
  func verify() throws {
    try withBinary { sesspect in
      let right = try sesspect(
        "cookie", "verify", starlette, "--secret-env", "K", "--json", environment: ["K": "change-me"])
      #expect(right.code == 0 && right.json?["valid"] == true)
      let wrong = try sesspect(
        "cookie", "verify", starlette, "--secret-env", "K", "--json", environment: ["K": "other"])
      #expect(wrong.code == 1 && wrong.json?["valid"] == false)
      #expect(wrong.errorJSON?["error"]?["code"] == "wrong_secret")
      let file = try sesspect.write("change-me\n", to: "key")
      #expect(try sesspect("cookie", "verify", starlette, "--secret-file", file).code == 0)
      #expect(try sesspect("cookie", "verify", starlette, "--json").errorJSON?["error"]?["code"] == "needs_secret")
      #expect(try sesspect("cookie", "verify", starlette).code == 5)
    }
  }

  @Test("What is signed verifies again", arguments: ["starlette", "flask", "django", "itsdangerous"])
  func sign(format: String) throws {
    try withBinary { sesspect in
      let data = #"{"b": 1.0, "a": [null, "é\u00e9"], "n": 12345678901234567890}"#
      let key = ["K": "0123456789abcdef"]
      let signed = try sesspect("cookie", "sign", data, "--format", format, "--secret-env", "K", environment: key)
      #expect(signed.code == 0 && signed.lines.count == 1)
      let cookie = try #require(signed.lines.first)
      let verified = try sesspect("cookie", "verify", cookie, "--secret-env", "K", "--json", environment: key)
      #expect(verified.code == 0 && verified.json?["format"] == .string(Text(format)))
      #expect(verified.json?["data"]?["b"] == .number(Number(verbatim: "1.0")))
      #expect(verified.json?["data"]?["n"] == .number(Number(verbatim: "12345678901234567890")))
      #expect(verified.json?["data"]?["a"] == [nil, "éé"])
      #expect(
        try sesspect.shell("echo '\(cookie)' | K=0123456789abcdef $SESSPECT cookie verify - --secret-env K").code == 0)
    }
  }

  @Test("An express cookie holds an id")
  func express() throws {
    try withBinary { sesspect in
      let key = ["K": "keyboard cat"]
      let signed = try sesspect("cookie", "sign", #""x""#, "--format", "express", "--secret-env", "K", environment: key)
      #expect(signed.lines == ["s%3Ax.QbtlXSTVNejzRVcfI9s8EX1VrPh6zJMbOtCoEMLgPmM"])
      let json = try sesspect("cookie", "decode", signed.lines[0], "--json").json
      #expect(json?["id"] == "x" && json?["data"] == nil)
    }
  }

  @Test("Secrets inside are masked, and a mask is never signed")
  func masks() throws {
    try withBinary { sesspect in
      let key = ["K": "k"]
      let cookie = try sesspect(
        "cookie", "sign", #"{"password":"hunter2"}"#, "--format", "flask", "--secret-env", "K", environment: key
      ).lines[0]
      #expect(try !sesspect("cookie", "decode", cookie).out.contains("hunter2"))
      #expect(try sesspect("cookie", "decode", cookie, "--reveal").out.contains("hunter2"))
      let masked = try sesspect(
        "cookie", "sign", #"{"a":{"$masked":{}}}"#, "--format", "flask", "--secret-env", "K", environment: key)
      #expect(masked.code == 5 && masked.out.isEmpty)
    }
  }

  @Test(
    "What cannot be done is said",
    arguments: [
      (["decode", "hello"], 1, "unknown_format"),
      (
        ["decode", "eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiJhIn0.ZBdP8yYnjy-TWFmwBYcY82rNTLxMfJ52sPrj8JMP1lQ"], 1,
        "unsupported_format"
      ),
      (["decode", "x", "--format", "php"], 2, "no_such_format"), (["sign", "{}"], 2, "needs_format"),
      (["sign", "[1]", "--format", "flask", "--secret-env", "HOME"], 1, "not_signable"),
      (["sign", "{", "--format", "flask"], 2, "bad_value"),
      (["decode", "a.b.c", "--format", "flask"], 1, "not_of_format"),
    ] as [([String], Int32, String)])
  func failures(arguments: [String], code: Int32, name: String) throws {
    try withBinary { sesspect in
      let result = try sesspect.shell("$SESSPECT cookie \(arguments.map { "'\($0)'" }.joined(separator: " ")) --json")
      #expect(result.code == code && result.errorJSON?["error"]?["code"]?.string == name, "\(result)")
    }
  }
}
