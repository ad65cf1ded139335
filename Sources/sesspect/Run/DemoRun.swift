import DemoApp
import Synchronization

#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

/// The demo server inside this process, beside the inspector.
struct DemoRun: Sendable {
  /// Where a browser finds it.
  let url: String
  /// Its debug endpoint.
  let socket: String
  private let task: Task<Void, any Error>

  /// Starts it and waits until it answers. `folder` takes its debug endpoint, so that nothing is left elsewhere.
  static func start(_ options: DemoServer.Options, in folder: String) async throws -> DemoRun {
    setenv("SESSPECT_DEBUG", "1", 1)
    setenv("SESSPECT_DIR", folder, 1)
    for name in ["APP_ENV", "ENV", "FASTAPI_ENV", "HB_ENV"] { unsetenv(name) }
    let server = try await DemoServer(options)
    let (urls, started) = AsyncStream.makeStream(of: String.self)
    let task = Task.detached {
      defer { started.finish() }
      try await server.run { started.yield($0) }
    }
    let name = folder + "/\(getpid())"
    for await url in urls {
      // The endpoint begins beside the server; its file is the last thing it makes.
      for _ in 0..<500 where !FileCheck.exists(name + ".json") { try await Task.sleep(for: .milliseconds(10)) }
      return DemoRun(url: url, socket: name + ".sock", task: task)
    }
    do { try await task.value } catch { throw CommandFailure.serving(port: options.port, detail: "\(error)") }
    throw CommandFailure.serving(port: options.port, detail: "it ended at once")
  }

  func stop() async {
    task.cancel()
    _ = await task.result
  }
}

/// A folder of the user's own that is gone afterwards.
struct TemporaryFolder: Sendable {
  let path: String

  init(in parent: String) throws {
    var template = Array((parent + "/sesspect-XXXXXX").utf8CString)
    guard mkdtemp(&template) != nil else {
      throw CommandFailure.unreadable(parent, detail: String(cString: strerror(errno)))
    }
    path = String(decoding: template.dropLast().map(UInt8.init(bitPattern:)), as: UTF8.self)
  }

  /// Removes it with everything in it.
  func remove() { Self.remove(path) }

  private static func remove(_ path: String) {
    guard let stream = opendir(path) else { return }
    var names: [String] = []
    while let entry = readdir(stream) {
      names.append(withUnsafeBytes(of: entry.pointee.d_name) { String(decoding: $0.prefix { $0 != 0 }, as: UTF8.self) })
    }
    closedir(stream)
    for name in names where name != "." && name != ".." {
      // A link is removed, not followed.
      if unlink(path + "/" + name) != 0 { remove(path + "/" + name) }
    }
    rmdir(path)
  }
}
