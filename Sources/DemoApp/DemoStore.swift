import SessionModel
import SessionStores

#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

/// A session store made on the spot, with visitors of a small shop who come, fill carts, log in and leave.
///
/// ```swift
/// let demo = try await DemoStore(in: "/tmp", visitors: 40, now: clock)
/// let traffic = Task { await demo.run() }
/// …
/// traffic.cancel()
/// await demo.remove()
/// ```
public struct DemoStore: Sendable {
  /// The directory of the demo alone; removed with everything in it by `remove()`.
  public let directory: String
  /// The database file.
  public let path: String
  private let table: SesspectTable
  private let shop: Shop
  private let now: @Sendable () -> Timestamp

  /// Makes the store and its first visitors, some of them gone since long.
  public init(
    in parent: String, visitors: Int, now: @escaping @Sendable () -> Timestamp
  ) async throws(StoreError) {
    var template = Array((parent + "/sesspect-demo.XXXXXX").utf8CString)
    guard mkdtemp(&template) != nil else { throw .ioError(parent, detail: String(cString: strerror(errno))) }
    directory = String(decoding: template.dropLast().map(UInt8.init(bitPattern:)), as: UTF8.self)
    path = directory + "/sessions.db"
    table = try SesspectTable(creating: path)
    shop = Shop(seed: UInt64(bitPattern: now().milliseconds))
    self.now = now
    for number in 0..<visitors {
      // The last fifth came hours ago and is expired.
      let age = number < visitors * 4 / 5 ? Duration.seconds(number * 41) : .seconds(7200 + number * 600)
      try await shop.welcome(at: now() + .zero - age, in: table)
    }
  }

  /// Lets the visitors go on, a request every half second or so, until the task is cancelled.
  public func run() async {
    while !Task.isCancelled {
      // A request that meets the operator's own write fails like any other; the visitor comes back.
      try? await shop.serveOneRequest(at: now(), in: table)
      try? await Task.sleep(for: .milliseconds(await shop.pause()))
    }
  }

  /// Closes the database and removes the demo's directory.
  public func remove() async {
    await table.close()
    for file in ["sessions.db", "sessions.db-wal", "sessions.db-shm", "sessions.db-journal"] {
      unlink(directory + "/" + file)
    }
    rmdir(directory)
  }
}

extension Timestamp {
  fileprivate static func - (time: Timestamp, duration: Duration) -> Timestamp { time + (.zero - duration) }
}
