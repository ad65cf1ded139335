import SessionModel

extension Dialect {
  /// better-sqlite3-session-store for express-session.
  ///
  /// It takes `maxAge` for seconds where express-session means milliseconds, so the first save of a session expires
  /// years from now until its first `touch`. A save is `INSERT OR REPLACE`.
  ///
  /// Source: TimDaub/better-sqlite3-session-store src/index.js @52add3e.
  public static let betterSQLite3SessionStore = Dialect(
    name: "better-sqlite3-session-store",
    framework: "express-session with better-sqlite3-session-store",
    tables: ["sessions"],
    required: ["sid", "sess", "expire"],
    id: Express.id("sid"),
    payload: Express.payload("sess"),
    expiry: .at(TimeColumn(column: "expire", kind: .isoZ)),
    user: Express.user,
    rowOrderIsActivity: true,
    keptOnClear: ["cookie"],
    protectedKeys: ["cookie"],
    notes: ["a session's first save may expire years from now: the store takes milliseconds for seconds"],
    exampleSchema: [
      "CREATE TABLE sessions (sid TEXT NOT NULL PRIMARY KEY, sess JSON NOT NULL, expire TEXT NOT NULL)"
    ])
}
