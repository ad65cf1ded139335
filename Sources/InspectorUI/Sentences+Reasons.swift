import InspectorCore
import SessionModel

extension Sentences {
  /// What became of a session that is not listed any more, in a word or two.
  static func fate(_ fate: Tombstone.Fate) -> String {
    switch fate {
    case .deletedHere: "deleted · u undo"
    case .gone: "gone"
    case .expired: "expired"
    case .filteredOut: "not in the filter now"
    }
  }

  /// Why a command cannot run now.
  static func text(_ reason: DisabledReason, _ state: State) -> String {
    switch reason {
    case .noSession: "No session is selected."
    case .noKey: "No key is selected. 2 goes to the keys."
    case .alreadyGone(let id): "\(id.shortened) is already gone."
    case .stillLoading: "Still loading."
    case .readOnly(let reason): text(reason)
    case .notSupported(let operation): "This target does not allow to \(operation.rawValue) sessions."
    case .editObstacle(let obstacle): text(obstacle)
    case .inThePast: "This is the past. ] goes back to now."
    case .writeRunning: "A change is still being made. ctrl-c stops it."
    case .notConnected(let connection): text(connection)
    case .nothingToUndo: "There is nothing to take back."
    case .nothingToRedo: "There is nothing to make again."
    case .needsTwoMarks(let have):
      have < 2
        ? "Mark two sessions with space to compare them (\(have) marked)."
        : "Only two sessions can be compared (\(have) marked)."
    case .notContainer: "There is nothing inside this value."
    case .nothingMasked: "Nothing is masked here."
    case .noHistory: "Nothing has changed in this session since it was opened."
    case .noFilter: "There is no filter. / begins one."
    case .notAnObjectKey: "Elements of an array have no name."
    case .notHere: "This works in another place."
    case .underOverlay: "Esc closes this first."
    case .choosePending: "First choose: m mine, t theirs, b both, e edit again."
    }
  }

  static func text(_ reason: StoreError.ReadOnlyReason) -> String {
    switch reason {
    case .asked: "Opened read-only, as asked. Leave out --read-only to write."
    case .filePermissions: "Read-only: the file's permissions do not let this user write."
    case .snapshot: "Read-only: a snapshot was opened because the folder cannot be written."
    case .target: "Read-only: the target allows no changes."
    }
  }

  static func text(_ obstacle: EditObstacle) -> String {
    switch obstacle {
    case .needsSecret: "Edits need the app's secret key: --secret-file or --secret-env. Deleting works without."
    case .wrongSecret: "The secret key does not fit this session."
    case .readOnlyCodec(let codec): "\(codec) can be read and not written."
    case .undecodable(let detail): "The payload cannot be read: \(detail)."
    case .duplicateKeys: "An object in it has the same key twice, so it can only be looked at."
    case .opaque(let type): "It holds a \(type), which cannot be written back."
    case .notSupported: "This target allows no edits."
    }
  }

  static func text(_ warning: StoreInfo.Warning) -> String {
    switch warning {
    case .unsure: "The table is empty, so its dialect was told by the columns alone."
    case .staleSnapshot: "This is a snapshot: what changes meanwhile is not seen."
    case .needsSecret: "Edits need the app's secret key: --secret-file or --secret-env."
    case .noExpiry: "In this store sessions never expire by themselves."
    case .server(let code, let detail): Finding.Code(rawValue: code).map { "\($0.cause) \($0.fix)" } ?? "\(detail)."
    }
  }

  // MARK: What was typed

  static func text(_ problem: EditProblem) -> String {
    switch problem {
    case .literal(let failure): text(failure)
    case .nameTaken(let name): "There is a key \(name) already."
    case .noSuchKey(let path): "The key \(path) is not there."
    case .store(let error): text(error)
    case .notConnected(let connection): text(connection) + " What you typed stays here."
    case .gone(let id): "\(id.shortened) is gone, so nothing was written. What you typed stays here; Esc leaves it."
    }
  }

  static func text(_ failure: LiteralFailure) -> String {
    switch failure.reason {
    case .empty: "Type \(article(failure.kind))."
    case .json(let reason): "This is no \(failure.kind.rawValue): \(text(reason)) at column \(failure.column + 1)."
    case .otherKind(let kind): "This is \(article(kind)), not \(article(failure.kind)). c changes the type."
    case .badBool: "Type true or false. c changes the type."
    case .badBase64: "Bytes are typed as Base64."
    case .badDate: "Type a date like 2026-11-22T21:20:04Z."
    case .notEditable: "A value of this type cannot be typed."
    }
  }

  static func article(_ kind: Value.Kind) -> String {
    switch kind {
    case .null: "null"
    case .bool: "true or false"
    case .int: "a whole number"
    case .float: "a number with a fraction"
    case .string: "a string"
    case .bytes: "bytes"
    case .date: "a date"
    case .array: "an array"
    case .object: "an object"
    case .opaque: "an opaque value"
    }
  }

  static func text(_ failure: JSONReader.Failure) -> String { "\(text(failure.reason)) at byte \(failure.offset + 1)" }

  static func text(_ reason: JSONReader.Failure.Reason) -> String {
    switch reason {
    case .endOfText: "the text ends too early"
    case .unexpectedByte(let byte):
      byte >= 0x21 && byte < 0x7f ? "unexpected \(Character(Unicode.Scalar(byte)))" : "an unexpected byte"
    case .badLiteral: "an unknown word"
    case .badNumber: "a number that is none"
    case .badEscape: "an escape that is none"
    case .controlInString: "a control character in a string"
    case .tooDeep: "nested too deep"
    case .trailingText: "something after the end"
    case .notUTF8: "bytes that are no UTF-8"
    }
  }

  static func text(_ failure: FilterFailure) -> String {
    switch failure.reason {
    case .emptyTerm: "Something has to follow here."
    case .unknownAttribute(let name, let suggestion):
      "There is no @\(name)." + (suggestion.map { " Did you mean @\($0)?" } ?? " Try @user @id @idle @ttl @size.")
    case .missingValue: "A value is missing here."
    case .badNumber(let text): "\(text) is no number."
    case .badDuration(let text): "\(text) is no time: write 30s, 5m, 2h or 1d."
    case .badSize(let text): "\(text) is no size: write 300, 4k or 1M."
    case .badPath: "This is no path: write cart.items[0].sku."
    case .unclosedQuote: "The quote is not closed."
    case .comparisonNotPossible(let attribute, let comparison):
      "\(attribute) cannot be compared by \(comparison.rawValue)."
    }
  }
}
