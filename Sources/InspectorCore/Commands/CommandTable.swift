/// All commands, one line a family.
public enum CommandTable {
  /// In the order of the help.
  public static let all: [Command] =
    OpenCommands.all
    + FilterCommands.all
    + EditCommands.all
    + DeleteCommands.all
    + UndoCommands.all
    + CopyCommands.all
    + MarkCommands.all
    + SortCommands.all
    + HistoryCommands.all
    + ActivityCommands.all
    + ValueCommands.all
    + ScreenCommands.all
    + CommandLineCommands.all
    + FocusCommands.all
    + MoveCommands.all
    + ConflictCommands.all

  public static func named(_ name: String) -> Command? { byName[name] }

  private static let byName = Dictionary(all.map { ($0.name, $0) }, uniquingKeysWith: { first, _ in first })

  /// The command whose name is nearest to a mistyped one; nil when none is near.
  public static func nearest(to name: String) -> String? {
    all.map { (name: $0.name, distance: EditDistance.between($0.name, name)) }
      .filter { $0.distance <= max(2, name.utf8.count / 3) }
      .min { $0.distance < $1.distance }?.name
  }
}
