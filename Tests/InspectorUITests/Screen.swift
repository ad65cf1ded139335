import InspectorCore
import InspectorUI
import SessionModel
import TerminalUI
import Testing

/// What a person sees.
struct Screen {
  let frame: Frame

  init(_ inspector: Inspector) { frame = view(inspector.state, size: inspector.state.size) }

  var text: String { frame.text() }
}

/// Reads like a sentence: `expect(inspector).shows("Deleted")`.
func expect(_ inspector: Inspector) -> ScreenExpectation { ScreenExpectation(screen: Screen(inspector)) }

struct ScreenExpectation {
  let screen: Screen

  func shows(_ texts: String..., at location: SourceLocation = #_sourceLocation) {
    for text in texts {
      #expect(screen.text.contains(text), "the screen is\n\(screen.text)", sourceLocation: location)
    }
  }

  func hides(_ texts: String..., at location: SourceLocation = #_sourceLocation) {
    for text in texts {
      #expect(!screen.text.contains(text), "the screen is\n\(screen.text)", sourceLocation: location)
    }
  }
}
