import DebugProtocol
import Foundation
import Testing

@testable import DebugClient

@Suite("The processes of one app")
struct WorkerPlacesTests {
  let folder: RuntimeFolder
  /// Three processes that live as long as this one.
  let pids = [Int(getpid()), Int(getppid()), 1]

  init() throws { folder = try RuntimeFolder() }

  @discardableResult private func write(
    _ instance: String, _ pid: Int, parent: Int = 7, app: String = "shop"
  ) throws -> Discovery {
    let discovery = Discovery(
      address: .socket("\(folder.path)/\(instance).sock"), readToken: "ro", writeToken: "rw", pid: pid, parent: parent,
      app: app, instance: instance, started: nil, cookie: "session")
    try folder.write(discovery, as: instance)
    return discovery
  }

  private func places(_ workers: Discovery...) -> WorkerPlaces {
    let places = WorkerPlaces(of: workers[0], in: folder.directory, readOnly: false)
    for worker in workers { #expect(places.admit(worker)) }
    return places
  }

  @Test("One that starts beside them is a newcomer until it has a place")
  func newcomer() throws {
    let places = places(try write("a", pids[0]))
    #expect(places.newcomers().isEmpty)
    let second = try write("b", pids[1])
    #expect(places.newcomers() == [second])
    #expect(places.endpoint(following: second) == nil)
    #expect(places.admit(second) && !places.admit(second))
    #expect(places.newcomers().isEmpty)
    #expect(places.endpoint(following: second) == Endpoint(second, readOnly: false))
  }

  @Test("One that is no worker is not asked again, and keeps no place from the next")
  func refused() throws {
    let places = places(try write("a", pids[0]))
    let second = try write("b", pids[1])
    #expect(places.newcomers() == [second])
    places.refuse(second)
    #expect(places.newcomers().isEmpty)
    try folder.remove("b")
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
    let second = try write("b", pids[1])
    let places = places(try write("a", pids[0]), second)
    try folder.remove("b")
    #expect(places.endpoint(following: second) == nil)
    let third = try write("c", pids[2])
    #expect(places.newcomers().isEmpty)
    #expect(places.endpoint(following: second) == Endpoint(third, readOnly: false))
  }

  @Test("After a restart with more processes than before, the rest are newcomers")
  func grown() throws {
    let old = try write("a", pids[0])
    let places = places(old)
    try folder.remove("a")
    try write("b", pids[1], parent: 8)
    try write("c", pids[2], parent: 8)
    #expect(places.newcomers().isEmpty)
    let first = try #require(places.endpoint(following: old))
    #expect(places.newcomers().map { Endpoint($0, readOnly: false) }.contains(first) == false)
    #expect(places.newcomers().count == 1)
  }
}
