import SessionModel
import SessionStores

extension ErrorMessages {
  /// What to say of a command's own errors.
  static func describe(_ failure: CommandFailure) -> Complaint {
    switch failure {
    case .badFilter(let failure, let text): filter(failure, text: text)
    case .badPath(let failure, let text): path(failure, text: text)
    case .badValue(let failure, let text): value(failure, text: text)
    case .maskedValue:
      Complaint(
        .refused, "masked_value", "The value holds a mask, {\"$masked\":…}, which would overwrite the real value.",
        hint: "Show the session with --reveal to get the value itself.")
    case .badSort(let text):
      Complaint(
        .usage, "bad_sort", "Sessions cannot be sorted by \(quoted(text)).",
        hint: "By \(Sort.Key.allCases.map(\.rawValue).joined(separator: ", ")); '-' in front reverses.")
    case .badDuration(let text):
      Complaint(.usage, "bad_duration", "\(quoted(text)) is not a length of time.", hint: "Like 500ms, 5s, 1m.")
    case .noSelection(let verb):
      Complaint(.usage, "no_selection", "Which sessions to \(verb)?", hint: "Give their IDs, or --filter FILTER.")
    case .twoSelections(let verb):
      Complaint(.usage, "two_selections", "The sessions to \(verb) are named by IDs or by --filter, not by both.")
    case .rootPath:
      Complaint(
        .usage, "root_path", "The path is empty, which is the whole session.",
        hint: "'sesspect clear' empties a session, 'sesspect delete' ends it.")
    case .target(let problem): target(problem)
    case .notConfirmed(let verb, let count):
      Complaint(
        .refused, "not_confirmed", "This would \(verb) \(sessions(count)), so it has to be confirmed.",
        hint: "--yes confirms, --dry-run shows what would happen.")
    case .wrongCount(let verb, let typed, let count):
      Complaint(.refused, "not_confirmed", "\(quoted(typed)) is not \(grouped(count)): did not \(verb) anything.")
    case .conflicts(let verb, let done, let conflicts, let undo): self.conflicts(verb, done, conflicts, undo)
    case .partly(let error, let undo): partly(error, undo: undo)
    case .rawOnTerminal:
      Complaint(
        .refused, "raw_on_terminal", "The stored bytes may hold control characters, so they do not go to a terminal.",
        hint: "Send them to a file: sesspect show TARGET ID --raw > FILE")
    case .noJournal:
      Complaint(
        .failed, "no_journal", "There is no folder for the undo journal: neither XDG_STATE_HOME nor HOME is set.",
        hint: "Nothing is changed without it. Set one of them.")
    case .nothingToUndo(let target):
      Complaint(
        .notFound, "nothing_to_undo",
        target.map { "Nothing was changed in \(quoted($0)) that could be undone." } ?? "There is nothing to undo.",
        hint: "'sesspect undo --list' shows what was done.")
    case .nothingToRedo(let target):
      Complaint(
        .notFound, "nothing_to_redo",
        target.map { "Nothing was undone in \(quoted($0)), or it was changed since." } ?? "There is nothing to redo.",
        hint: "'sesspect undo --list' shows what was done.")
    case .noSuchOperation(let name):
      Complaint(
        .notFound, "no_such_operation", "The undo journal has no operation \(quoted(name)).",
        hint: "'sesspect undo --list' shows those it has.")
    case .operationState(let name, let state):
      Complaint(
        .conflict, "operation_state",
        state == .running
          ? "Operation \(plain(name)) is still under way." : "Operation \(plain(name)) is \(state.rawValue).",
        hint: state == .undone ? "--redo makes it again." : nil)
    case .importLine(let line, let problem): importLine(line, problem)
    case .unreadable(let path, let detail):
      Complaint(.failed, "unreadable", "\(quoted(path)) cannot be read: \(plain(detail)).")
    case .config(let problem): config(problem)
    case .noSuchTheme(let name, let known):
      Complaint(.notFound, "no_such_theme", "There is no theme \(quoted(name)).", hint: "There are: \(list(known)).")
    case .themeProblems(let count):
      Complaint(.failed, "theme_problems", count == 1 ? "The theme has a problem." : "The theme has \(count) problems.")
    case .doctor(let problem): doctor(problem)
    case .cookie(let problem): cookie(problem)
    case .output(let detail):
      Complaint(.failed, "output", "The output could not be written: \(plain(detail)).")
    case .noSuchAdapter(let name, let known):
      Complaint(
        .notFound, "no_such_adapter", "There is no adapter for \(quoted(name)).",
        hint: "There are: \(list(known)). Sessions in a Django or Flask store need none: sesspect FILE.")
    case .serving(let port, let detail):
      Complaint(
        .failed, "serving", "The demo server could not start on port \(port): \(plain(detail)).",
        hint: "--port 0 takes any port that is free.")
    }
  }

  private static func target(_ problem: CommandFailure.TargetProblem) -> Complaint {
    switch problem {
    case .notFound(let name, let configured):
      Complaint(
        .notFound, "no_such_target", "There is no file and no configured target \(quoted(name)).",
        hint: Nearest.name(to: name, among: configured + Sesspect.commandNames).map { "Did you mean \(quoted($0))?" }
          ?? (configured.isEmpty
            ? "TARGET is a SQLite file, or a name from the config file ('sesspect paths' says where that is)."
            : "The config file names: \(list(configured))."))
    case .unsupportedAddress(let address):
      Complaint(
        .usage, "unsupported_address", "\(quoted(address)) is not an address this program can open.",
        hint: "'sesspect --help' lists the kinds of target.")
    case .nothingHere(let folder):
      Complaint(
        .notFound, "nothing_here",
        "No running app offers its sessions, and no session store was found in \(quoted(folder)).",
        hint: "Name a store: sesspect FILE. Start an app with SESSPECT_DEBUG=1. Or try 'sesspect demo'.")
    case .severalHere(let paths):
      Complaint(
        .usage, "several_here", "There is more than one target here.",
        hint: "Name one:\n" + paths.map { "  sesspect \(plain($0))" }.joined(separator: "\n"))
    case .needsTerminal:
      Complaint(
        .usage, "needs_terminal", "The inspector needs a terminal, and this is none (or TERM is 'dumb').",
        hint: "Without one there are: list, show, count, watch, set, unset, delete, clear, undo, export, import.")
    case .unknownTerminal(let name):
      Complaint(
        .usage, "unknown_terminal", "The terminal type \(quoted(name)) (TERM) cannot show the inspector.",
        hint: "Try TERM=xterm-256color sesspect …, or use the commands: list, show, set, delete, undo.")
    case .secretFile(let path, let detail):
      Complaint(.refused, "secret_file", "The secret key file \(quoted(path)) cannot be read: \(plain(detail)).")
    case .secretFileEmpty(let path):
      Complaint(.refused, "secret_file", "The secret key file \(quoted(path)) is empty.")
    case .noEndpoint(let name):
      Complaint(
        .unreachable, "no_endpoint", "\(quoted(name)) offers no debug endpoint.",
        hint: "Is it running, as the same user, with SESSPECT_DEBUG=1? 'sesspect' alone lists what it finds.")
    case .severalEndpoints(let name, let choices):
      Complaint(
        .usage, "several_endpoints", "\(quoted(name)) is more than one debug endpoint.",
        hint: "Name one:\n" + choices.map { "  \(plain($0))" }.joined(separator: "\n"))
    case .noToken(let name, let running):
      Complaint(
        .refused, "no_token", "There is no token for \(quoted(name)): no discovery file names that address.",
        hint: (running.isEmpty
          ? "" : "If it is the app's own, its debug endpoint has another: \(list(running)). ")
          + "Give the token with --token-file FILE, or in SESSPECT_TOKEN.")
    case .discovery(let problem): discovery(problem)
    case .badSSHAddress(let url):
      Complaint(
        .usage, "bad_address", "\(quoted(url)) is not an ssh address.",
        hint: "Like ssh://HOST, ssh://USER@HOST:22/pid:4711, ssh://HOST/app:NAME or "
          + "ssh://HOST/run/user/1000/…/4711.sock")
    case .ssh(let name, let detail):
      Complaint(
        .unreachable, "ssh", "\(quoted(name)) cannot be reached by ssh: \(plain(detail)).",
        hint: "Does 'ssh' to this host work by itself?")
    case .noSuchVariable(let name):
      Complaint(.refused, "secret_env", "The environment has no variable \(quoted(name)), or it is empty.")
    }
  }

  private static func conflicts(_ verb: String, _ done: Int, _ conflicts: [Conflict], _ undo: String?) -> Complaint {
    let names = conflicts.prefix(5).map { $0.id.shortened + ($0.current == nil ? " (gone)" : "") }
    let more = conflicts.count > names.count ? ", and \(grouped(conflicts.count - names.count)) more" : ""
    return Complaint(
      .conflict, "conflict",
      "\(sessions(conflicts.count)) changed meanwhile and \(conflicts.count == 1 ? "was" : "were") left alone: "
        + "\(list(names))\(more). \(verb) \(sessions(done)).",
      hint: undo.map { "Undo that with: \($0)" })
  }

  private static func partly(_ error: StoreError, undo: String) -> Complaint {
    var complaint = describe(error)
    let hint = "Some of it was done. Undo that with: \(undo)"
    complaint.hint = complaint.hint.map { $0 + "\n" + hint } ?? hint
    return complaint
  }

  private static func importLine(_ line: Int, _ problem: CommandFailure.ImportProblem) -> Complaint {
    switch problem {
    case .json(let failure):
      Complaint(.failed, "bad_import", "Line \(line) is not JSON: \(reason(failure)). Nothing was imported.")
    case .notASession:
      Complaint(
        .failed, "bad_import", "Line \(line) is not an exported session. Nothing was imported.",
        hint: "'sesspect export' writes what can be imported.")
    case .schema:
      Complaint(.failed, "bad_import", "Line \(line) was written by a later version of sesspect. Nothing was imported.")
    case .masked:
      Complaint(
        .refused, "masked_import",
        "Line \(line) is masked: importing it would lose the real values. Nothing was imported.",
        hint: "Export again with --reveal.")
    case .dialect(let exported, let target):
      Complaint(
        .refused, "import_dialect",
        "Line \(line) comes from \(plain(exported)), the target is \(plain(target)). Nothing was imported.",
        hint: "--convert writes the values in the target's own format.")
    }
  }
}
