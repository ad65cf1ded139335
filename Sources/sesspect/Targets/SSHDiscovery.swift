import DebugProtocol
import SessionModel

/// Finds the endpoints of another machine by a small shell script there.
enum SSHDiscovery {
  /// Throws `CommandFailure.TargetProblem.ssh`.
  static func endpoints(at address: SSHAddress, name: String) throws -> [Discovery] {
    let result: ProgramOutput
    do throws(ProgramOutput.Failure) {
      result = try ProgramOutput.run(
        address.command(["-T"], running: ["sh"]), input: Array(script(address).utf8), limit: 1 << 20)
    } catch {
      switch error {
      case .notFound: throw CommandFailure.target(.ssh(name, detail: "there is no program 'ssh'"))
      case .notStarted(_, let code):
        throw CommandFailure.target(.ssh(name, detail: "it could not be started (\(code))"))
      }
    }
    guard result.status == 0 else {
      throw CommandFailure.target(.ssh(name, detail: lastLine(result.errors) ?? "it ended with \(result.status)"))
    }
    return result.output.split(separator: 0x0a).compactMap { line in
      (try? JSONReader.read(Array(line))).flatMap(Discovery.init(json:))
    }.filter(address.isMeant).sorted { ($0.started?.milliseconds ?? 0) > ($1.started?.milliseconds ?? 0) }
  }

  /// The last line of what ssh had to say, without its full stop.
  static func lastLine(_ bytes: [UInt8]) -> String? {
    let lines = String(decoding: bytes, as: UTF8.self).split(whereSeparator: \.isNewline)
    guard var line = lines.last.map(String.init) else { return nil }
    while line.last == "." || line.last == "\r" { line.removeLast() }
    return line
  }

  /// Prints the discovery files of that user's living processes, a line each. What is not the user's own is left alone:
  /// it could lead to somebody else's server.
  private static func script(_ address: SSHAddress) -> String {
    let beside =
      if case .socket(let path) = address.place {
        quoted(String(path[..<(path.lastIndex(of: "/") ?? path.endIndex)]))
      } else {
        "''"
      }
    return """
      user=$(id -u)
      for folder in \(beside) "${SESSPECT_DIR:-}" "${XDG_RUNTIME_DIR:+$XDG_RUNTIME_DIR/sesspect}" \
      "/run/user/$user/sesspect" "${TMPDIR:-/tmp}/sesspect-$user"; do
        [ -n "$folder" ] && [ -d "$folder" ] && [ -O "$folder" ] || continue
        for file in "$folder"/*.json; do
          pid=${file##*/}; pid=${pid%.json}; pid=${pid%%-*}
          [ -f "$file" ] && [ -O "$file" ] && kill -0 "$pid" 2>/dev/null || continue
          case " $seen " in *" $file "*) continue;; esac
          seen="$seen $file"
          cat "$file"; echo
        done
      done
      exit 0

      """
  }

  /// One word to a shell.
  private static func quoted(_ text: String) -> String { "'" + text.replacing("'", with: "'\\''") + "'" }
}
