import SessionModel
import SessionStores

/// A target that was opened: its store, and what the operator said about it.
struct OpenTarget: Sendable {
  let store: any SessionStore
  let info: StoreInfo
  let request: TargetRequest
  /// As the undo journal names it: an absolute path, a URL.
  let journalName: String

  /// Opens the target, lets `body` use it, and closes it whatever happens. `warns`: says on standard error what is wrong
  /// with the target.
  static func using<Result: Sendable>(
    _ request: TargetRequest, warns: Bool = true, _ body: @Sendable (OpenTarget) async throws -> Result
  ) async throws -> Result {
    let store = try await StoreOpener.open(request)
    let target = OpenTarget(
      store: store, info: await store.info, request: request, journalName: StoreOpener.journalName(request.address))
    do {
      if warns { target.talkOfWarnings() }
      let result = try await body(target)
      await store.close()
      return result
    } catch {
      await store.close()
      throw error
    }
  }

  private func talkOfWarnings() {
    for warning in info.warnings {
      switch warning {
      case .unsure:
        Console.standard.talk("The table is empty, so that it is \(info.dialect)'s was told by its columns alone.")
      case .staleSnapshot:
        Console.standard.talk(
          "Opened as a snapshot, for the folder cannot be written: what the app writes now is not seen.")
      case .server(let code, let detail): Console.standard.talk(ErrorMessages.warning(code: code, detail: detail))
      case .needsSecret, .noExpiry: break
      }
    }
  }

  /// Now, by this machine's clock.
  var now: Timestamp { Environment.now }
}
