import DebugClient

#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

extension ErrorMessages {
  /// Why a folder or file that should lead to an endpoint is not used.
  static func discovery(_ problem: DiscoveryDirectory.Problem) -> Complaint {
    let complaint: (String, String?) =
      switch problem {
      case .notADirectory(let path):
        ("\(quoted(path)) is not a folder, so no endpoint can be found there.", "Remove it, or set SESSPECT_DIR.")
      case .anotherUsers(let path):
        (
          "\(quoted(path)) belongs to another user, who could lead you to a server of their own.",
          "Set SESSPECT_DIR to a folder of yours."
        )
      case .openToOthers(let path, let mode):
        (
          "\(quoted(path)) is open to other users (mode \(String(mode, radix: 8))), who could read its tokens.",
          "chmod go-rwx \(plain(path)), then restart the app: its tokens may be known."
        )
      case .unreadable(let path, let code):
        ("\(quoted(path)) cannot be read: \(String(cString: strerror(code))).", nil)
      }
    return Complaint(.refused, "unsafe_discovery", complaint.0, hint: complaint.1)
  }
}
