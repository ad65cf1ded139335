import HTTPTypes
import Hummingbird
import Logging
import NIOCore
import SessionModel
import Testing

@testable import HummingbirdSessions

@Suite("A request's session")
struct RequestSessionTests {
  struct Cart: Codable, Equatable {
    var items: [String]
    var price: Double
  }

  @Test("It is a dictionary in the order of setting")
  func dictionary() {
    let session = RequestSession(["b": 1])
    session["a"] = "x"
    session["b"] = nil
    session["c"] = [1, 2]
    #expect(session.keys == ["a", "c"])
    #expect(session.map(\.key) == ["a", "c"])
    #expect(session["a"]?.string == "x")
    #expect(session["nothing"] == nil)
    #expect(session["n", default: 5] == 5)
    #expect(session.removeValue(forKey: "c") == [1, 2])
    session.merge(["d": true, "a": 2])
    #expect(session.data == ["a": 2, "d": true])
    session.clear()
    #expect(session.isEmpty)
  }

  @Test("Nested values are set by path, and that is seen as a change")
  func paths() {
    let session = RequestSession(["cart": ["items": [["qty": 1]]]])
    session[path: "cart.items[0].qty"] = 3
    #expect(session.modified)
    session[path: "cart.items[1]"] = ["qty": 9]
    session[path: "user.name.first"] = "Ada"
    session[path: "cart.items[7].qty"] = 1
    #expect(
      session.data == ["cart": ["items": [["qty": 3], ["qty": 9]]], "user": ["name": ["first": "Ada"]]])
    session[path: "cart.items[0]"] = nil
    #expect(session[path: "cart.items[0].qty"] == 9)
    #expect(session[path: "not a [path"] == nil)
  }

  @Test("Types of one's own go in and out")
  func codable() throws {
    let session = RequestSession([:])
    let cart = Cart(items: ["teapot", "é/\"\\"], price: 39.5)
    try session.set("cart", to: cart)
    #expect(try session.get("cart", as: Cart.self) == cart)
    #expect(session[path: "cart.price"]?.double == 39.5)
    #expect(try session.get("nothing", as: Cart.self) == nil)
    session["cart"] = 5
    #expect(throws: DecodingError.self) { try session.get("cart", as: Cart.self) }
  }

  @Test("Reading counts as access, setting the same value as a change, a look behind the scenes as neither")
  func tracking() {
    let session = RequestSession(["a": 1])
    #expect(!session.accessed && !session.modified)
    _ = session["a"]
    #expect(session.accessed && !session.modified)
    session["a"] = 1
    #expect(session.modified)
    let other = RequestSession(["a": 1])
    other.update { _ in }
    #expect(other.accessed && !other.modified)
    other.update { $0["a"] = 2 }
    #expect(other.modified)
  }

  @Test("A change after the response is reported and changes nothing that is saved")
  func tooLate() {
    let events = EventRing()
    let registry = CookieRegistry(events: events, instance: "tested", started: Timestamp(seconds: 1_800_000_000))
    let head = HTTPRequest(method: .get, scheme: "http", authority: "here", path: "/late?token=1")
    let request = Request(head: head, body: RequestBody(buffer: ByteBuffer()))
    let visit = CookieRegistry.Visit(ObservedRequest(method: .get, path: request.head.path, address: nil, began: .now))
    let session = RequestSession(
      ["a": 1],
      late: LateChange(
        path: "/late", logger: Logger(label: "tested"), losses: CookieRegistry.Losses(registry: registry, visit: visit))
    )
    session["b"] = 2
    let saved = session.seal()
    session["c"] = 3
    session.update { $0["d"] = 4 }
    #expect(saved.data == ["a": 1, "b": 2])
    let notes = events.read(after: 0).notes.map(\.note)
    #expect(notes.map(\.kind) == [.unsavedChange, .unsavedChange])
    #expect(notes.first?.before == ["a": 1, "b": 2] && notes.first?.after == ["a": 1, "b": 2, "c": 3])
    #expect(notes.first?.more?.reason == "after-response")
    #expect(notes.first?.request?.causing.path == "/late")
  }

  @Test("Two hundred tasks of one request count to two hundred")
  func atomicUpdates() async {
    let session = RequestSession(["n": 0])
    await withTaskGroup(of: Void.self) { group in
      for _ in 0..<200 {
        group.addTask { session.update { $0["n"] = .number(Number(($0["n"]?.integer ?? 0) + 1)) } }
      }
    }
    #expect(session["n"] == 200)
  }

  @Test(
    "Floating-point numbers are spelled as Python spells them",
    arguments: [
      (1.0, "1.0"), (1e16, "1e+16"), (9999999999999998.0, "9999999999999998.0"), (1e-5, "1e-05"), (5e-324, "5e-324"),
      (0.1, "0.1"), (9007199254740994.0, "9007199254740994.0"), (-1.5e300, "-1.5e+300"), (1e15, "1000000000000000.0"),
    ])
  func floats(number: Double, text: String) {
    #expect(Number(number).text == text)
  }
}
