import Testing

@testable import sesspect

@Suite("Tracebacks")
struct TracebackTests {
  private static let message = "AssertionError: SessionMiddleware must be installed"

  /// A traceback of `file function` lines, the way Starlette's debug answer has it.
  private func cause(_ frames: String...) -> Diagnosis.Code? {
    let lines = frames.map { frame in
      let parts = frame.split(separator: " ")
      return "  File \"\(parts[0])\", line 12, in \(parts[1])\n    code()"
    }
    let text = "Traceback (most recent call last):\n" + lines.joined(separator: "\n") + "\n" + Self.message
    return Traceback(text, before: Self.message)?.cause?.code
  }

  private let lib = "/v/lib/python3.11/site-packages"

  @Test("A handler that reads the session has no middleware around it")
  func handler() {
    #expect(
      cause(
        "\(lib)/starlette/middleware/errors.py __call__", "\(lib)/starlette/_exception_handler.py wrapped_app",
        "\(lib)/fastapi/routing.py app", "\(lib)/starlette/concurrency.py run_in_threadpool",
        "\(lib)/anyio/to_thread.py run_sync", "/home/me/fastapi/main.py index",
        "\(lib)/starlette/requests.py session") == .middlewareNotAdded)
  }

  @Test("A middleware that reads it runs before SessionMiddleware, whichever way it is written")
  func order() {
    #expect(
      cause(
        "\(lib)/starlette/middleware/errors.py __call__", "\(lib)/starlette/middleware/base.py __call__",
        "/app/main.py who", "\(lib)/starlette/requests.py session") == .middlewareOrder)
    #expect(
      cause(
        "\(lib)/starlette/middleware/errors.py __call__", "/app/pure.py __call__", "/app/pure.py user",
        "\(lib)/starlette/requests.py session") == .middlewareOrder)
  }

  @Test("A middleware passed on the way to the handler is not what read it")
  func passedThrough() {
    #expect(
      cause(
        "\(lib)/starlette/middleware/base.py __call__", "/app/main.py log",
        "\(lib)/starlette/middleware/base.py call_next",
        "\(lib)/starlette/routing.py app", "/app/main.py index", "\(lib)/starlette/requests.py session")
        == .middlewareNotAdded)
  }

  @Test("An error handler is told by who calls it")
  func errorHandler() {
    #expect(
      cause(
        "\(lib)/starlette/middleware/errors.py __call__", "/app/main.py failed", "\(lib)/starlette/requests.py session")
        == .middlewareErrorHandler)
    #expect(
      cause(
        "\(lib)/starlette/_exception_handler.py wrapped_app", "/app/main.py failed",
        "\(lib)/starlette/requests.py session") == .middlewareErrorHandler)
  }

  @Test("Windows paths and grouped exceptions are read, other text is no traceback")
  func shapes() {
    let text = """
      Traceback (most recent call last):
        | File "C:\\v\\site-packages\\starlette\\middleware\\base.py", line 1, in __call__
        | File "C:\\app\\main.py", line 2, in who
        | File "C:\\v\\site-packages\\starlette\\requests.py", line 3, in session
        | \(Self.message)
      """
    #expect(Traceback(text, before: Self.message)?.cause?.code == .middlewareOrder)
    #expect(Traceback("Internal Server Error", before: Self.message) == nil)
    #expect(Traceback(Self.message, before: Self.message) == nil)
  }
}
