import DebugProtocol
import Foundation
import SessionModel
import Testing

@testable import DebugClient

@Suite("The processes of one app")
struct WorkerPlacesTests {
  let path = NSTemporaryDirectory() + "sd" + UUID().uuidString.prefix(8)
  /// Three processes that live as long as this one.
  let pids = [Int(getpid()), Int(getppid()), 1]

  init() throws {
    try FileManager.default.createDirectory(
      atPath: path, withIntermediateDirectories: false, attributes: [.posixPermissions: 0o700])
  }

  @discardableResult private func write(
    _ instance: String, _ pid: Int, parent: Int = 7, app: String = "shop"
  ) throws -> Discovery {
    let discovery = Discovery(
      address: .socket("\(path)/\(instance).sock"), readToken: "ro", writeToken: "rw", pid: pid, parent: parent,
      app: app, instance: instance, started: nil, cookie: "session")
    let file = "\(path)/\(instance).json"
    try Data(JSONWriter.bytes(discovery.json)).write(to: URL(fileURLWithPath: file))
    try FileManager.default.setAttributes([.posixPermissions: 0o600], ofItemAtPath: file)
    return discovery
  }

  private func remove(_ instance: String) throws {
    try FileManager.default.removeItem(atPath: "\(path)/\(instance).json")
  }

  private func places(_ workers: Discovery...) -> WorkerPlaces {
    WorkerPlaces(workers, in: DiscoveryDirectory(path), readOnly: false)
  }

  @Test("One that starts beside them is a newcomer until it has a place")
  func newcomer() throws {
    let places = places(try write("a", pids[0]))
    #expect(places.newcomers().isEmpty)
    let second = try write("b", pids[1])
    #expect(places.newcomers() == [second])
    #expect(places.admit(second) == 1)
    #expect(places.newcomers().isEmpty)
    #expect(places.endpoint(at: 1) == Endpoint(second, readOnly: false))
    places.release(1)
    #expect(places.newcomers() == [second])
    // One that is no worker is not asked again, and keeps no place from the next.
    places.refuse(places.admit(second))
    #expect(places.newcomers().isEmpty)
    try remove("b")
    let third = try write("c", pids[2])
    #expect(places.newcomers() == [third])
  }

  @Test("Another app, and the same app started elsewhere, are none")
  func strangers() throws {
    let places = places(try write("a", pids[0]))
    try write("b", pids[1], app: "blog")
    try write("c", pids[2], parent: 8)
    #expect(places.newcomers().isEmpty)
  }

  @Test("One that starts after another ended takes its place")
  func replaced() throws {
    let places = places(try write("a", pids[0]), try write("b", pids[1]))
    try remove("b")
    #expect(places.endpoint(at: 1) == nil)
    let third = try write("c", pids[2])
    #expect(places.newcomers().isEmpty)
    #expect(places.endpoint(at: 1) == Endpoint(third, readOnly: false))
  }

  @Test("After a restart with more processes than before, the rest are newcomers")
  func grown() throws {
    let places = places(try write("a", pids[0]))
    try remove("a")
    try write("b", pids[1], parent: 8)
    try write("c", pids[2], parent: 8)
    #expect(places.newcomers().isEmpty)
    let first = try #require(places.endpoint(at: 0))
    #expect(places.newcomers().map { Endpoint($0, readOnly: false) }.contains(first) == false)
    #expect(places.newcomers().count == 1)
  }
}
