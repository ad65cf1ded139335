import SessionModel
import TerminalUI

extension State {
  mutating func editKey(_ edit: EditPrompt, _ key: KeyEvent) -> [Effect] {
    var edit = edit
    switch key {
    case .enter: return submit(edit)
    case .escape, .ctrl("c"), .ctrl("g"):
      prompt = nil
      return []
    default:
      if edit.field.handle(key) { edit.problem = nil }
      prompt = .edit(edit)
      return []
    }
  }

  /// Enter in the field applies what was typed on purpose; it can be undone.
  private mutating func submit(_ edit: EditPrompt) -> [Effect] {
    var edit = edit
    switch edit.change() {
    case .failure(let problem):
      edit.problem = problem
      prompt = .edit(edit)
      return []
    case .success(nil):
      if edit.purpose == .newName {
        // The name is there; now its value.
        edit.path = edit.path.key(Text(edit.field.text))
        edit.purpose = .newValue
        edit.field = TextField()
        edit.problem = nil
        prompt = .edit(edit)
      } else {
        prompt = nil
        say(.nothingChanged)
      }
      return []
    case .success(let change?):
      if edit.meanwhile == .gone {
        edit.problem = .gone(edit.session.id)
        prompt = .edit(edit)
        return []
      }
      guard connection == .live else {
        // What was typed waits until the target answers again.
        edit.problem = .notConnected(connection)
        prompt = .edit(edit)
        return []
      }
      let plan = WritePlan(.edit([change]), on: .sessions([.init(edit.session.id, edit.revision)]))
      let subject = edit.subject(of: change)
      if settings.isProduction { return ask(plan, subject, retained: edit) }
      let effects = write(plan, subject, retained: edit, base: edit.base)
      if effects.isEmpty { return [] }
      prompt = nil
      return effects
    }
  }
}

extension EditPrompt {
  /// The value as typed so far, for the message line; nil where it is none.
  public var typedValue: Value? {
    switch purpose {
    case .value(let kind): try? Typed.value(field.text, as: kind, like: old).get()
    case .newValue: Typed.anything(field.text)
    case .newName, .rename: nil
    }
  }

  /// The change that was typed; nil when nothing is different, or a name waits for its value.
  func change() -> Result<Change?, EditProblem> {
    let text = field.text
    switch purpose {
    case .value(let kind):
      return Typed.value(text, as: kind, like: old).flatMap { new in
        guard let old else { return .failure(.noSuchKey(path)) }
        return .success(old == new && old.kind == new.kind ? nil : Change(path, .replace(old: old, new: new)))
      }
    case .newName:
      let name = Text(text)
      if base[path.key(name)] != nil { return .failure(.nameTaken(text)) }
      return .success(nil)
    case .newValue: return .success(Change(path, .add(Typed.anything(text), position: nil)))
    case .rename:
      guard case .key(let key)? = path.last else { return .failure(.noSuchKey(path)) }
      let name = Text(text)
      if name == key { return .success(nil) }
      if base[path.parent.key(name)] != nil { return .failure(.nameTaken(text)) }
      return .success(Change(path, .rename(to: name)))
    }
  }

  func subject(of change: Change) -> WriteSubject {
    switch change.operation {
    case .add(let value, _): .addKey(session, path, value)
    case .remove(let old, _): .deleteKey(session, path, old: old)
    case .replace(let old, let new): .setValue(session, path, old: old, new: new)
    case .rename(let name): .renameKey(session, path, to: name.string)
    }
  }
}
