import Foundation
import Testing

@testable import Adapters

@Suite("Adapters")
struct AdaptersTests {
  @Test("What is embedded is the file of the sources")
  func embedded() throws {
    let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
      .deletingLastPathComponent()
    let source = try Data(contentsOf: root.appendingPathComponent("Sources/Adapters/starlette.py"))
    #expect(Adapter.starlette.text == Array(source))
  }

  @Test("Every adapter offers attach and says how to install it")
  func offersAttach() {
    for adapter in Adapter.all {
      let text = String(decoding: adapter.text, as: UTF8.self)
      #expect(text.contains("def attach("))
      #expect(text.contains("SESSPECT_DEBUG"))
      #expect(text.contains(adapter.module + ".attach(app)"))
    }
  }
}
