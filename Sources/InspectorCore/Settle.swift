import SessionModel
import TerminalUI

extension State {
  /// What follows from the state after any message: marks fade, what is missing is loaded, views scroll, the timer is
  /// set.
  mutating func settle() -> [Effect] {
    expire()
    takeFilterWhenDue()
    var effects = listEffects()
    effects += openingEffects()
    effects += pinEffects()
    effects += countEffects()
    scroll()
    showValue()
    effects += tickEffects()
    return effects
  }

  private mutating func expire() {
    if let until = noticeUntil, until <= now {
      notice = nil
      noticeUntil = nil
    }
    if let until = revealedUntil, until <= now {
      hideSecrets()
      say(.hidden)
    }
    if let since = interruptedAt, now - since >= .seconds(2) { interruptedAt = nil }
    // A screen that stands still keeps its marks.
    guard !list.isFrozen else { return }
    list.fade(at: now, held: heldSession)
    fadeKeys()
  }

  /// The session an open prompt is about.
  private var heldSession: SessionID? {
    switch prompt {
    case .edit(let edit): edit.session.id
    case .confirm(let confirmation): confirmation.subject.session?.id
    default: nil
    }
  }

  /// Counts are costly on large stores: they rest five times as long as they took.
  private mutating func countEffects() -> [Effect] {
    let cancelled = counting.abandoned.map { Effect.cancel(request: $0) }
    counting.abandoned = []
    return cancelled + nextCount()
  }

  private mutating func nextCount() -> [Effect] {
    guard counting.isDirty, counting.request == nil, list.hasLoaded, list.loading == nil, connection == .live else {
      return []
    }
    if list.isFrozen, counting.count != nil { return [] }
    if let rest = counting.restsUntil, rest > now { return [] }
    let number = nextRequest()
    counting.request = number
    counting.began = now
    counting.isDirty = false
    return [.count(request: number, list.query)]
  }

  mutating func countLoaded(_ number: Int, _ result: Result<Count, StoreError>) {
    if takeForConfirmation(number, result) { return }
    guard counting.request == number else { return }
    counting.request = nil
    let took = counting.began.map { now - $0 } ?? .zero
    counting.restsUntil = now + max(.seconds(1), took * 5)
    if case .success(let count) = result {
      counting.count = count
      counting.query = list.query
      counting.sample(count.active, at: now)
    }
  }

  private mutating func scroll() {
    let layout = layout
    list.viewport.update(
      count: list.items.count, selected: list.cursorIndex, height: layout.dataRows(of: .list))
    activity.viewport.update(
      count: activityCount, selected: activity.selected, height: layout.dataRows(of: .activity))
    if let open {
      self.open?.viewport.update(
        count: open.nodes.count, selected: open.cursorIndex, height: layout.dataRows(of: .keys))
    }
  }

  // MARK: The timer

  private mutating func tickEffects() -> [Effect] {
    if let due = tickAt, due <= now { tickAt = nil }
    guard let next = nextDeadline else { return [] }
    let at = max(next, now + .milliseconds(10))
    // An earlier timer that is already set will bring us here again.
    if let set = tickAt, set <= at { return [] }
    tickAt = at
    return [.tick(after: at - now)]
  }

  /// The next moment at which something on the screen changes by itself; nil when nothing does.
  private var nextDeadline: Timestamp? {
    var times: [Timestamp?] = [noticeUntil, revealedUntil, interruptedAt.map { $0 + .seconds(2) }]
    if case .filter(let prompt) = prompt { times.append(prompt.dueAt) }
    if !list.isFrozen {
      times.append(list.nextFading)
      times.append(open?.flashes.values.map(\.since).min().map { $0 + ListState.fading })
      if list.isDirty, list.loading == nil, list.hasLoaded { times.append(list.restsUntil) }
      if counting.isDirty, counting.request == nil, list.hasLoaded { times.append(counting.restsUntil) }
      times.append(nextClock)
    }
    return times.compactMap { $0 }.filter { $0 > now }.min()
  }

  /// When an age or a remaining time on the screen reads differently.
  private var nextClock: Timestamp? {
    guard Layout.form(of: size) != .line else { return nil }
    var step: Duration?
    for index in list.viewport.visible where list.items.indices.contains(index) {
      let session = list.items[index].session
      for time in [session.seen, session.expires].compactMap({ $0 }) {
        let distance = abs((now - time).milliseconds)
        let needed: Duration = distance < 60_000 ? .seconds(1) : distance < 3_600_000 ? .seconds(15) : .seconds(60)
        step = min(step ?? needed, needed)
      }
    }
    return step.map { now + $0 }
  }
}
