import SessionModel

/// Whose session it is, where apps usually say so.
enum SessionUser {
  private static let places: [Path] = [
    Path(key: "user_id"), Path([.key("user"), .key("id")]), Path([.key("user"), .key("name")]),
    Path([.key("user"), .key("email")]), Path(key: "user"), Path(key: "username"), Path(key: "userId"),
    Path(key: "uid"), Path(key: "_user_id"), Path(key: "_auth_user_id"), Path(key: "email"), Path(key: "sub"),
  ]

  static func find(in data: Value, _ configured: String? = nil) -> String? {
    if let configured, let user = (try? Path(parsing: configured)).flatMap({ data[$0] }).flatMap(text) { return user }
    for place in places { if let text = data[place].flatMap(text) { return text } }
    return nil
  }

  private static func text(_ value: Value) -> String? {
    switch value {
    case .string(let text): text.string.isEmpty || text.string.utf8.count > 200 ? nil : text.string
    case .number(let number): number.text
    default: nil
    }
  }
}
