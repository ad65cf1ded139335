import SessionCodecs
import SessionModel

#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

/// A cookie as people paste it: the value alone, `name=value`, or a whole `Cookie` or `Set-Cookie` header.
struct PastedCookie {
  let format: any CookieFormat
  let content: CookieContent
  let value: [UInt8]

  /// `-` reads standard input. Throws where no format fits.
  init(_ argument: String, format chosen: (any CookieFormat)?, secret: SecretKey?) throws {
    let text = argument == "-" ? try Self.standardInput() : argument
    for candidate in Self.candidates(text) {
      let bytes = Array(candidate.utf8)
      let format = chosen ?? CookieFormats.recognise(bytes, secrets: secret.map { [$0] } ?? [])
      if let format, let content = format.read(bytes) {
        self.format = format
        self.content = content
        value = bytes
        return
      }
    }
    if let chosen { throw CommandFailure.cookie(.notOfFormat(chosen.name)) }
    let other = Self.candidates(text).lazy.compactMap(Recognition.format).first { $0 != "id" }
    throw CommandFailure.cookie(.unknownFormat(recognised: other))
  }

  /// The text as it is, then the values of every `name=value` in it.
  static func candidates(_ text: String) -> [String] {
    func unquoted(_ text: Substring) -> String {
      let text = text.drop { $0 == " " }
      return String(text.count > 1 && text.first == "\"" && text.last == "\"" ? text.dropFirst().dropLast() : text)
    }
    let trimmed = text.split(whereSeparator: \.isNewline).first.map(String.init) ?? ""
    var candidates = [unquoted(trimmed[...])]
    for part in trimmed.split(separator: ";") {
      guard let equals = part.firstIndex(of: "=") else { continue }
      candidates.append(unquoted(part[part.index(after: equals)...]))
    }
    return candidates.filter { !$0.isEmpty }
  }

  static func standardInput() throws -> String {
    var bytes: [UInt8] = []
    var chunk = [UInt8](repeating: 0, count: 1 << 16)
    while bytes.count < 1 << 20 {
      let count = read(0, &chunk, chunk.count)
      if count < 0, errno == EINTR { continue }
      if count <= 0 { break }
      bytes += chunk[..<count]
    }
    return String(decoding: bytes, as: UTF8.self)
  }
}
