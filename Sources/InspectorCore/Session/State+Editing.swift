import SessionModel
import TerminalUI

extension State {
  /// Opens the field for the value under the cursor, or the editor where one line does not say all of it.
  mutating func beginEdit() -> [Effect] {
    guard let content = open?.content, let node = open?.cursorNode else { return [] }
    if node.mask != nil { return replaceMasked(content, node) }
    guard Typed.fitsField(node.value) else { return openEditor() }
    if node.value.kind == .null { return beginTypeChange() }
    focus = focus == .list ? .keys : focus
    prompt = .edit(
      EditPrompt(
        session: content.session, path: node.path, purpose: .value(kind: node.value.kind),
        field: TextField(Typed.text(of: node.value)), base: content.data, revision: content.session.revision))
    return []
  }

  /// A secret that only the target knows is typed anew; what it was is neither shown nor compared.
  private mutating func replaceMasked(_ content: SessionContent, _ node: KeyNode) -> [Effect] {
    focus = focus == .list ? .keys : focus
    prompt = .edit(
      EditPrompt(
        session: content.session, path: node.path, purpose: .value(kind: .string), field: TextField(),
        base: content.data, revision: content.session.revision))
    return []
  }

  mutating func beginTypeChange() -> [Effect] {
    prompt = .menu(.types)
    return []
  }

  /// The value as near to another type as it gets, in the field.
  mutating func changeType(to kind: Value.Kind) -> [Effect] {
    guard let content = open?.content, let node = open?.cursorNode else { return [] }
    prompt = .edit(
      EditPrompt(
        session: content.session, path: node.path, purpose: .value(kind: kind),
        field: TextField(node.mask == nil ? Typed.converted(node.value, to: kind) : ""), base: content.data,
        revision: content.session.revision))
    return []
  }

  mutating func beginAddKey() {
    guard let content = open?.content else { return }
    // Inside an expanded object its own keys are added to, else beside the one under the cursor.
    var parent = Path.root
    if focus != .list, let node = open?.cursorNode {
      parent = node.isExpanded ? node.path : node.path.parent
    }
    if focus == .list { focus = .keys }
    // An element of an array has no name.
    let elements = content.data[parent].flatMap { if case .array(let elements) = $0 { elements.count } else { nil } }
    prompt = .edit(
      EditPrompt(
        session: content.session, path: elements.map { parent.index($0) } ?? parent,
        purpose: elements == nil ? .newName : .newValue, field: TextField(), base: content.data,
        revision: content.session.revision))
  }

  mutating func beginRename() {
    guard let content = open?.content, let node = open?.cursorNode else { return }
    prompt = .edit(
      EditPrompt(
        session: content.session, path: node.path, purpose: .rename, field: TextField(node.label),
        base: content.data, revision: content.session.revision))
  }

  /// Gives the value under the cursor, or the whole session from the list, to the operator's editor.
  mutating func openEditor() -> [Effect] {
    guard let content = open?.content else { return [] }
    let path = focus == .list ? Path.root : open?.cursorNode?.path ?? .root
    guard let value = content.data[path] else { return [] }
    var text = JSONWriter.string(value, style: .pretty) + "\n"
    // A text that could not be taken last time is offered again: nothing typed is lost.
    if let editor, let rejected = editor.rejected, editor.session.id == content.session.id, editor.path == path {
      text = rejected
    }
    editor = EditorSession(session: content.session, path: path, base: content.data)
    return [.openEditor(content.session.id, content.session.revision, text: text)]
  }

  mutating func editorReturned(_ outcome: EditorOutcome) -> [Effect] {
    guard let editor else { return [] }
    switch outcome {
    case .unchanged:
      self.editor = nil
      say(.editorUnchanged)
    case .failed(let detail):
      self.editor = nil
      say(.editorFailed(detail))
    case .text(let text):
      do throws(JSONReader.Failure) {
        let read = try JSONReader.read(text)
        return take(read, text, of: editor)
      } catch {
        self.editor?.rejected = text
        say(.editorText(error))
      }
    }
    return []
  }

  private mutating func take(_ read: Value, _ text: String, of editor: EditorSession) -> [Effect] {
    guard let before = editor.base[editor.path] else { return [] }
    let after = Restated.value(read, like: before)
    let changes = Diff.changes(from: before, to: after)
      .map { Change(Path(editor.path.steps + $0.path.steps), $0.operation) }
    guard !changes.isEmpty else {
      self.editor = nil
      say(.nothingChanged)
      return []
    }
    // The text stays at hand until it is written.
    self.editor?.rejected = text
    return ask(
      WritePlan(.edit(changes), on: .sessions([.init(editor.session.id, editor.session.revision)])),
      .editDocument(editor.session, changes))
  }
}

/// A value read back from JSON, with the types JSON has not got restored wherever the text is as it was written.
enum Restated {
  static func value(_ read: Value, like before: Value, depth: Int = 0) -> Value {
    if JSONWriter.bytes(read) == JSONWriter.bytes(before) { return before }
    guard depth < 512 else { return read }
    switch (read, before) {
    case (.object(let members), .object(let old)):
      let known = Dictionary(old.map { ($0.key, $0.value) }, uniquingKeysWith: { first, _ in first })
      return .object(
        members.map { member in
          .init(member.key, known[member.key].map { value(member.value, like: $0, depth: depth + 1) } ?? member.value)
        })
    case (.array(let elements), .array(let old)):
      return .array(
        elements.enumerated().map { index, element in
          index < old.count ? value(element, like: old[index], depth: depth + 1) : element
        })
    case (.object(let members), .bytes):
      guard members.count == 1, members[0].key == "$bytes", case .string(let text) = members[0].value,
        let bytes = Base64.decode(text.string)
      else { return read }
      return .bytes(bytes)
    case (.string(let text), .date): return Timestamp(parsing: text.string) == nil ? read : .date(text.string)
    default: return read
    }
  }
}
