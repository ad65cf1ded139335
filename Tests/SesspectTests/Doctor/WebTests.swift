import Testing

@testable import sesspect

@Suite("Addresses and answers")
struct WebTests {
  @Test(
    "Addresses read and come out again",
    arguments: [
      ("http://127.0.0.1:8000", "http://127.0.0.1:8000/"),
      ("HTTPS://Shop.Example:443/a?b=c#d", "https://shop.example/a?b=c"),
      ("http://[::1]:80/x", "http://[::1]/x"), ("http://localhost?x", "http://localhost/?x"),
    ])
  func addresses(text: String, expected: String) { #expect(WebAddress(text)?.text == expected) }

  @Test(
    "What is no address",
    arguments: [
      "", "localhost:8000", "ftp://x/", "http://", "http://a:0/", "http://a:99999/", "http://user:pw@host/",
      "http://a b/",
      "http://a/\n", "http://[::1/",
    ])
  func noAddresses(text: String) { #expect(WebAddress(text) == nil) }

  @Test(
    "A Location leads on",
    arguments: [
      ("/b?c", "http://h:1/b?c"), ("b", "http://h:1/x/b"), ("?q", "http://h:1/x/y?q"), ("//k/z", "http://k/z"),
      ("https://h/", "https://h/"),
    ])
  func locations(location: String, expected: String) {
    #expect(WebAddress("http://h:1/x/y")?.following(location)?.text == expected)
  }

  @Test(
    "What Chrome and Firefox trust as this machine",
    arguments: [
      ("http://localhost/", true), ("http://app.localhost/", true), ("http://127.1.2.3/", true),
      ("http://[::1]/", true),
      ("http://127.example.com/", false), ("http://10.0.0.1/", false), ("http://localhost.example/", false),
    ])
  func loopback(url: String, isLoopback: Bool) { #expect(WebAddress(url)?.isLoopback == isLoopback) }

  @Test("An answer as curl prints it, behind interim ones and a proxy's")
  func response() throws {
    let text =
      "HTTP/1.1 200 Connection established\r\n\r\nHTTP/1.1 103 Early Hints\r\nlink: x\r\n\r\n"
      + "HTTP/1.1 404 Not Found\r\nSet-Cookie: a=b\r\nset-cookie:c=d\r\nVary: Accept, Cookie\r\nx\r\n\r\nbody\r\n\r\nmore"
    let response = try #require(HTTPResponse(Array(text.utf8)))
    #expect(response.status == 404)
    #expect(response.cookies.map(\.name) == ["a", "c"])
    #expect(response.list("vary") == ["accept", "cookie"])
    #expect(response.body == "body\r\n\r\nmore")
  }

  @Test(
    "Half an answer is none", arguments: ["", "HTTP/1.1 200 OK\r\n", "SSH-2.0-OpenSSH\r\n\r\n", "HTTP/1.1\r\n\r\n"])
  func noResponse(text: String) { #expect(HTTPResponse(Array(text.utf8)) == nil) }

  @Test("A program's output, errors and status are kept, and what is too long is cut")
  func programs() throws {
    let result = try ProgramOutput.run(
      ["sh", "-c", "cat; echo oops >&2; exit 3"], input: Array("hello".utf8), limit: 99)
    #expect(result.status == 3 && result.output == Array("hello".utf8) && result.errors == Array("oops\n".utf8))
    let endless = try ProgramOutput.run(
      ["sh", "-c", "while :; do echo yyyyyyyyyyyyyyyy; done"], input: [], limit: 1000)
    #expect(endless.isCut && endless.output.count > 1000)
    #expect(throws: ProgramOutput.Failure.notFound("no-such-program-here")) {
      try ProgramOutput.run(["no-such-program-here"], input: [], limit: 1)
    }
  }
}
