import InspectorCore
import SessionModel
import SessionStores

/// Turns what a store says of itself into messages, until the task is cancelled.
enum StoreWatch {
  static func begin(_ store: any SessionStore, post: @escaping @Sendable (Message) -> Void) -> Task<Void, Never> {
    // Begun here and not in the task, so that nothing is missed that happens before it runs.
    let signals = store.signals()
    return Task {
      for await signal in signals {
        guard let known = Signal(signal) else {
          post(.processJoined(await store.info))
          continue
        }
        post(.storeSignalled(known))
        // A server that was started anew may be another one: other warnings, other rights.
        if signal == .connection(.live) { post(.infoChanged(await store.info)) }
      }
    }
  }
}

extension Signal {
  /// What a store says, in the inspector's own words; nil where that is told with what the store is now.
  init?(_ signal: StoreSignal) {
    switch signal {
    case .changed: self = .changed
    case .connection(.live): self = .connection(.live)
    case .connection(.reconnecting): self = .connection(.reconnecting)
    case .connection(.gone): self = .connection(.gone)
    case .event(let event): self = .event(event)
    case .joined: return nil
    }
  }
}
