extension Discovery.Address: CustomStringConvertible {
  /// As a TARGET is spelled.
  public var description: String {
    switch self {
    case .socket(let path): "unix:" + path
    case .url(let url): url
    }
  }
}
