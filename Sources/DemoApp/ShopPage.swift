import HummingbirdSessions
import SessionModel

/// The shop's one page. Everything from a session is escaped.
enum ShopPage {
  static func html(_ session: Value, flash: String?) -> String {
    """
    <!doctype html>
    <html lang="en">
    <meta charset="utf-8">
    <meta name="viewport" content="width=device-width, initial-scale=1">
    <title>Teapots &amp; Co.</title>
    <style>\(style)</style>
    <main>
    <header><h1>Teapots &amp; Co.</h1>\(user(session))</header>
    \(flash.map { "<p class=\"flash\" id=\"flash\">\(escaped($0))</p>" } ?? "")
    <section><h2>Shelf</h2><ul class="shelf">\(shelf)</ul></section>
    <section><h2>Cart</h2>\(cart(session))</section>
    <section><h2>Your session</h2>
    <pre id="session">\(escaped(JSONWriter.string(session, style: .pretty)))</pre>
    <p class="note">This is all that the server knows of you. <code>sesspect</code> in a terminal shows it too, and changes it.</p></section>
    </main>
    </html>

    """
  }

  private static func user(_ session: Value) -> String {
    guard let name = session["user"]?["name"]?.string else {
      return """
        <form method="post" action="/login"><input name="name" placeholder="your name" aria-label="your name" required>\
        <button id="login">Log in</button></form>
        """
    }
    return """
      <form method="post" action="/logout"><span id="user">\(escaped(name))</span><button id="logout">Log out</button></form>
      """
  }

  private static var shelf: String {
    Catalogue.products.map { product in
      """
      <li><span>\(escaped(product.name))</span><span>\(text(Cart.price(product.cents)))</span>\
      <form method="post" action="/cart"><input type="hidden" name="sku" value="\(product.sku)">\
      <button id="add-\(product.sku)">Add</button></form></li>
      """
    }.joined()
  }

  private static func cart(_ session: Value) -> String {
    guard let items = session["cart"]?["items"]?.list, !items.isEmpty else { return "<p id=\"cart\">Empty.</p>" }
    let rows = items.map { item in
      let sku = item["sku"].map(text) ?? ""
      return """
        <tr><td>\(escaped(sku))</td><td class="qty">\(escaped(item["qty"].map(text) ?? ""))</td>\
        <td>\(escaped(item["price"].map(text) ?? ""))</td><td><form method="post" action="/cart/remove">\
        <input type="hidden" name="sku" value="\(escaped(sku))"><button>Remove</button></form></td></tr>
        """
    }.joined()
    let total = session["cart"]?["total"].map(text) ?? ""
    return
      "<table id=\"cart\">\(rows)<tr><td>Total</td><td></td><td id=\"total\">\(escaped(total))</td><td></td></tr></table>"
  }

  private static func text(_ value: Value) -> String { value.string ?? JSONWriter.string(value) }

  private static func escaped(_ text: String) -> String {
    text.replacing("&", with: "&amp;").replacing("<", with: "&lt;").replacing(">", with: "&gt;")
      .replacing("\"", with: "&quot;").replacing("'", with: "&#39;")
  }

  private static let style = """
    body{font:16px/1.5 system-ui,sans-serif;margin:0;background:#f6f4ef;color:#2a2622}
    main{max-width:44rem;margin:0 auto;padding:1rem}
    header{display:flex;justify-content:space-between;align-items:center;flex-wrap:wrap}
    form{display:inline-flex;gap:.5rem;align-items:center}
    section{background:#fff;border:1px solid #e3ddd2;border-radius:8px;padding:.25rem 1rem 1rem;margin:1rem 0}
    .flash{background:#fff3c9;border:1px solid #e8d48a;border-radius:8px;padding:.5rem 1rem}
    .shelf{list-style:none;padding:0;margin:0}
    .shelf li{display:grid;grid-template-columns:1fr 5rem 4rem;padding:.2rem 0}
    table{width:100%;border-collapse:collapse}td{padding:.2rem 0}
    pre{overflow-x:auto;background:#211e1b;color:#f3ead8;border-radius:6px;padding:.75rem;white-space:pre-wrap}
    button{font:inherit;border:1px solid #c9bfae;background:#faf7f1;border-radius:6px;padding:.1rem .7rem;cursor:pointer}
    input{font:inherit;border:1px solid #c9bfae;border-radius:6px;padding:.1rem .5rem}
    .note{color:#7a7064;font-size:.9rem}
    """
}
