import InspectorCore
import InspectorRuntime
import SessionModel
import SessionStores
import TerminalUI

/// Starts the inspector on a target: gathers what the configuration says and hands it to the runtime.
enum InspectorStart {
  /// What the operator asked for on the command line.
  struct Wish: Sendable {
    var request: TargetRequest
    var query: Query
    var screen: ScreenOptions
    /// Where changes are written down; nil for the user's own journal.
    var journal: String?
  }

  static func run(_ wish: Wish) throws {
    let environment = Environment.current
    let directories = Directories(environment)
    let config = try Config.load(directories)
    guard let undo = wish.journal ?? directories.undo else { throw CommandFailure.noJournal }
    let options = try self.options(wish, config: config, directories: directories, environment: environment)
    let store = try Blocking.run { try await StoreOpener.open(wish.request) }
    let info = try Blocking.run { await store.info }
    defer { try? Blocking.run { await store.close() } }
    let inspector = Inspector(
      store: store, info: info, journal: UndoJournal(directory: undo),
      journalTarget: StoreOpener.journalName(wish.request.address), options: options)
    let code: Int32
    do {
      code = try inspector.run()
    } catch Inspector.OpenFailure.terminal(.unknownTerminal(let name)), Inspector.OpenFailure.terminal(
      .cannotPlaceText(let name))
    {
      throw CommandFailure.target(.unknownTerminal(name))
    } catch {
      throw CommandFailure.target(.needsTerminal)
    }
    if code != 0 { throw InspectorEnd(code: code) }
  }

  private static func options(
    _ wish: Wish, config: Config, directories: Directories, environment: Environment
  ) throws -> Inspector.Options {
    let (keymap, problems) = try KeysFile.keymap(config, directories)
    for problem in problems {
      Console.standard.talk(ErrorMessages.keys(problem, file: KeysFile.path(config, directories) ?? "keys.toml"))
    }
    let library = ThemeLibrary(directories)
    let settings = Settings(
      isProduction: wish.request.isProduction, glyphs: wish.screen.ascii ? .ascii : .unicode, keymap: keymap,
      masks: wish.request.masks,
      theme: wish.screen.theme ?? themeName(config.theme, environment), filter: wish.query.filter?.text ?? "",
      sort: wish.query.sort, includesExpired: wish.query.includesExpired)
    let masks = wish.request.masks
    var options = Inspector.Options(
      settings: settings, environment: environment.variables,
      export: { store, ids, path, masked in
        try await SessionExport(store: store, mask: Mask(reveal: !masked, patterns: masks), isMasked: masked)
          .write(ids, to: path)
      },
      theme: { name in
        guard let text = (try? library.toml(named: name)) ?? nil else { return nil }
        guard let parsed = try? library.parse(text, file: name + ".toml") else { return nil }
        return (parsed.theme, nil)
      },
      themeNames: { library.items.map(\.name) },
      describe: { ErrorMessages.complaint(for: $0)?.text ?? "\($0)" },
      now: { Environment.now })
    options.depth = wish.screen.colorDepth
    options.mouse = wish.screen.mouse
    return options
  }

  private static func themeName(_ choice: Config.ThemeChoice?, _ environment: Environment) -> String {
    switch choice {
    case nil: "terminal"
    case .one(let name): name
    case .pair(let dark, let light):
      Theme.Appearance.detected(in: environment.variables) == .light ? light : dark
    }
  }
}

/// The inspector ended for another reason than the operator's wish.
struct InspectorEnd: Error {
  var code: Int32
}
