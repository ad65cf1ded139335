import SessionModel

/// Looks a database over before a store is made of it, on a thread of its own.
actor SQLiteOpening {
  private let access: SQLiteAccess
  private let options: SQLiteOptions
  private let limits: LockWait.Limits
  private nonisolated let executor = ThreadExecutor(name: "sqlite-open")

  nonisolated var unownedExecutor: UnownedSerialExecutor { executor.asUnownedSerialExecutor() }

  init(_ access: SQLiteAccess, _ options: SQLiteOptions, _ limits: LockWait.Limits) {
    self.access = access
    self.options = options
    self.limits = limits
  }

  deinit { executor.stop() }

  func detect() throws(StoreError) -> DialectDetection.Match {
    let connection = try SQLiteConnection(path: access.path, mode: access.mode, waiting: limits)
    defer { connection.close() }
    return try DialectDetection(connection: connection).find(dialect: options.dialect, table: options.table)
  }
}
