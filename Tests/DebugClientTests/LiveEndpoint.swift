import DebugProtocol
import Foundation
import SessionCodecs
import SessionModel
import SessionStores
import Synchronization

@testable import DebugClient
@testable import HummingbirdSessions

/// A real endpoint in this process, on a socket of its own, over a store in memory.
final class LiveEndpoint: Sendable {
  let memory: MemoryStore
  let events = EventRing()
  let access = EndpointAccess {}
  let path: String
  private let allowsReveal: Bool
  private let isReadOnly: Bool
  private let patience: Duration
  private let server = Mutex<EndpointServer?>(nil)

  init(
    _ records: [MemoryStore.Record] = [], allowsReveal: Bool = true, isReadOnly: Bool = false,
    patience: Duration = .seconds(600)
  ) async throws {
    self.patience = patience
    memory = MemoryStore(records)
    self.allowsReveal = allowsReveal
    self.isReadOnly = isReadOnly
    path = try RuntimeFolder().path + "/1.sock"
    try await start(instance: "one")
  }

  func start(instance: String) async throws {
    let secret = SecretKey("0123456789abcdef0123456789abcdef")
    let registry = StoreRegistry(store: memory, events: events, ids: PublicIDs(secret: secret))
    let options = SessionOptions()
    let source = StoreSource(
      storage: MemorySessionStorage(memory), registry: registry, options: options, setCookie: SetCookie(options))
    let started = try await EndpointServer.start(.socket(path)) { [self] _ in
      EndpointService(
        identity: .init(instance: instance, pid: 1, started: Timestamp(milliseconds: 0), app: "shop"), source: source,
        events: events, access: access, masking: .standard, isReadOnly: isReadOnly, allowsReveal: allowsReveal,
        warnings: { [.init(code: "weak-secret", detail: "short")] }, confirmations: Confirmations(patience: patience))
    }
    server.withLock { $0 = started }
  }

  func report(_ note: Note) { events.add(note) }

  func stop() async {
    await server.withLock { $0 }?.stop()
    unlink(path)
  }

  func store(readToken: Bool = false, isReadOnly: Bool = false) async throws -> DebugStore {
    try await DebugStore.attach(
      to: Endpoint(address: .socket(path), token: readToken ? access.readToken : access.writeToken),
      options: .init(target: "test", isReadOnly: isReadOnly))
  }
}

/// Keeps what a write records.
final class Recorded: WriteJournal {
  private let kept = Mutex<[Restoration]>([])
  var restorations: [Restoration] { kept.withLock { $0 } }
  func record(_ restorations: [Restoration]) throws(StoreError) { kept.withLock { $0 += restorations } }
}

let start = Timestamp(milliseconds: Int64(Date().timeIntervalSince1970) * 1000)

func record(_ number: Int, _ data: Value? = nil) -> MemoryStore.Record {
  MemoryStore.Record(
    id: SessionID("session-\(number)"), data: data ?? ["n": .number(Number(number)), "token": "secret"],
    user: number % 3 == 0 ? nil : "user\(number % 5)", client: "192.0.2.1",
    created: start + .seconds(-3600 - number), seen: start + .seconds(-(number / 2) * 60),
    expires: start + .seconds(number % 5 == 0 ? -60 : 3600 + number))
}
