/// A file that gives an app of another framework the debug endpoint.
public struct Adapter: Sendable {
  public let name: String
  /// Frameworks that are built on it.
  public let names: [String]
  /// What the user saves it as.
  public let module: String
  public let file: String
  /// The file itself.
  public let text: [UInt8]

  public static let starlette = Adapter(
    name: "starlette", names: ["fastapi"], module: "sesspect_debug", file: "sesspect_debug.py",
    text: PackageResources.starlette_py)

  /// All there are.
  public static let all = [starlette]
}
