/// The frameworks whose SQLite session tables are known. A new one is a file beside this and a line here.
public enum Dialects {
  public static let all: [Dialect] = [
    .sesspect,
    .django,
    .connectSQLite3,
    .betterSQLite3SessionStore,
    .flaskSession,
    .laravel,
    .symfony,
  ]

  public static func named(_ name: String) -> Dialect? { all.first { $0.name == name } }
}
