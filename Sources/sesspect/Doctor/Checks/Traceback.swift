/// The frames of a Python traceback, and what they tell of how `request.session` was reached.
struct Traceback {
  struct Frame: Equatable {
    var file: String
    var function: String

    /// Part of the framework, not of the app.
    var isFramework: Bool {
      ["-packages/starlette/", "-packages/fastapi/", "-packages/anyio/", "-packages/uvicorn/", "/asyncio/"]
        .contains(where: file.contains) || file.hasSuffix("/contextlib.py")
    }
  }

  var frames: [Frame] = []

  /// The last traceback in front of `message`; nil where there is none.
  init?(_ text: String, before message: String) {
    guard let end = text.firstRange(of: message)?.lowerBound else { return nil }
    for line in text[..<end].split(separator: "\n") {
      if line.contains("Traceback (most recent call last)") { frames = [] }
      guard let start = line.firstRange(of: "File \"")?.upperBound,
        let quote = line[start...].firstIndex(of: "\""), let name = line[quote...].firstRange(of: ", in ")?.upperBound
      else { continue }
      frames.append(
        Frame(
          file: String(line[start..<quote]).replacing("\\", with: "/"),
          function: String(line[name...].prefix { $0.isLetter || $0.isNumber || "_<>".contains($0) })))
    }
    if frames.isEmpty { return nil }
  }

  /// Which mistake leads here, by who called the app's own code that read the session.
  var cause: (code: Diagnosis.Code, evidence: String)? {
    // request.session itself is the framework's; the app's frames come before it.
    guard let own = frames.lastIndex(where: { !$0.isFramework }) else { return nil }
    let first = frames[..<own].lastIndex { $0.isFramework }.map { $0 + 1 } ?? 0
    let reader = frames[first]
    let callers = frames[..<first].filter { !$0.file.contains("/anyio/") && !$0.file.hasSuffix("/concurrency.py") }
    let evidence = "read in \(reader.function)"
    guard let caller = callers.last else { return (.middlewareNotAdded, evidence) }
    if caller.file.hasSuffix("/middleware/base.py") {
      return (.middlewareOrder, evidence + ", a middleware outside SessionMiddleware")
    }
    if caller.file.hasSuffix("/_exception_handler.py") {
      return (.middlewareErrorHandler, evidence + ", an exception handler")
    }
    if caller.file.hasSuffix("/middleware/errors.py") {
      return reader.function == "__call__"
        ? (.middlewareOrder, evidence + ", a middleware outside SessionMiddleware")
        : (.middlewareErrorHandler, evidence + ", the handler of unhandled errors")
    }
    if reader.function == "__call__" || reader.function == "dispatch" {
      return (.middlewareOrder, evidence + ", a middleware outside SessionMiddleware")
    }
    return (.middlewareNotAdded, evidence + ", a request handler")
  }
}
