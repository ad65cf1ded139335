public import DebugProtocol

/// A debug endpoint to attach to: where it listens, and the token that opens it.
public struct Endpoint: Sendable, Hashable {
  public var address: Discovery.Address
  /// Never printed.
  public var token: String

  /// The host the server knows itself by, where that is not told by the address: one behind a tunnel.
  public var host: String?

  public init(address: Discovery.Address, token: String, host: String? = nil) {
    self.address = address
    self.token = token
    self.host = host
  }

  /// The endpoint of a discovery file, with the token that may change sessions, or the one that may only look.
  public init(_ discovery: Discovery, readOnly: Bool) {
    self.init(
      address: discovery.address,
      token: readOnly ? discovery.readToken : discovery.writeToken ?? discovery.readToken)
  }
}

extension Endpoint: CustomStringConvertible {
  /// `unix:/run/user/1000/sesspect/4711.sock`, without the token.
  public var description: String { address.description }
}
