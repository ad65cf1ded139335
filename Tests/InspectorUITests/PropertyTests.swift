import InspectorCore
import InspectorUI
import SessionModel
import TerminalUI
import Testing

/// Random people, random stores, random screens.
@Suite("Any input, any size")
struct PropertyTests {
  /// SplitMix64: the same sequence on every machine.
  struct Generator: RandomNumberGenerator {
    var state: UInt64
    mutating func next() -> UInt64 {
      state &+= 0x9e37_79b9_7f4a_7c15
      var z = state
      z = (z ^ (z >> 30)) &* 0xbf58_476d_1ce4_e5b9
      z = (z ^ (z >> 27)) &* 0x94d0_49bb_1331_11eb
      return z ^ (z >> 31)
    }
  }

  private static let keys =
    CommandTable.all.flatMap { $0.keys.values.flatMap { $0 } } + [
      "y", "n", "1", "2", "0", "p", "\"", "ctrl-u", "backspace",
    ]

  @Test("Random keys, changes and answers never crash, and every screen holds together", arguments: 0..<12)
  func randomWalk(seed: Int) {
    var generator = Generator(state: UInt64(seed))
    var inspector = Inspector(seed.isMultiple(of: 3) ? .numbered(900) : .sample())
    for step in 0..<160 {
      act(&inspector, step, &generator)
      let size = Size(columns: .random(in: 0...300, using: &generator), rows: .random(in: 0...300, using: &generator))
      if step % 10 == 0 { check(inspector.state, size) }
      check(inspector.state, inspector.state.size)
    }
  }

  private func act(_ inspector: inout Inspector, _ step: Int, _ generator: inout Generator) {
    switch Int.random(in: 0..<20, using: &generator) {
    case 0:
      inspector.send(
        .resized(Size(columns: .random(in: 0...140, using: &generator), rows: .random(in: 0...50, using: &generator))))
    case 1: inspector.pass(.milliseconds(.random(in: 0...12_000, using: &generator)))
    case 2:
      let victim = inspector.store.entries.keys.sorted { $0.text < $1.text }.randomElement(using: &generator)
      inspector.elsewhere { if let victim { $0.remove(victim.text) } }
    case 3:
      let id = "new\(step)"
      inspector.elsewhere { $0.add(id, user: "u\u{202E}\u{1b}[2J", seen: Inspector.start, ["k\u{9b}": "v\r\n\t"]) }
    case 4:
      let changed = inspector.store.entries.keys.sorted { $0.text < $1.text }.randomElement(using: &generator)
      inspector.elsewhere { if let changed { $0.set("visits", .number(Number(step)), of: changed.text) } }
    case 5: inspector.send(.pasted("paste\n\u{1b}]52;c;\u{7}"))
    case 6: inspector.send(.editorReturned(.text(#"{"a": 1}"#)))
    case 7: inspector.send(.countLoaded(request: step, .failure(.cancelled)))
    case 8: inspector.send(.storeSignalled(.connection(Bool.random(using: &generator) ? .live : .reconnecting)))
    default:
      if let key = Self.keys.randomElement(using: &generator) { inspector.press(key) }
    }
  }

  private func check(_ state: State, _ size: Size) {
    let frame = view(state, size: size)
    #expect(frame.size == size)
    let rows = frame.roles(trimmed: false).split(separator: "\n", omittingEmptySubsequences: false)
    if size.rows > 0, size.columns > 0 {
      #expect(rows.count == size.rows)
      #expect(rows.allSatisfy { $0.count == size.columns })
    }
    let isClean = frame.text().unicodeScalars.allSatisfy { scalar in
      scalar == "\n" || (scalar.value >= 0x20 && !(0x7f...0x9f).contains(scalar.value) && scalar.value != 0x202e)
    }
    #expect(isClean)
    let form = Layout.form(of: size)
    if form != .line, state.overlay == nil, state.focus == .list, state.list.cursorIndex != nil,
      state.layout(at: size).dataRows(of: .list) > 0
    {
      #expect(frame.roles().contains("C"), "the cursor's row is not on the screen at \(size)\n\(frame.text())")
    }
    #expect(state.list.rows.count <= ListState.windowLimit)
  }
}
