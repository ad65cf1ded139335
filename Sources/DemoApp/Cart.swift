import HummingbirdSessions
import SessionModel

/// What there is to buy.
enum Catalogue {
  struct Product: Sendable {
    var sku: String
    var name: String
    var cents: Int
  }

  static let products = [
    Product(sku: "teapot", name: "Teapot", cents: 3900), Product(sku: "kettle", name: "Kettle", cents: 5450),
    Product(sku: "mug", name: "Mug", cents: 890), Product(sku: "saucer", name: "Saucer", cents: 450),
    Product(sku: "spoon", name: "Spoon", cents: 320), Product(sku: "tray", name: "Tray", cents: 2100),
  ]
  static func product(_ sku: String) -> Product? { products.first { $0.sku == sku } }
  static var skus: String { products.map(\.sku).joined(separator: ", ") }
}

/// The cart in a session: `{"items": [{"sku", "qty", "price"}], "total"}`, prices as exact decimals.
enum Cart {
  static func add(_ product: Catalogue.Product, _ quantity: Int, to session: inout Value) {
    var items = session["cart"]?["items"]?.list ?? []
    if let place = items.firstIndex(where: { $0["sku"]?.string == product.sku }) {
      items[place]["qty"] = .number(Number((items[place]["qty"]?.integer ?? 0) + quantity))
    } else {
      items.append([
        "sku": .string(Text(product.sku)), "qty": .number(Number(quantity)), "price": price(product.cents),
      ])
    }
    put(items, into: &session)
  }

  static func remove(_ sku: String, from session: inout Value) {
    guard let items = session["cart"]?["items"]?.list else { return }
    put(items.filter { $0["sku"]?.string != sku }, into: &session)
  }

  private static func put(_ items: [Value], into session: inout Value) {
    session["cart"] = ["items": .array(items), "total": price(total(items))]
  }

  static func total(_ items: [Value]) -> Int {
    items.reduce(0) { sum, item in
      sum + Int(((item["price"]?.double ?? 0) * 100).rounded()) * (item["qty"]?.integer ?? 0)
    }
  }

  static func price(_ cents: Int) -> Value {
    .number(Number(verbatim: "\(cents / 100).\(cents % 100 < 10 ? "0" : "")\(cents % 100)"))
  }
}
