import SessionModel

/// One thing the operator can do: behaviour, keys, help and example in one place.
///
/// Help, palette, hint line, key files and the man page are made from these.
public struct Command: Sendable {
  /// Kebab-case; the only name, used in `keys.toml`, the palette, the help and the log.
  public let name: String
  /// Default keys per context, spelled as in `keys.toml`.
  public let keys: [Context: [String]]
  /// The word in the hint line; nil keeps it out of there.
  public let hint: String?
  /// One line that ends with a period.
  public let help: String
  /// How it looks in the palette with an argument, where it takes one: `filter @user=42`.
  public let example: String?
  /// Why it cannot run now; nil when it can.
  public let isEnabled: @Sendable (State) -> DisabledReason?
  /// Runs it; the argument is what was typed behind the name in the palette, empty when a key was pressed.
  public let run: @Sendable (inout State, _ argument: String) -> [Effect]

  public init(
    _ name: String, keys: [Context: [String]] = [:], hint: String? = nil, help: String, example: String? = nil,
    isEnabled: @escaping @Sendable (State) -> DisabledReason? = { _ in nil },
    run: @escaping @Sendable (inout State, _ argument: String) -> [Effect]
  ) {
    self.name = name
    self.keys = keys
    self.hint = hint
    self.help = help
    self.example = example
    self.isEnabled = isEnabled
    self.run = run
  }
}

/// Why a command cannot run now. The sentence is made in `InspectorUI`.
public enum DisabledReason: Error, Sendable, Hashable {
  /// Nothing is selected.
  case noSession
  case noKey
  case alreadyGone(SessionID)
  case stillLoading
  case readOnly(StoreError.ReadOnlyReason)
  case notSupported(StoreError.Operation)
  case editObstacle(EditObstacle)
  /// The screen shows the past.
  case inThePast
  case writeRunning
  /// The target does not answer now.
  case notConnected(Connection)
  case nothingToUndo
  case nothingToRedo
  /// A diff needs two marked sessions.
  case needsTwoMarks(have: Int)
  case notContainer
  case nothingMasked
  case noHistory
  case noFilter
  case notAnObjectKey
  case notHere
  /// Something is shown over the panes that has to be closed first.
  case underOverlay
  /// Two versions are shown and one has to be chosen first.
  case choosePending
}
