import DebugClient
import SessionModel
import SessionStores

/// What can go wrong in a command itself; the stores have `StoreError`. Facts only: the sentences are in
/// `ErrorMessages`.
enum CommandFailure: Error, Hashable {
  // Arguments
  case badFilter(FilterFailure, text: String)
  case badPath(Path.Failure, text: String)
  case badValue(JSONReader.Failure, text: String)
  /// The value holds a mask, `{"$masked": …}`.
  case maskedValue
  case badSort(String)
  case badDuration(String)
  case noSelection(verb: String)
  case twoSelections(verb: String)
  /// Changing the session itself instead of an entry.
  case rootPath

  case target(TargetProblem)

  // Writing
  case notConfirmed(verb: String, count: Int)
  case wrongCount(verb: String, typed: String, count: Int)
  /// Some were changed, these not.
  case conflicts(verb: String, done: Int, [Conflict], undo: String?)
  /// What failed, after some of it was done.
  case partly(StoreError, undo: String)
  case rawOnTerminal

  // Undo
  case noJournal
  case nothingToUndo(target: String?)
  case nothingToRedo(target: String?)
  case noSuchOperation(String)
  case operationState(String, UndoJournal.Entry.State)

  // Import
  case importLine(Int, ImportProblem)
  case unreadable(String, detail: String)

  // Configuration
  case config(ConfigProblem)
  case noSuchTheme(String, known: [String])
  case themeProblems(Int)

  case output(detail: String)

  case doctor(DoctorProblem)
  case cookie(CookieProblem)
  /// The demo server could not start.
  case serving(port: Int, detail: String)
  case noSuchAdapter(String, known: [String])

  /// Why a target cannot be opened.
  enum TargetProblem: Hashable {
    case notFound(String, configured: [String])
    case unsupportedAddress(String)
    case nothingHere(folder: String)
    case severalHere([String])
    case needsTerminal
    /// `TERM` names a terminal that is not known or cannot place text.
    case unknownTerminal(String)
    case secretFile(String, detail: String)
    case secretFileEmpty(String)
    case noSuchVariable(String)
    /// No process with this number, or no app of this name, offers an endpoint.
    case noEndpoint(String)
    /// Several endpoints answer to the name; how each is named alone.
    case severalEndpoints(String, [String])
    /// Nothing names the token of an address; `running` are apps that could be meant, for people often give the app's own.
    case noToken(String, running: [String])
    case badSSHAddress(String)
    /// ssh could not be run, or ended with this to say.
    case ssh(String, detail: String)
    case discovery(DiscoveryDirectory.Problem)
  }

  enum ImportProblem: Hashable {
    case json(JSONReader.Failure)
    case notASession
    case schema
    case masked
    case dialect(exported: String, target: String)
  }

  enum DoctorProblem: Hashable {
    case badURL(String)
    case badPath(String)
    case badHeader(String)
    case curl(Curl.Failure)
    case nothingRuns
    case severalRun([String])
    case findings(errors: Int, warnings: Int)
  }

  enum CookieProblem: Hashable {
    case unknownFormat(recognised: String?)
    case noSuchFormat(String)
    /// It was asked for by name and the cookie has another layout.
    case notOfFormat(String)
    case needsSecret
    case wrongSecret
    case unsignable(EditObstacle)
    case needsFormat
  }
}
