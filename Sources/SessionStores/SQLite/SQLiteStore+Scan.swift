import SessionModel

extension SQLiteStore {
  /// A page that no index gives: the whole table is read for it.
  func scannedPage(
    _ query: Query, _ order: RowOrder, from start: PageStart, limit: Int, at now: Timestamp,
    report: @escaping @Sendable (Progress, [Page.Row]) -> Void
  ) async throws(StoreError) -> Page {
    func window(_ order: RowOrder, _ anchor: RowOrder.Position?, including: Bool = false) -> ScanWindow {
      // One more than asked for, to know whether there is more.
      ScanWindow(order: order, anchor: anchor, includesAnchor: including, limit: limit + 1)
    }
    let back = order.reversed
    var isBackward = false
    var windows: [ScanWindow]
    switch start {
    case .first: windows = [window(order, nil)]
    case .last:
      windows = [window(back, nil)]
      isBackward = true
    case .after(let cursor): windows = [window(order, order.position(cursor))]
    case .from(let cursor): windows = [window(order, order.position(cursor), including: true)]
    case .before(let cursor):
      let position = order.position(cursor)
      windows = [position == nil ? window(order, nil) : window(back, position)]
      isBackward = position != nil
    case .around(let id):
      let position = try await reader.position(of: id, in: order)
      windows = [window(order, position, including: true)]
      if position != nil { windows.append(window(back, position)) }
    }
    let isReversed = isBackward
    let scan = try await scan(query, windows: windows, at: now) { progress, rows in
      report(progress, isReversed ? rows.reversed() : rows)
    }
    let top = scan.top
    let first = top[0].sorted
    var notes: Set<Page.Note> = [.scanned(rows: scan.progress.done)]
    if let note = order.note { notes.insert(note) }
    if top.count == 2 {
      let before = top[1].sorted
      let tail = first.prefix(max(limit - min(before.count, limit / 2), 1))
      let head = before.prefix(limit - tail.count)
      return Page(
        rows: try await reader.rows(at: head.reversed() + tail, order), hasMoreBefore: before.count > head.count,
        hasMoreAfter: first.count > tail.count, notes: notes)
    }
    let kept = first.prefix(limit)
    let hasMore = first.count > limit
    let hasSkipped = top[0].before > 0
    return Page(
      rows: try await reader.rows(at: isBackward ? kept.reversed() : Array(kept), order),
      hasMoreBefore: isBackward ? hasMore : hasSkipped, hasMoreAfter: isBackward ? hasSkipped : hasMore, notes: notes)
  }

  /// Reads the whole table with one reader, or two where it is big.
  func scan(
    _ query: Query, windows: [ScanWindow], countsExpired: Bool = false, at now: Timestamp,
    report: @escaping @Sendable (Progress, [Page.Row]) -> Void
  ) async throws(StoreError) -> TableScan {
    let stretches = try await reader.stretches()
    let scan = TableScan(
      query, in: table, at: now, windows: windows, countsExpired: countsExpired, stretches: stretches,
      report: report)
    let readers = (0..<min(2, stretches.count)).map { _ in SQLiteReader(access, table, waiting: limits) }
    let failure = await withTaskGroup(of: StoreError?.self) { group in
      for reader in readers {
        group.addTask {
          do throws(StoreError) {
            try await reader.work(on: scan)
            await reader.close()
            return nil
          } catch {
            await reader.close()
            return error
          }
        }
      }
      group.addTask { [reader] in
        do throws(StoreError) {
          scan.counted(try await reader.countAll())
          return nil
        } catch {
          return error
        }
      }
      var failure: StoreError?
      for await result in group {
        guard let result else { continue }
        failure = failure ?? result
        group.cancelAll()
      }
      return failure
    }
    if let failure { throw failure }
    return scan
  }
}
