import SessionModel

/// Puts text on the operator's clipboard, also from a machine reached over ssh.
///
/// The ways are tried in order: the configured command, `tmux load-buffer -w` inside tmux, the desktop's own program
/// where a display exists, and OSC 52, which asks the terminal itself.
struct Clipboard: Sendable {
  /// What carried the text; said on the message line.
  enum Method: String, Sendable, Equatable {
    case configured, tmux, wayland = "wl-copy", x11 = "xclip", mac = "pbcopy", osc52 = "OSC 52"
  }

  enum Failure: Error, Equatable {
    /// Terminals cut OSC 52 off at about 75 kB of base64.
    case tooLong(bytes: Int)
  }

  /// The longest base64 text sent in one OSC 52 sequence, as k9s and tmux have it.
  static let longestSequence = 74_994

  let environment: [String: String]
  /// From the configuration, as an argument vector.
  var configured: [String]?

  func copy(_ text: String, toTerminal: (_ base64: String) -> Void) throws(Failure) -> Method {
    let bytes = Array(text.utf8)
    for (method, command) in programs {
      if let status = try? ChildProcess.run(command, streams: .input(bytes)), status == 0 { return method }
    }
    let encoded = Base64.encode(bytes)
    guard encoded.utf8.count <= Self.longestSequence else { throw .tooLong(bytes: bytes.count) }
    toTerminal(encoded)
    return .osc52
  }

  private var programs: [(Method, [String])] {
    func has(_ name: String) -> Bool { !(environment[name] ?? "").isEmpty }
    var programs: [(Method, [String])] = []
    if let configured, !configured.isEmpty { programs.append((.configured, configured)) }
    if has("TMUX") { programs.append((.tmux, ["tmux", "load-buffer", "-w", "-"])) }
    if has("WAYLAND_DISPLAY") { programs.append((.wayland, ["wl-copy"])) }
    if has("DISPLAY") { programs.append((.x11, ["xclip", "-selection", "clipboard"])) }
    #if os(macOS)
      if !has("SSH_TTY") { programs.append((.mac, ["pbcopy"])) }
    #endif
    return programs
  }
}
