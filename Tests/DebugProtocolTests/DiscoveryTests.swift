import DebugProtocol
import SessionModel
import Testing

@Suite("Discovery files")
struct DiscoveryTests {
  @Test("What is written is read", arguments: [Discovery.Address.socket("/run/x.sock"), .url("http://127.0.0.1:8123")])
  func roundTrip(address: Discovery.Address) {
    let discovery = Discovery(
      address: address, readToken: "ro", writeToken: "rw", pid: 4711, parent: 12, app: "shop", instance: "i",
      started: Timestamp(milliseconds: 1_795_382_404_123), cookie: "session")
    #expect(Discovery(json: discovery.json) == discovery)
  }

  @Test("Another version of the protocol, or something else, is none")
  func others() throws {
    let whole = #"{"protocol":1,"socket":"/s","tokens":{"ro":"a"},"pid":1}"#
    #expect(Discovery(json: try JSONReader.read(whole))?.writeToken == nil)
    #expect(Discovery(json: try JSONReader.read(whole)) != nil)
    for part in [#""protocol":1"#, #""socket":"/s""#, #""ro":"a""#, #""pid":1"#] {
      #expect(Discovery(json: try JSONReader.read(whole.replacing(part, with: #""other":2"#))) == nil, "\(part)")
    }
  }

  @Test("The folder is the one the environment names")
  func directory() {
    func folder(_ environment: [String: String]) -> String { Discovery.directory(environment: environment, user: 1000) }
    #expect(folder(["SESSPECT_DIR": "/s", "XDG_RUNTIME_DIR": "/run/user/1000"]) == "/s")
    #expect(folder(["SESSPECT_DIR": "", "XDG_RUNTIME_DIR": "/run/user/1000"]) == "/run/user/1000/sesspect")
    #expect(folder(["XDG_RUNTIME_DIR": "relative", "TMPDIR": "/t/"]) == "/t/sesspect-1000")
    #expect(folder([:]) == "/tmp/sesspect-1000")
  }
}
