import SessionModel

extension State {
  /// Puts something of the selected session on the clipboard. A masked value stays masked.
  mutating func copy(_ item: CopyItem) -> [Effect] {
    guard let session = selectedSession else {
      say(.disabled(command: "copy", .noSession))
      return []
    }
    if item == .id { return [.copy(session.id.text, .id)] }
    if item == .command { return [.copy(shellCommand(for: session), .command)] }
    if item == .json, focus == .list || open?.cursorNode == nil {
      guard let content = shownContent else {
        say(.disabled(command: "copy-json", .stillLoading))
        return []
      }
      return [.copy(JSONWriter.string(disclosed(content.data), style: .pretty), .json)]
    }
    guard let node = open?.cursorNode else {
      say(.disabled(command: "copy", .noKey))
      return []
    }
    if item == .key { return [.copy(node.path.description, .key)] }
    let value = isHidden(node) ? .string(Text(Masks.replacement)) : disclosed(node.value)
    switch item {
    case .json: return [.copy(JSONWriter.string(value, style: .pretty), .json)]
    case .rawValue: return [.copy(ValueText.rawText(value), .rawValue)]
    default:
      // A terminal must not obey what is pasted into it: controls are copied in their JSON spelling.
      let raw = ValueText.rawText(value)
      let isPlain = raw.unicodeScalars.allSatisfy { $0.value >= 0x20 && !(0x7f...0x9f).contains($0.value) }
      guard isPlain else {
        return [.copy(JSONWriter.string(value, style: .compactASCII), .value)]
      }
      return [.copy(raw, .value)]
    }
  }

  /// Whether what `copy` takes now has secrets replaced.
  var copiesMasked: Bool {
    if isRevealed, open?.isReal ?? true || !masksAtTarget { return false }
    if focus != .list, let node = open?.cursorNode {
      return isHidden(node) || disclosed(node.value) != node.value
    }
    guard let data = shownContent?.data else { return false }
    return disclosed(data) != data
  }

  /// Whether the value at a path of a session is shown as bullets now.
  public func isHidden(_ path: Path) -> Bool { !isRevealed && masks.hides(path) }

  /// Whether a line of the keys pane is shown as bullets now: it is a secret here, or the target gave only a stand-in.
  public func isHidden(_ node: KeyNode) -> Bool { node.mask != nil || isHidden(node.path) }

  /// The value as it may be shown now: secrets replaced unless revealed, and what the target masks always.
  public func disclosed(_ value: Value) -> Value {
    isRevealed ? MaskedValue.replaced(in: value) : masks.masking(value)
  }

  /// The session commands act on: the one under the cursor of the list, or the open one in the other panes.
  public var selectedSession: Session? {
    if focus != .list, let open { return shownContent?.session ?? list.items.first { $0.id == open.id }?.session }
    return list.cursorItem?.session
  }

  /// The command line that shows this session, or sets this key to what it is.
  private func shellCommand(for session: Session) -> String {
    let target = Shell.quoted(info.target)
    let id = Shell.quoted(session.id.text)
    guard focus != .list, let node = open?.cursorNode, !isHidden(node) else {
      return "sesspect show \(target) \(id)"
    }
    let value = JSONWriter.string(disclosed(node.value), style: .compactASCII)
    return "sesspect set \(target) \(id) \(Shell.quoted(node.path.description)) \(Shell.quoted(value))"
  }
}

/// Words of a POSIX shell command line (IEEE Std 1003.1, Shell Command Language, 2.2.2).
enum Shell {
  static func quoted(_ word: String) -> String {
    let plain = word.unicodeScalars.allSatisfy {
      $0.isASCII
        && ($0.properties.isAlphabetic || $0.properties.numericType == .decimal
          || "-_./:@%+,=".unicodeScalars.contains($0))
    }
    if plain, !word.isEmpty { return word }
    return "'" + word.split(separator: "'", omittingEmptySubsequences: false).joined(separator: "'\\''") + "'"
  }
}
