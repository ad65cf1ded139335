import SessionModel
import Testing

@testable import sesspect

@Suite("Set-Cookie as browsers read it")
struct SetCookieTests {
  private let now = Timestamp(seconds: 1_700_000_000)

  @Test("Starlette's header in full")
  func starlette() throws {
    let cookie = try #require(
      SetCookie(
        "session=eyJ9.ZVPxAA.x-_=; path=/; Max-Age=1209600; httponly; samesite=lax; secure; domain=.Example.COM"))
    #expect(cookie.name == "session" && cookie.value == "eyJ9.ZVPxAA.x-_=")
    #expect(cookie.path == "/" && cookie.maxAge == 1_209_600 && cookie.domain == "example.com")
    #expect(cookie.isHTTPOnly && cookie.isSecure && cookie.sameSite == .lax && !cookie.isPartitioned)
    #expect(!cookie.isExpired(at: now))
  }

  @Test(
    "Odd pairs",
    arguments: [
      ("a=b=c", "a", "b=c"), (" a \t=  b ", "a", "b"), ("=b", "", "b"), ("b", "", "b"), ("a=", "a", ""),
      ("a=\"b\"", "a", "\"b\""),
    ])
  func pairs(header: String, name: String, value: String) throws {
    let cookie = try #require(SetCookie(header))
    #expect(cookie.name == name && cookie.value == value)
  }

  @Test("Headers that browsers ignore", arguments: ["", ";", " = ", "a=\u{1}b", "a=b\u{7f}"])
  func ignored(header: String) { #expect(SetCookie(header) == nil) }

  @Test("The last of several attributes counts, and unknown ones do not")
  func attributes() throws {
    let cookie = try #require(SetCookie("a=b; Path=/x; path=/y; Priority=High; SameSite=Odd; Max-Age=x; Domain="))
    #expect(cookie.path == "/y" && cookie.sameSite == nil && cookie.maxAge == nil && cookie.domain == nil)
  }

  @Test("Max-Age wins over Expires, and zero ends a cookie")
  func expiry() throws {
    let past = "Thu, 01 Jan 1970 00:00:00 GMT"
    #expect(try #require(SetCookie("a=null; expires=\(past)")).isExpired(at: now))
    #expect(try !#require(SetCookie("a=b; expires=\(past); Max-Age=60")).isExpired(at: now))
    #expect(try #require(SetCookie("a=b; Max-Age=0")).isExpired(at: now))
    #expect(try #require(SetCookie("a=b; Max-Age=-1")).isExpired(at: now))
    #expect(try #require(SetCookie("a=b; Max-Age=99999999999999999999")).maxAge == .max)
  }

  @Test(
    "Dates in every spelling",
    arguments: [
      "Tue, 14 Nov 2023 22:13:20 GMT", "Tuesday, 14-Nov-23 22:13:20 GMT", "Tue Nov 14 22:13:20 2023",
      "Tue, 14-Nov-2023 22:13:20 GMT",
    ])
  func dates(text: String) { #expect(HTTPDate.parse(text) == now) }

  @Test("What is no date", arguments: ["", "tomorrow", "14 Nov 2023", "Tue, 31 Feb 2023 22:13:20 GMT", "0", "-1"])
  func noDates(text: String) { #expect(HTTPDate.parse(text) == nil) }

  @Test(
    "Which paths a cookie's path covers",
    arguments: [
      ("/", "/anything", true), ("/shop", "/shop", true), ("/shop", "/shop/cart", true), ("/shop", "/shopping", false),
      ("/shop/", "/shop", false), ("/a", "/", false),
    ])
  func paths(path: String, address: String, isCovered: Bool) {
    #expect(SetCookie.path(path, covers: address) == isCovered)
  }

  @Test(
    "The default path is the folder of the address",
    arguments: [("/", "/"), ("/a", "/"), ("/a/b", "/a"), ("/a/", "/a")])
  func defaultPath(address: String, path: String) { #expect(SetCookie.defaultPath(of: address) == path) }

  @Test(
    "Which hosts a domain matches",
    arguments: [
      ("example.com", "http://example.com/", true), ("example.com", "http://www.example.com/", true),
      ("example.com", "http://badexample.com/", false), ("0.0.1", "http://127.0.0.1/", false),
      ("127.0.0.1", "http://127.0.0.1/", true), ("www.example.com", "http://example.com/", false),
    ])
  func domains(domain: String, url: String, isMatch: Bool) throws {
    #expect(SetCookie.domain(domain, matches: try #require(WebAddress(url))) == isMatch)
  }
}
