import SessionModel
import Testing

@testable import DebugProtocol

@Suite("JSON Patch")
struct JSONPatchTests {
  static let session: Value = ["a": 1, "b": ["c": ["x", "y"]], "d/e~": true]

  private func patched(_ operations: String, _ value: Value = session) throws -> String {
    JSONWriter.string(try JSONPatch(json: JSONReader.read(operations)).applied(to: value))
  }

  @Test(
    "Each operation does what RFC 6902 says",
    arguments: [
      (#"[{"op":"add","path":"/n","value":null}]"#, #"{"a":1,"b":{"c":["x","y"]},"d/e~":true,"n":null}"#),
      (#"[{"op":"add","path":"/a","value":2}]"#, #"{"a":2,"b":{"c":["x","y"]},"d/e~":true}"#),
      (#"[{"op":"add","path":"/b/c/1","value":"n"}]"#, #"{"a":1,"b":{"c":["x","n","y"]},"d/e~":true}"#),
      (#"[{"op":"add","path":"/b/c/-","value":"n"}]"#, #"{"a":1,"b":{"c":["x","y","n"]},"d/e~":true}"#),
      (#"[{"op":"add","path":"/n","value":0,"position":1}]"#, #"{"a":1,"n":0,"b":{"c":["x","y"]},"d/e~":true}"#),
      (#"[{"op":"remove","path":"/d~1e~0"}]"#, #"{"a":1,"b":{"c":["x","y"]}}"#),
      (#"[{"op":"replace","path":"/b/c/0","value":[]}]"#, #"{"a":1,"b":{"c":[[],"y"]},"d/e~":true}"#),
      (#"[{"op":"replace","path":"","value":{"z":1}}]"#, #"{"z":1}"#),
      (#"[{"op":"test","path":"/a","value":1.0},{"op":"remove","path":"/a"}]"#, #"{"b":{"c":["x","y"]},"d/e~":true}"#),
    ])
  func operation(patch: String, result: String) throws {
    #expect(try patched(patch) == result)
  }

  @Test(
    "What does not fit is a problem, and nothing is half done",
    arguments: [
      (#"[{"op":"test","path":"/a","value":2}]"#, Problem.Code.patchConflict, "/a" as String?),
      (#"[{"op":"remove","path":"/none"}]"#, .patchConflict, "/none"),
      (#"[{"op":"replace","path":"/b/c/9","value":1}]"#, .patchConflict, "/b/c/9"),
      (#"[{"op":"add","path":"/a/deeper","value":1}]"#, .patchConflict, "/a/deeper"),
      (#"[{"op":"add","path":"nonsense","value":1}]"#, .badRequest, "nonsense"),
      (#"[{"op":"replace","path":"","value":[]}]"#, .notAnObject, nil),
      (#"[{"op":"move","from":"/a","path":"/z"}]"#, .badRequest, nil), (#"{"op":"remove"}"#, .badRequest, nil),
      (#"[{"op":"add","path":"/a"}]"#, .badRequest, nil),
    ])
  func misfit(patch: String, code: Problem.Code, pointer: String?) throws {
    let problem = #expect(throws: Problem.self) { try patched(patch) }
    #expect(problem?.code == code)
    #expect(problem?.pointer == pointer)
  }

  @Test("Changes become operations that make them, with their order of keys, and only on what was there")
  func changes() throws {
    let value = Self.session
    let edited: Value = ["first": 0, "a": 2, "b": ["c": ["y"]]]
    let patch = JSONPatch(Diff.changes(from: value, to: edited), of: value)
    #expect(try JSONPatch(json: patch.json) == patch)
    #expect(JSONWriter.string(try patch.applied(to: value)) == JSONWriter.string(edited))
    #expect(throws: Problem.self) { try patch.applied(to: ["a": 3, "b": ["c": ["x", "y"]], "d/e~": true]) }
  }

  @Test("A renamed key keeps its value and its place")
  func rename() throws {
    let change = Change(Path(key: "a"), .rename(to: "z"))
    let patch = JSONPatch([change], of: Self.session)
    #expect(JSONWriter.string(try patch.applied(to: Self.session)) == #"{"z":1,"b":{"c":["x","y"]},"d/e~":true}"#)
  }

  @Test("A masked value is no guard")
  func masked() throws {
    let shown: Value = ["token": ["$masked": ["len": 6, "sha256": "0a0b0c0d"]]]
    let change = Change(Path(key: "token"), .replace(old: shown[Path(key: "token")] ?? .null, new: "new"))
    #expect(try JSONPatch([change], of: shown).applied(to: ["token": "secret"]) == ["token": "new"])
  }

  @Test("A diff on the wire comes back as the changes it was made of")
  func diff() throws {
    let edited: Value = ["n": .null, "a": 2, "b": ["c": ["x", "y", "z"]]]
    let changes = Diff.changes(from: Self.session, to: edited)
    guard case .array(let items) = JSONPatch.diff(changes) else { return #expect(Bool(false)) }
    #expect(JSONPatch.changes(items) == changes)
    #expect(try Self.session.applying(JSONPatch.changes(items)) == edited)
  }
}
