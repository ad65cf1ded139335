import Foundation
import HTTPTypes
import Hummingbird
import NIOCore
import Testing

@testable import HummingbirdSessions

@Suite("The documentation")
struct DocumentationTests {
  private static let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
    .deletingLastPathComponent()
  private static let catalog = root.appendingPathComponent(
    "Sources/HummingbirdSessions/HummingbirdSessions.docc", isDirectory: true)

  private static func articles() throws -> [String: String] {
    let files = try FileManager.default.contentsOfDirectory(at: catalog, includingPropertiesForKeys: nil)
    return try Dictionary(
      uniqueKeysWithValues: files.filter { $0.pathExtension == "md" }.map {
        ($0.lastPathComponent, try String(contentsOf: $0, encoding: .utf8))
      })
  }

  /// Lines that count: without indentation, and no empty ones.
  private static func lines(_ text: some StringProtocol) -> [String] {
    text.split(whereSeparator: \.isNewline).map { $0.trimmingCharacters(in: .whitespaces) }.filter { !$0.isEmpty }
  }

  /// The Swift code of an article, a block each.
  private static func blocks(_ article: String) -> [[String]] {
    article.components(separatedBy: "```swift\n").dropFirst().map { rest in
      lines(rest.prefix(upTo: rest.range(of: "```")?.lowerBound ?? rest.endIndex))
    }
  }

  @Test("All Swift code in the articles is compiled with these tests")
  func compiles() throws {
    let source = try String(
      contentsOf: URL(fileURLWithPath: #filePath).deletingLastPathComponent()
        .appendingPathComponent("DocumentationExamples.swift"), encoding: .utf8)
    let compiled = Self.lines(source).joined(separator: "\n")
    var count = 0
    for (name, article) in try Self.articles() {
      // A package's manifest is code of another program.
      for block in Self.blocks(article) where !block.contains(where: { $0.hasPrefix(".package(") }) {
        count += 1
        let imports = block.filter { $0.hasPrefix("import ") }
        for line in imports { #expect(compiled.contains(line), "\(name)") }
        let code = block.dropFirst(imports.count).filter { $0 != "@main" }.joined(separator: "\n")
        #expect(compiled.contains(code), "\(name)")
      }
    }
    #expect(count >= 12)
  }

  @Test("Every article is linked from the first one, and every link between articles leads somewhere")
  func links() throws {
    let articles = try Self.articles()
    let linked = articles.mapValues { article in
      article.components(separatedBy: "<doc:").dropFirst().map {
        $0.prefix(while: { $0 != ">" && $0 != "#" }) + ".md"
      }
    }
    for (name, targets) in linked {
      for target in targets { #expect(articles[String(target)] != nil, "\(name) links to \(target)") }
    }
    let first = Set(linked["HummingbirdSessions.md"]?.map(String.init) ?? [])
    #expect(first == Set(articles.keys).subtracting(["HummingbirdSessions.md"]))
  }

  @Test("No article has the name of a type, for DocC would drop it")
  func names() throws {
    let sources = Self.catalog.deletingLastPathComponent()
    let files = try FileManager.default.subpathsOfDirectory(atPath: sources.path).filter { $0.hasSuffix(".swift") }
    let types = Set(files.map { ($0 as NSString).lastPathComponent.replacingOccurrences(of: ".swift", with: "") })
    #expect(types.contains("DebugEndpoint"))
    for name in try Self.articles().keys { #expect(!types.contains(name.replacingOccurrences(of: ".md", with: ""))) }
  }

  @Test("Every option of the session and of the endpoint is in its article")
  func options() throws {
    let articles = try Self.articles()
    for (label, _) in Mirror(reflecting: SessionOptions()).children {
      #expect(articles["Options.md"]?.contains("`\(label ?? "")`") == true, "\(label ?? "")")
    }
    for (label, _) in Mirror(reflecting: DebugEndpoint.Options()).children {
      #expect(articles["TheDebugEndpoint.md"]?.contains("`\(label ?? "")`") == true, "\(label ?? "")")
    }
  }

  // MARK: What the examples do

  private func router(_ storage: (any ServerSessionStorage)? = nil) throws -> Router<BasicSessionContext> {
    let router = Router(context: BasicSessionContext.self)
    router.add(middleware: SessionErrors())
    router.add(middleware: try SessionMiddleware(secretKey: key, storage: storage))
    Examples.reading(router)
    Examples.login(router, Users())
    Examples.members(router)
    return router
  }

  @Test("The examples of reading and writing do what the articles say", arguments: [false, true])
  func reading(onServer: Bool) async throws {
    var browser = Browser(try router(onServer ? DictionarySessionStorage() : nil))
    #expect(try await browser.send("/visits").text() == "1")
    #expect(try await browser.send("/visits").text() == "2")
    #expect(try await browser.send("/count").text() == "1")
    #expect(try await browser.send("/count").text() == "2")
    #expect(try await browser.send("/cart/tea", method: .post).text() == "1")
    #expect(try await browser.send("/cart/cake", method: .post).text() == "2")
    #expect(try await browser.send("/everything").text() == "visits, count, cart, lang, beta")
  }

  @Test("The login of the article gives a new ID, and its logout ends the session")
  func login() async throws {
    var browser = Browser(try router(DictionarySessionStorage()))
    #expect(try await browser.send("/members").status == .unauthorized)
    _ = try await browser.send("/visits")
    let before = try #require(browser.cookie)
    let body = #"{"name":"ada","password":"lovelace"}"#
    let login = try await browser.send(
      "/login", method: .post, headers: [.contentType: "application/json"], body: ByteBuffer(string: body))
    #expect(login.status == .noContent)
    #expect(browser.cookie != before)
    #expect(try await browser.send("/members").text() == "Hello, user 1")
    var thief = browser
    thief.cookie = before
    #expect(try await thief.send("/members").status == .unauthorized)
    _ = try await browser.send("/logout", method: .post)
    #expect(browser.cookie == nil)
  }
}
