import InspectorCore
import InspectorUI
import SessionModel
import SessionStores
import TerminalUI

/// Carries out effects: everything slow in tasks that post messages back, everything about the terminal at once.
/// Lives on the thread that owns the terminal.
final class EffectInterpreter {
  private let store: any SessionStore
  private let options: Inspector.Options
  private let device: NcursesDevice
  private let loop: EventLoop<Message>
  private let history: UndoHistory
  /// Requests under way, by number.
  private var requests: [Int: Task<Void, Never>] = [:]
  private var write: Task<Void, Never>?
  private var watch: Task<Void, Never>?
  private var tickAt: ContinuousClock.Instant?
  private(set) var exitCode: Int32?

  init(
    store: any SessionStore, options: Inspector.Options, device: NcursesDevice, loop: EventLoop<Message>,
    history: UndoHistory
  ) {
    self.store = store
    self.options = options
    self.device = device
    self.loop = loop
    self.history = history
    watch = StoreWatch.begin(store) { [loop] in loop.post($0) }
    refreshUndo()
  }

  /// Ends everything under way; called once, when the inspector closes.
  func stop() {
    watch?.cancel()
    write?.cancel()
    for task in requests.values { task.cancel() }
  }

  /// How long the loop may sleep; nil for as long as nothing happens.
  var untilTick: Duration? {
    tickAt.map { max(.zero, $0 - ContinuousClock.now) }
  }

  /// True once when the timer ran out.
  func tickIsDue() -> Bool {
    guard let at = tickAt, at <= .now else { return false }
    tickAt = nil
    return true
  }

  /// `screen` draws what is to be seen now: for a screenshot, which shows no prompt that asked for it.
  func carryOut(_ effect: Effect, screen: () -> Frame) {
    switch effect {
    case .loadPage(let request, let query, let start, let limit): loadPage(request, query, start, limit)
    case .count(let request, let query): count(request, query)
    case .loadContent(let request, let id, let revealing):
      run(request) { [store] in
        .contentLoaded(
          request: request,
          await result { () async throws(StoreError) in try await store.content(of: id, revealing: revealing) })
      }
    case .preview(let request, let plan):
      run(request) { [store] in .previewLoaded(request: request, await store.preview(plan)) }
    case .cancel(let request): requests.removeValue(forKey: request)?.cancel()
    case .write(let plan, let summary): startWrite(plan, summary)
    case .cancelWrite: write?.cancel()
    case .undo: startUndo(.undo)
    case .redo: startUndo(.redo)
    case .listUndo: post { [history] in .undoListed(history.steps()) }
    case .copy(let text, let item): copy(text, item)
    case .openEditor(_, _, let text): loop.post(.editorReturned(edit(text)))
    case .export(let path, let ids, let masked): export(path, ids, masked)
    case .screenshot(let path): loop.post(.saved(screenshot(screen(), path)))
    case .setTheme(let name): setTheme(name)
    case .listThemes: loop.post(.themesListed(options.themeNames()))
    case .suspend: device.suspendProcess()
    case .redraw: device.redraw()
    case .tick(let delay): tickAt = .now + delay
    case .quit(let code): exitCode = code
    }
  }

  // MARK: Reading

  private func loadPage(_ request: Int, _ query: Query, _ start: PageStart, _ limit: Int) {
    run(request) { [store, loop, now = options.now] in
      .pageLoaded(
        request: request,
        await result { () async throws(StoreError) in
          try await store.page(query, from: start, limit: limit, at: now()) { progress, rows in
            loop.post(.pageProgressed(request: request, progress, rows))
          }
        })
    }
  }

  private func count(_ request: Int, _ query: Query) {
    run(request) { [store, now = options.now] in
      .countLoaded(
        request: request,
        await result { () async throws(StoreError) in try await store.count(query, at: now()) { _ in } })
    }
  }

  private func run(_ request: Int, _ body: @escaping @Sendable () async -> Message) {
    requests[request] = post(body)
    // Answers come back as messages; what is finished here is only forgotten.
    if requests.count > 64 { requests = requests.filter { !$0.value.isCancelled && $0.key > request - 32 } }
  }

  @discardableResult
  private func post(_ body: @escaping @Sendable () async -> Message) -> Task<Void, Never> {
    Task { [loop] in loop.post(await body()) }
  }

  // MARK: Writing

  private func startWrite(_ plan: WritePlan, _ summary: String) {
    write = Task { [store, loop, history, now = options.now] in
      let operation = history.begin(plan, summary: summary)
      let outcome = await result { () async throws(StoreError) in
        try await store.write(plan, at: now(), journal: operation) { loop.post(.writeProgressed($0)) }
      }
      history.end(operation, outcome)
      loop.post(.writeFinished(outcome))
      loop.post(.undoChanged(history.summary()))
    }
  }

  private func startUndo(_ direction: UndoDirection) {
    write = Task { [loop, history] in
      let outcome = await result { () async throws(StoreError) in
        try await history.take(direction) { loop.post(.writeProgressed($0)) }
      }
      loop.post(.undoFinished(direction, outcome))
      loop.post(.undoChanged(history.summary()))
    }
  }

  private func refreshUndo() { post { [history] in .undoChanged(history.summary()) } }

  // MARK: The world around

  private func copy(_ text: String, _ item: CopyItem) {
    let clipboard = Clipboard(environment: options.environment, configured: options.clipboardCommand)
    do throws(Clipboard.Failure) {
      let method = try clipboard.copy(text) { _ = device.copyToClipboard(base64: $0) }
      loop.post(.copied(.done(item, method: method.rawValue)))
    } catch {
      loop.post(.copied(.tooLong(item, limit: Clipboard.longestSequence / 4 * 3)))
    }
  }

  private func edit(_ text: String) -> EditorOutcome {
    device.suspend()
    defer { device.resume() }
    let directory = options.environment["XDG_RUNTIME_DIR"] ?? options.environment["TMPDIR"] ?? "/tmp"
    switch ExternalEditor(environment: options.environment).edit(text, temporaryDirectory: directory) {
    case .unchanged: return .unchanged
    case .edited(let text): return .text(text)
    case .failed(let failure): return .failed(options.describe(failure))
    }
  }

  private func export(_ path: String, _ ids: [SessionID], _ masked: Bool) {
    post { [store, options] in
      do {
        return .saved(.done(path: path, sessions: try await options.export(store, ids, path, masked)))
      } catch {
        return .saved(.failed(path: path, detail: options.describe(error)))
      }
    }
  }

  private func screenshot(_ frame: Frame, _ path: String) -> SaveOutcome {
    let text = path.hasSuffix(".svg") ? frame.svg(theme: device.theme, depth: .rgb) : frame.text() + "\n"
    do throws(FileFailure) {
      try writeNewFile(text, to: path)
      return .done(path: path, sessions: nil)
    } catch {
      return .failed(path: path, detail: options.describe(error))
    }
  }

  private func setTheme(_ name: String) {
    guard let (theme, problem) = options.theme(name) else { return }
    device.theme = theme
    loop.post(.themeChanged(name, problem: problem))
  }
}

/// A throwing call as a value.
private func result<Success>(
  _ body: () async throws(StoreError) -> Success
) async -> Result<Success, StoreError> {
  do throws(StoreError) { return .success(try await body()) } catch { return .failure(error) }
}
