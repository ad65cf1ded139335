import ArgumentParser
import SessionModel

/// `sesspect set TARGET ID PATH VALUE`
struct SetCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "set",
    abstract: "Set one value in a session. Can be undone.",
    discussion: """
      VALUE is JSON: 42, true, null, '"text"', '{"a":[1]}'. Everything else in the session stays as it is, byte for \
      byte where the format allows. The key must be there; --create makes it, and the objects above it.

      EXAMPLES
        sesspect set db.sqlite3 9f3a1c2e cart.items[0].qty 3
        sesspect set db.sqlite3 9f3a1c2e user.name --string 'Zoë'
        sesspect set db.sqlite3 9f3a1c2e flags.beta true --create

      A change of other keys in between is kept. With --if-revision ('revision' in 'show --json') any change in \
      between is a conflict: exit code 4, nothing written.
      """)

  @Argument(help: .target) var target: String
  @Argument(help: .sessionID) var id: String
  @Argument(help: .path) var path: String
  @Argument(help: "The new value, as JSON.") var value: String
  @Flag(help: "VALUE is text, taken as it stands.") var string = false
  @Flag(help: "Make the key, and the objects above it, where missing.") var create = false

  @Option(
    name: .customLong("if-revision"),
    help: ArgumentHelp("Write only if the session is still at this revision.", valueName: "revision"))
  var revision: String?

  @OptionGroup var change: ChangeOptions
  @OptionGroup(title: "Target") var options: TargetOptions

  func run() throws {
    let value = try parsedValue()
    let create = create
    let edit = try EntryChange(words: .init(verb: "set", done: "Set"), path: path) { path, data in
      try Self.change(of: data, at: path, to: value, creating: create)
    }
    try edit.run(options.request(target), id: id, revision: revision, options: change)
  }

  private func parsedValue() throws -> Value {
    if string { return .string(Text(value)) }
    let parsed: Value
    do throws(JSONReader.Failure) {
      parsed = try JSONReader.read(value)
    } catch {
      throw CommandFailure.badValue(error, text: value)
    }
    guard !Masking.holdsPlaceholder(parsed) else { throw CommandFailure.maskedValue }
    return parsed
  }

  /// The one change that puts `value` at `path`.
  static func change(of data: Value, at path: Path, to value: Value, creating: Bool) throws(ChangeFailure) -> Change {
    if let old = data[path] { return Change(path, .replace(old: old, new: value)) }
    // The deepest part of the path that is there; what is missing below it is built around the value.
    var present = path.parent
    while data[present] == nil { present = present.parent }
    let added = Path(Array(path.steps.prefix(present.steps.count + 1)))
    guard creating else { throw ChangeFailure(reason: .missing, path: path) }
    var built = value
    for step in path.steps.dropFirst(added.steps.count).reversed() {
      switch step {
      case .key(let key): built = .object([.init(key, built)])
      case .index(0): built = .array([built])
      case .index: throw ChangeFailure(reason: .missing, path: path)
      }
    }
    switch (data[present], added.last) {
    case (.object?, .key?): break
    case (.array(let elements)?, .index(let index)?) where index == elements.count: break
    case (.array?, .index?): throw ChangeFailure(reason: .missing, path: added)
    case (let container?, _): throw ChangeFailure(reason: .wrongContainer(container.kind), path: added)
    case (nil, _): throw ChangeFailure(reason: .missing, path: path)
    }
    return Change(added, .add(built, position: nil))
  }
}

extension ArgumentHelp {
  static let path = ArgumentHelp("Where the value is, as in cart.items[0].sku.", valueName: "path")
}
