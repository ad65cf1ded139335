import Foundation
import Testing

@testable import TerminalUI

@Suite("Event loop")
struct EventLoopTests {
  /// Input that is bytes in a pipe, each a typed character.
  final class Typewriter: EventSource {
    let pipe = Pipe()
    var readings = 0

    var inputDescriptor: Int32 { pipe.fileHandleForReading.fileDescriptor }
    func setWakeDescriptor(_ descriptor: Int32) {}
    func nextEvents(inputReady: Bool) -> [InputEvent] {
      readings += 1
      guard inputReady else { return [] }
      let data = pipe.fileHandleForReading.availableData
      return data.isEmpty ? [.hangup] : data.map { .key(.character(Unicode.Scalar($0))) }
    }
  }

  @Test("A loop with nothing to do sleeps until it is posted to, and wakes once")
  func wakesOnce() throws {
    let loop = try EventLoop<Int>()
    let source = Typewriter()
    var batches: [[LoopEvent<Int>]] = []
    Thread.detachNewThread {
      usleep(30_000)
      loop.post(1)
    }
    loop.run(source: source) { events in
      batches.append(events)
      return false
    }
    #expect(batches == [[.message(1)]])
    // Once before the first wait, once after it.
    #expect(source.readings == 2)
  }

  @Test("Messages from many threads all arrive, in the order of each")
  func manyThreads() throws {
    let loop = try EventLoop<[Int]>()
    for thread in 0..<4 {
      Thread.detachNewThread {
        for number in 0..<500 { loop.post([thread, number]) }
      }
    }
    var seen: [[Int]] = Array(repeating: [], count: 4)
    loop.run(source: Typewriter(), timeout: { .seconds(5) }) { events in
      for event in events {
        guard case .message(let message) = event else { return false }
        seen[message[0]].append(message[1])
      }
      return seen.reduce(0) { $0 + $1.count } < 2000
    }
    for numbers in seen { #expect(numbers == Array(0..<500)) }
  }

  @Test("Input and messages are handed over together; what was posted before the run is not lost")
  func together() throws {
    let loop = try EventLoop<Int>()
    let source = Typewriter()
    loop.post(1)
    loop.post(2)
    source.pipe.fileHandleForWriting.write(Data("ab".utf8))
    var seen: [LoopEvent<Int>] = []
    loop.run(source: source, timeout: { .seconds(5) }) { events in
      seen += events
      return seen.count < 4
    }
    #expect(
      seen == [
        .message(1), .message(2), .input(.key(.character("a"))), .input(.key(.character("b"))),
      ])
  }

  @Test("A time limit passes when nothing happens, and not before")
  func timeout() throws {
    let loop = try EventLoop<Int>()
    let start = ContinuousClock.now
    var seen: [LoopEvent<Int>] = []
    loop.run(source: Typewriter(), timeout: { .milliseconds(20) }) { events in
      seen += events
      return false
    }
    #expect(seen == [.timeout])
    #expect(ContinuousClock.now - start >= .milliseconds(20))
  }

  @Test("After the end of the input only messages come")
  func hangup() throws {
    let loop = try EventLoop<Int>()
    let source = Typewriter()
    try source.pipe.fileHandleForWriting.close()
    var seen: [LoopEvent<Int>] = []
    loop.run(source: source, timeout: { .seconds(5) }) { events in
      seen += events
      if seen.count == 1 { loop.post(7) }
      return seen.count < 2
    }
    #expect(seen == [.input(.hangup), .message(7)])
    #expect(source.readings < 6)
  }
}
