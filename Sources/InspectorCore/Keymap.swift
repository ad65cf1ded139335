import TerminalUI

/// Where a key was pressed. A key means what its own context says, else what `global` says.
public enum Context: String, Sendable, Hashable, CaseIterable {
  case global, list, keys, value, activity, timeline, diff, help
  case undoList = "undo-list"
  case conflict
}

/// Which key runs which command, per context.
///
/// ```swift
/// let (keymap, problems) = Keymap.default.merging([.init(context: "list", key: "x", command: "delete", line: 3)])
/// ```
public struct Keymap: Sendable, Equatable {
  /// Context → key → command name.
  public private(set) var bindings: [Context: [KeyEvent: String]]

  public init(_ bindings: [Context: [KeyEvent: String]] = [:]) { self.bindings = bindings }

  /// The keys the commands define themselves.
  public static let `default`: Keymap = {
    var bindings: [Context: [KeyEvent: String]] = [:]
    for command in CommandTable.all {
      for (context, names) in command.keys {
        for key in names.compactMap(KeyEvent.init(name:)) { bindings[context, default: [:]][key] = command.name }
      }
    }
    return Keymap(bindings)
  }()

  /// The command a key runs, nil where it has none.
  public func command(for key: KeyEvent, in context: Context) -> String? {
    bindings[context]?[key] ?? bindings[.global]?[key]
  }

  /// The keys of a command where the operator is, those of the context first; the one the command names first leads.
  public func keys(for command: String, in context: Context) -> [KeyEvent] {
    func keys(_ context: Context) -> [KeyEvent] {
      let named = CommandTable.named(command)?.keys[context] ?? []
      func rank(_ key: KeyEvent) -> Int { named.firstIndex(of: key.name) ?? named.count }
      return (bindings[context] ?? [:]).filter { $0.value == command }.map(\.key)
        .sorted { (rank($0), $0.name) < (rank($1), $1.name) }
    }
    guard context != .global else { return keys(.global) }
    let shadowed = bindings[context] ?? [:]
    return keys(context) + keys(.global).filter { shadowed[$0] == nil }
  }
}

extension Keymap {
  /// One line of a key file: a key given to a command, or taken from whatever has it.
  public struct Override: Sendable, Hashable {
    public var context: String
    public var key: String
    /// nil unbinds the key.
    public var command: String?
    /// The line it stands on, for messages.
    public var line: Int
    public init(context: String, key: String, command: String?, line: Int = 0) {
      self.context = context
      self.key = key
      self.command = command
      self.line = line
    }
  }

  /// What is wrong with an override.
  public enum Problem: Error, Sendable, Hashable {
    case unknownContext(Override)
    case unknownKey(Override)
    /// `suggestion` is the nearest name there is.
    case unknownCommand(Override, suggestion: String?)
    /// The same key twice in one context; the later one stands.
    case conflict(Override, earlier: Override)
  }

  /// These bindings with others on top, and what was wrong with those; the faulty ones are left out.
  public func merging(_ overrides: [Override]) -> (keymap: Keymap, problems: [Problem]) {
    var merged = self
    var problems: [Problem] = []
    var seen: [Context: [KeyEvent: Override]] = [:]
    for override in overrides {
      guard let context = Context(rawValue: override.context) else {
        problems.append(.unknownContext(override))
        continue
      }
      guard let key = KeyEvent(name: override.key) else {
        problems.append(.unknownKey(override))
        continue
      }
      if let name = override.command, CommandTable.named(name) == nil {
        problems.append(.unknownCommand(override, suggestion: CommandTable.nearest(to: name)))
        continue
      }
      if let earlier = seen[context]?[key] { problems.append(.conflict(override, earlier: earlier)) }
      seen[context, default: [:]][key] = override
      merged.bindings[context, default: [:]][key] = override.command
    }
    return (merged, problems)
  }
}
