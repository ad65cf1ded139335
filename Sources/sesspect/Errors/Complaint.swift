import SessionModel

/// An error as a person or a script gets it.
struct Complaint: Hashable {
  var status: RunStatus
  /// Stable, for scripts: `not_found`, `conflict`, `read_only`.
  var code: String
  /// What failed, on what. One or more lines; a sentence with its full stop.
  var message: String
  /// What to try.
  var hint: String?

  init(_ status: RunStatus, _ code: String, _ message: String, hint: String? = nil) {
    self.status = status
    self.code = code
    self.message = message
    self.hint = hint
  }

  /// `{"schema":1,"error":{"code":…,"message":…,"hint":…}}`
  var json: Value {
    var members: [Value.Member] = [
      .init("code", .string(Text(code))), .init("message", .string(Text(message))),
    ]
    if let hint { members.append(.init("hint", .string(Text(hint)))) }
    return .object([.init("schema", 1), .init("error", .object(members))])
  }

  /// The lines on standard error.
  var text: String { "sesspect: " + message + (hint.map { "\n" + $0 } ?? "") }
}
