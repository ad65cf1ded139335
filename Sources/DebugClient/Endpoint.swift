public import DebugProtocol

/// A debug endpoint to attach to: where it listens, and the token that opens it.
public struct Endpoint: Sendable, Hashable {
  public var address: Discovery.Address
  /// Never printed.
  public var token: String

  public init(address: Discovery.Address, token: String) {
    self.address = address
    self.token = token
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
