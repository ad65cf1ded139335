import SessionModel

/// What the argument parser says of the commands, read member by member.
enum HelpDump {
  /// An option's name as it is typed.
  static func spelled(_ name: Value) -> String {
    (name.string("kind") == "long" ? "--" : "-") + name.string("name")
  }
}

extension Value {
  subscript(key: Text) -> Value? { self[Path(key: key)] }
  func string(_ key: Text) -> String {
    if case .string(let text)? = self[Path(key: key)] { text.string } else { "" }
  }
  func array(_ key: Text) -> [Value] {
    if case .array(let elements)? = self[Path(key: key)] { elements } else { [] }
  }
}
