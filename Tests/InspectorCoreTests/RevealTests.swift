import InspectorCore
import SessionModel
import TerminalUI
import Testing

/// A server that masks secrets before they leave it.
@Suite("Masked at the target")
struct RevealTests {
  private func masked(_ change: (inout SampleStore) -> Void = { _ in }) -> Inspector {
    var store = SampleStore.sample()
    store.masksSecrets = true
    change(&store)
    var inspector = Inspector(store)
    inspector.press("enter")
    return inspector
  }

  private func reveals(_ inspector: Inspector) -> [Bool] {
    inspector.effects.compactMap { if case .loadContent(_, _, let revealing) = $0 { revealing } else { nil } }
  }

  @Test("M asks the server for real values, and goes back to masked ones at once")
  func reveal() {
    var inspector = masked()
    #expect(inspector.state.masksAtTarget)
    #expect(reveals(inspector).allSatisfy { !$0 })
    inspector.press("M")
    #expect(reveals(inspector).last == true)
    #expect(inspector.state.open?.content?.data[Path(key: "_csrf_token")] == "d41d8cd98f00b204e9800998ecf8427e")
    #expect(inspector.state.value.shown?.text == "d41d8cd98f00b204e9800998ecf8427e")
    inspector.press("M")
    #expect(inspector.state.open?.cursorNode?.mask?.bytes == 32)
    #expect(reveals(inspector).last == false)
  }

  @Test("Real values are masked again after half a minute and leave no trace in the history")
  func expires() {
    var inspector = masked()
    inspector.press("M")
    inspector.pass(.seconds(31))
    #expect(inspector.state.open?.isReal == false)
    #expect(inspector.state.open?.cursorNode?.mask != nil)
    #expect(inspector.state.histories[SessionEvent.shopper].events.isEmpty)
    #expect(inspector.state.histories[SessionEvent.shopper].snapshots.count == 1)
  }

  @Test("A store that gives everything is asked no second time")
  func local() {
    var inspector = Inspector(.sample())
    inspector.press("enter")
    let before = reveals(inspector).count
    inspector.press("M")
    #expect(reveals(inspector).count == before)
  }

  @Test("A server that keeps its secrets says so, and the masked session stays on the screen")
  func refused() {
    var inspector = masked { $0.keepsSecrets = true }
    inspector.press("M")
    #expect(inspector.state.notice == .revealRefused(.readOnly(.target)))
    #expect(!inspector.state.isRevealed)
    #expect(inspector.state.shownKeys.contains("_csrf_token"))
  }

  @Test("A server that masks all the same is not taken for one that reveals")
  func ignored() {
    var inspector = masked { $0.ignoresReveal = true }
    inspector.press("M")
    #expect(inspector.state.notice == .revealRefused(nil))
    #expect(!inspector.state.isRevealed)
    #expect(inspector.state.open?.isReal == false)
  }

  @Test("A masked value opens no braces and is copied as bullets, with a word about it")
  func copy() {
    var inspector = masked()
    #expect(inspector.state.open?.cursorNode?.isExpandable == false)
    inspector.press("y", "y")
    #expect(inspector.effects.compactMap(\.copiedText) == ["••••••••"])
    inspector.send(.copied(.done(.value, method: "OSC 52")))
    #expect(inspector.state.notice == .copied(.done(.value, method: "OSC 52"), masked: true))
    inspector.press("1")
    inspector.run("copy-json")
    #expect(inspector.effects.compactMap(\.copiedText).last?.contains("$masked") == false)
  }

  @Test("Typing over a masked value replaces it without looking at it")
  func replace() {
    var inspector = masked()
    inspector.press("e")
    guard case .edit(let edit)? = inspector.state.prompt else {
      Issue.record("nothing is typed")
      return
    }
    #expect(edit.field.text.isEmpty)
    #expect(edit.replacesMasked)
    inspector.type("fresh")
    inspector.holds = true
    inspector.press("enter")
    guard case .write(let plan, _)? = inspector.held.last, case .edit(let changes) = plan.action,
      case .replace(let old, let new)? = changes.first?.operation
    else {
      Issue.record("nothing is written")
      return
    }
    #expect(new == "fresh")
    #expect(Masking.holdsPlaceholder(old))
  }

  @Test("A mask is never written in the place of a secret")
  func neverWritten() {
    var inspector = masked()
    inspector.press("1", "E")
    inspector.send(.editorReturned(.text(#"{"copy":{"$masked":{"len":3,"sha256":"00000000"}}}"#)))
    inspector.press("y")
    #expect(inspector.count(\.isWrite) == 0)
    #expect(inspector.state.notice == .holdsMask)
  }
}
