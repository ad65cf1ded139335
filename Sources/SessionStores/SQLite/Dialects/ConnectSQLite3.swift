import SessionModel

extension Dialect {
  /// connect-sqlite3 for express-session.
  ///
  /// The columns have no types; `expired` is milliseconds as REAL. A save is `INSERT OR REPLACE`, so the newest row is
  /// the session saved last. There is no index on `expired`.
  ///
  /// Source: rawberg/connect-sqlite3 lib/connect-sqlite3.js @9d5051f.
  public static let connectSQLite3 = Dialect(
    name: "connect-sqlite3",
    framework: "express-session with connect-sqlite3",
    tables: ["sessions"],
    required: ["sid", "expired", "sess"],
    id: Express.id("sid"),
    payload: Express.payload("sess"),
    expiry: .at(TimeColumn(column: "expired", kind: .unixMillisecondsReal), nullIsExpired: true),
    user: Express.user,
    rowOrderIsActivity: true,
    keptOnClear: ["cookie"],
    protectedKeys: ["cookie"],
    exampleSchema: ["CREATE TABLE sessions (sid PRIMARY KEY, expired, sess)"])
}
