import SessionModel
import TerminalUI

extension State {
  /// More sessions than this have their number typed.
  static let typedAbove = 10

  /// Asks before a destructive change. The plan is fixed now: what `y` does later is what is asked here.
  mutating func ask(_ plan: WritePlan, _ subject: WriteSubject, retained: EditPrompt? = nil) -> [Effect] {
    guard writing == nil else {
      say(.waitsForWrite)
      return []
    }
    var count: Int?
    if case .sessions(let targets) = plan.selection { count = targets.count }
    var confirmation = Confirmation(plan: plan, subject: subject, count: count, typed: nil, retained: retained)
    var effects: [Effect] = []
    if case .matching(let query) = plan.selection {
      let number = nextRequest()
      confirmation.countRequest = number
      confirmation.typed = TextField()
      effects.append(.count(request: number, query))
    }
    if settings.isProduction || (count ?? 0) > Self.typedAbove { confirmation.typed = TextField() }
    prompt = .confirm(confirmation)
    notice = nil
    return effects
  }

  mutating func takeForConfirmation(_ number: Int, _ result: Result<Count, StoreError>) -> Bool {
    guard case .confirm(var confirmation) = prompt, confirmation.countRequest == number else { return false }
    switch result {
    case .success(let count):
      confirmation.count = count.matched
      if count.matched <= Self.typedAbove, !settings.isProduction { confirmation.typed = nil }
      prompt = .confirm(confirmation)
    case .failure(let error):
      prompt = nil
      say(.store(error))
    }
    return true
  }

  /// Only `y` confirms. Enter never does: it is what people press without reading.
  mutating func confirmKey(_ confirmation: Confirmation, _ key: KeyEvent) -> [Effect] {
    var confirmation = confirmation
    confirmation.wasEntered = false
    confirmation.waitsForTarget = false
    switch key {
    case .character("y") where confirmation.isReady && connection != .live:
      confirmation.waitsForTarget = true
    case .character("y") where confirmation.isReady:
      prompt = nil
      var base = confirmation.retained?.base ?? shownContent?.data
      if case .editDocument = confirmation.subject { base = editor?.base }
      return write(confirmation.plan, confirmation.subject, retained: confirmation.retained, base: base)
    case .character("n"), .character("q"), .escape, .ctrl("c"), .ctrl("g"):
      return keep(confirmation)
    // Whoever presses Enter without reading keeps everything; with a number half typed it is a slip.
    case .enter where confirmation.typed == nil: return keep(confirmation)
    case .character("p"):
      confirmation.showsPreview.toggle()
      guard confirmation.showsPreview, confirmation.preview == nil, confirmation.previewRequest == nil else { break }
      let number = nextRequest()
      confirmation.previewRequest = number
      prompt = .confirm(confirmation)
      return [.preview(request: number, confirmation.plan)]
    case .character(let scalar) where confirmation.typed != nil && scalar.properties.numericType == .decimal:
      _ = confirmation.typed?.handle(key)
    case .backspace, .delete, .left, .right, .ctrl("u"): _ = confirmation.typed?.handle(key)
    default: confirmation.wasEntered = true
    }
    prompt = .confirm(confirmation)
    return []
  }

  /// Closes the question; an edit that was waiting for it goes on.
  private mutating func keep(_ confirmation: Confirmation) -> [Effect] {
    prompt = confirmation.retained.map(Prompt.edit)
    guard confirmation.count == nil, let request = confirmation.countRequest else { return [] }
    return [.cancel(request: request)]
  }

  mutating func previewLoaded(_ number: Int, _ lines: [String]) {
    guard case .confirm(var confirmation) = prompt, confirmation.previewRequest == number else { return }
    confirmation.preview = lines
    prompt = .confirm(confirmation)
  }
}
