import ArgumentParser
import SessionModel
import SessionStores
import TerminalUI

/// `sesspect stores`
struct StoresCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "stores",
    abstract: "List the session stores it knows, and what each allows.",
    discussion: """
      The name is what --dialect takes. 'secret' says that edits need the app's secret key.

      EXAMPLES
        sesspect stores
        sesspect stores --json | jq -r '.stores[].dialect'
      """)

  @Flag(help: "Print one JSON object.") var json = false

  func run() throws {
    let console = Console.standard
    let dialects = Dialects.all.sorted { $0.name < $1.name }
    if json { return try console.json(["schema": 1, "stores": .array(dialects.map(object))]) }
    var table = Table(columns: [
      .init(title: "DIALECT"), .init(title: "FRAMEWORK", minimum: 16, isElastic: true),
      .init(title: "TABLE", dropOrder: 2, isElastic: true),
      .init(title: "ALLOWS"), .init(title: "NOTES", dropOrder: 1, minimum: 16, isElastic: true),
    ])
    table.rows = dialects.map { dialect in
      let texts = [
        dialect.name, dialect.framework, dialect.tables.joined(separator: " "),
        Self.allows(dialect).joined(separator: " "),
        dialect.notes.joined(separator: "; "),
      ]
      return texts.map { SafeText(untrusted: $0) }
    }
    for line in table.lines(width: console.columns) { try console.line(line) }
  }

  /// `edit clear delete`, in a fixed order, with `secret` where edits need one.
  static func allows(_ dialect: Dialect) -> [String] {
    let order: [StoreError.Operation] = [.edit, .clear, .delete]
    return order.filter(dialect.operations.contains).map(\.rawValue) + (dialect.payload.isSigned ? ["secret"] : [])
  }

  private func object(_ dialect: Dialect) -> Value {
    func list(_ texts: [String]) -> Value { .array(texts.map(SessionJSON.text)) }
    return [
      "dialect": SessionJSON.text(dialect.name), "framework": SessionJSON.text(dialect.framework),
      "tables": list(dialect.tables), "columns": list(dialect.required),
      "operations": list(dialect.operations.map(\.rawValue).sorted()), "needs_secret": .bool(dialect.payload.isSigned),
      "notes": list(dialect.notes),
    ]
  }
}
