import HTTPTypes
import Hummingbird
import HummingbirdSessions
import NIOCore
import SessionModel

/// A small shop: log in, fill a cart, read a message once, log out. Works with forms and with curl.
enum ShopRoutes {
  static func add(to router: Router<DemoContext>) {
    router.get("/") { _, context in
      let session = try context.session
      // A flash message is shown once.
      let flash = session.contains("flash") ? session.removeValue(forKey: "flash")?.string : nil
      return page(ShopPage.html(session.data, flash: flash))
    }
    router.get("product/:sku") { _, context in
      let session = try context.session
      session["last_page"] = .string(Text("/product/" + (try context.parameters.require("sku"))))
      session["views"] = .number(Number((session["views"]?.integer ?? 0) + 1))
      return page(ShopPage.html(session.data, flash: nil))
    }
    router.post("login") { request, context in
      let form = try await form(request)
      guard let name = form["name"], !name.isEmpty, name.utf8.count <= 100 else {
        throw HTTPError(.badRequest, message: "Who? curl -d name=ada …/login")
      }
      let session = try context.session
      session["user"] = ["id": .number(Number(1000 + abs(name.hashValue % 9000))), "name": .string(Text(name))]
      session["roles"] = name == "admin" ? ["admin", "billing"] : ["customer"]
      session["api_token"] = .string(Text(token()))
      session["flash"] = .string(Text("Welcome, \(name)."))
      // An ID that somebody planted before is of no use now.
      session.regenerateID()
      return back()
    }
    router.post("logout") { _, context in
      let session = try context.session
      session.clear()
      session["flash"] = "Goodbye."
      return back()
    }
    router.post("cart") { request, context in
      let form = try await form(request)
      guard let product = Catalogue.product(form["sku"] ?? "") else {
        throw HTTPError(.badRequest, message: "Which? curl -d sku=teapot …/cart; \(Catalogue.skus).")
      }
      try context.session.update { data in
        Cart.add(product, min(max(1, Int(form["qty"] ?? "1") ?? 1), 99), to: &data)
        data["flash"] = .string(Text("\(product.name) is in the cart."))
      }
      return back()
    }
    router.post("cart/remove") { request, context in
      let form = try await form(request)
      try context.session.update { Cart.remove(form["sku"] ?? "", from: &$0) }
      return back()
    }
  }

  private static func page(_ html: String) -> Response {
    Response(
      status: .ok, headers: [.contentType: "text/html; charset=utf-8"],
      body: .init(byteBuffer: ByteBuffer(string: html)))
  }

  private static func back() -> Response { Response(status: .seeOther, headers: [.location: "/"]) }

  private static func form(_ request: Request) async throws -> [String: String] {
    var request = request
    let body = try await request.collectBody(upTo: 64 << 10)
    var fields: [String: String] = [:]
    for pair in String(buffer: body).split(separator: "&") {
      let parts = pair.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
      guard parts.count == 2 else { continue }
      let text = String(parts[1]).replacing("+", with: " ")
      fields[String(parts[0])] = text.removingURLPercentEncoding()
    }
    return fields
  }

  private static func token() -> String {
    var generator = SystemRandomNumberGenerator()
    return "tok_" + String(generator.next() as UInt64, radix: 36) + String(generator.next() as UInt64, radix: 36)
  }
}
