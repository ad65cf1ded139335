import SessionModel
import SessionStores

/// The visitors of the demo and what their requests do to their sessions.
actor Shop {
  /// How long a session lives after the last request.
  static let lifetime = Duration.seconds(1800)

  private var random: Random
  private var visitors: [SessionID] = []

  init(seed: UInt64) { random = Random(seed: seed) }

  /// Milliseconds until the next request.
  func pause() -> Int { 150 + random.below(700) }

  /// A new browser arrives.
  func welcome(at time: Timestamp, in table: SesspectTable) async throws(StoreError) {
    let id = SessionID(random.token(32))
    var data: [Value.Member] = [
      .init("_csrf", .string(Text(random.token(32)))),
      .init("locale", .string(Text(random.pick(["fr-FR", "en-GB", "de-DE", "ja-JP"])))),
      .init("cart", ["items": [], "total": .number(Number(verbatim: "0.00"))]),
    ]
    if random.below(3) > 0 { logIn(&data) }
    let session = SesspectTable.Row(
      id: id, data: .object(data), created: time, seen: time, expires: time + Self.lifetime, user: user(in: data),
      client: "192.0.2.\(1 + random.below(250))")
    _ = try await table.save(session, replacing: nil)
    visitors.append(id)
  }

  /// Somebody does something: a new visitor, or one of those who are here.
  func serveOneRequest(at time: Timestamp, in table: SesspectTable) async throws(StoreError) {
    guard visitors.count > 12, random.below(12) > 0 else { return try await welcome(at: time, in: table) }
    let index = random.below(min(visitors.count, 16))
    let id = visitors[visitors.count - 1 - index]
    guard let stored = try await table.load(id), case .object(var data) = stored.data else {
      // Deleted by the operator: the browser starts over.
      visitors.removeAll { $0 == id }
      return try await welcome(at: time, in: table)
    }
    act(on: &data)
    var session = stored
    session.data = .object(data)
    session.seen = time
    session.expires = time + Self.lifetime
    session.user = user(in: data)
    _ = try await table.save(session, replacing: stored.data)
  }

  private func act(on data: inout [Value.Member]) {
    switch random.below(7) {
    case 0 where user(in: data) == nil: logIn(&data)
    case 0:
      data.removeAll { $0.key == "user" || $0.key == "roles" }
      set("flash", "Goodbye.", in: &data)
    case 1, 2, 3: addToCart(&data)
    case 4: set("last_page", .string(Text("/product/\(random.below(90))")), in: &data)
    case 5: data.removeAll { $0.key == "flash" }
    default: set("views", .number(Number(count("views", in: data) + 1)), in: &data)
    }
  }

  private func logIn(_ data: inout [Value.Member]) {
    let name = random.pick(["ada", "grace", "alan", "edsger", "barbara", "donald", "margaret", "dennis", "zoë", "漢字"])
    set("user", ["id": .number(Number(1000 + random.below(9000))), "name": .string(Text(name))], in: &data)
    set("roles", random.below(5) == 0 ? ["admin", "billing"] : ["customer"], in: &data)
    set("flash", .string(Text("Welcome back, \(name).")), in: &data)
  }

  private func addToCart(_ data: inout [Value.Member]) {
    let sku = random.pick(["teapot", "kettle", "mug", "saucer", "spoon", "tray"]) + "-\(random.below(40))"
    let cents = 300 + random.below(5000)
    guard let position = data.firstIndex(where: { $0.key == "cart" }),
      case .array(var items)? = data[position].value[Path(key: "items")], items.count < 12
    else { return }
    items.append(["sku": .string(Text(sku)), "qty": .number(Number(1 + random.below(3))), "price": price(cents)])
    let total = items.reduce(0) { sum, item in
      guard case .number(let price)? = item[Path(key: "price")], case .number(let quantity)? = item[Path(key: "qty")]
      else {
        return sum
      }
      return sum + Int((price.double * 100).rounded()) * Int(quantity.double)
    }
    data[position].value = ["items": .array(items), "total": price(total)]
  }

  private func price(_ cents: Int) -> Value {
    .number(Number(verbatim: "\(cents / 100).\(cents % 100 < 10 ? "0" : "")\(cents % 100)"))
  }

  private func set(_ key: Text, _ value: Value, in data: inout [Value.Member]) {
    if let position = data.firstIndex(where: { $0.key == key }) {
      data[position].value = value
    } else {
      data.append(.init(key, value))
    }
  }

  private func count(_ key: Text, in data: [Value.Member]) -> Int {
    guard case .number(let number)? = data.first(where: { $0.key == key })?.value else { return 0 }
    return Int(number.double)
  }

  private func user(in data: [Value.Member]) -> String? {
    guard case .string(let name)? = Value.object(data)[Path([.key("user"), .key("name")])] else { return nil }
    return name.string
  }
}

/// SplitMix64 (S. Vigna, public domain): small, seeded, good enough for visitors.
struct Random {
  private var state: UInt64

  init(seed: UInt64) { state = seed }

  mutating func next() -> UInt64 {
    state &+= 0x9e37_79b9_7f4a_7c15
    var z = state
    z = (z ^ (z >> 30)) &* 0xbf58_476d_1ce4_e5b9
    z = (z ^ (z >> 27)) &* 0x94d0_49bb_1331_11eb
    return z ^ (z >> 31)
  }

  mutating func below(_ bound: Int) -> Int { Int(next() % UInt64(max(1, bound))) }
  mutating func pick(_ words: [String]) -> String { words[below(words.count)] }
  mutating func token(_ count: Int) -> String {
    let alphabet = Array("0123456789abcdef")
    return String((0..<count).map { _ in alphabet[below(16)] })
  }
}
