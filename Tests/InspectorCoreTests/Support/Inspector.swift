import InspectorCore
import SessionModel
import TerminalUI

/// Drives the inspector as a person and a store would: keys in, effects carried out on a store in memory, a clock that
/// moves when told.
///
/// ```swift
/// var inspector = Inspector(.sample())
/// inspector.press("d", "y")
/// ```
struct Inspector {
  var state: State
  var store: SampleStore
  var now: Timestamp
  /// Everything that was asked of the world, oldest first.
  private(set) var effects: [Effect] = []
  /// While true, requests to the store wait for `release()`.
  var holds = false
  private(set) var held: [Effect] = []
  /// When the timer rings.
  private(set) var alarm: Timestamp?

  /// 2026-11-22 21:20:06 UTC.
  static let start = Timestamp(milliseconds: 1_795_382_406_000)

  init(
    _ store: SampleStore, settings: Settings = Settings(), size: Size = Size(columns: 80, rows: 24),
    starts: Bool = true
  ) {
    self.store = store
    now = Self.start
    state = State(info: store.info, settings: settings, size: size, now: now)
    if starts { send(.started) }
  }

  // MARK: What a person does

  /// Presses keys by their names: `"d"`, `"ctrl-d"`, `"enter"`.
  mutating func press(_ keys: String...) {
    for name in keys { if let key = KeyEvent(name: name) { send(.keyPressed(key)) } }
  }

  mutating func type(_ text: String) {
    for scalar in text.unicodeScalars { send(.keyPressed(.character(scalar))) }
  }

  /// Runs a command by its name.
  mutating func run(_ line: String) {
    press(":")
    type(line)
    press("enter")
  }

  // MARK: What the world does

  mutating func send(_ message: Message) {
    var effects = update(&state, message, at: now)
    while !effects.isEmpty {
      let effect = effects.removeFirst()
      self.effects.append(effect)
      if holds, effect.isRequest { held.append(effect) } else { effects += carryOut(effect) }
    }
  }

  /// Lets the clock run; timers ring on their way.
  mutating func pass(_ duration: Duration) {
    let end = now + duration
    while let alarm, alarm <= end {
      now = max(now, alarm)
      self.alarm = nil
      send(.ticked)
    }
    now = end
  }

  /// Someone else changes the store.
  mutating func elsewhere(_ change: (inout SampleStore) -> Void) {
    change(&store)
    send(.storeSignalled(.changed))
    pass(.milliseconds(200))
  }

  /// A server reports what its app did.
  mutating func report(_ event: SessionEvent) {
    send(.storeSignalled(.event(event)))
    pass(.milliseconds(200))
  }

  /// Answers what was held.
  mutating func release() {
    holds = false
    let waiting = held
    held = []
    for effect in waiting { for next in carryOut(effect) { effects.append(next) } }
  }

  /// How many effects of a kind were asked for so far.
  func count(_ isCounted: (Effect) -> Bool) -> Int { effects.count { isCounted($0) } }

  private mutating func carryOut(_ effect: Effect) -> [Effect] {
    switch effect {
    case .loadPage(let request, let query, let start, let limit):
      return update(&state, .pageLoaded(request: request, store.page(query, start, limit, now)), at: now)
    case .count(let request, let query):
      return update(&state, .countLoaded(request: request, .success(store.count(query, now))), at: now)
    case .loadContent(let request, let id, let revealing):
      return update(&state, .contentLoaded(request: request, store.content(id, revealing: revealing)), at: now)
    case .preview(let request, let plan):
      return update(&state, .previewLoaded(request: request, store.preview(plan)), at: now)
    case .write(let plan, let summary):
      let effects = update(&state, .writeFinished(store.write(plan, summary, now)), at: now)
      return effects + update(&state, .undoChanged(store.undoSummary), at: now)
    case .undo:
      let effects = update(&state, .undoFinished(.undo, store.undo()), at: now)
      return effects + update(&state, .undoChanged(store.undoSummary), at: now)
    case .redo:
      let effects = update(&state, .undoFinished(.redo, store.redo()), at: now)
      return effects + update(&state, .undoChanged(store.undoSummary), at: now)
    case .listUndo: return update(&state, .undoListed(store.steps), at: now)
    case .listThemes: return update(&state, .themesListed(["harbour", "terminal"]), at: now)
    case .setTheme(let name): return update(&state, .themeChanged(name, problem: nil), at: now)
    case .tick(let after):
      alarm = now + after
      return []
    default: return []
    }
  }
}

extension Effect {
  var isRequest: Bool {
    switch self {
    case .loadPage, .count, .loadContent, .write, .undo, .redo, .preview: true
    default: false
    }
  }

  /// A text put on the clipboard.
  var copiedText: String? { if case .copy(let text, _) = self { text } else { nil } }
  var isPage: Bool { if case .loadPage = self { true } else { false } }
  var isWrite: Bool { if case .write = self { true } else { false } }
  var isTick: Bool { if case .tick = self { true } else { false } }
}

extension State {
  /// The ids of the list as shown, `-` before those that are gone.
  var shownIDs: [String] { list.items.map { ($0.isGone ? "-" : "") + $0.id.text } }
  var cursorID: String? { list.cursor?.text }
  var shownKeys: [String] { open?.nodes.map { $0.path.description } ?? [] }
}
