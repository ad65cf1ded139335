public import SessionModel

extension Value {
  /// A member of an object. Setting nil removes it; on anything but an object setting does nothing.
  ///
  /// ```swift
  /// session.update { $0["cart"]?["total"] = "0.00" }
  /// ```
  public subscript(key: String) -> Value? {
    get { self[member: Text(key)] }
    set { self[member: Text(key)] = newValue }
  }

  subscript(member key: Text) -> Value? {
    get { members?.first { $0.key == key }?.value }
    set {
      guard case .object(var members) = self else { return }
      // Let go of the storage, so that it is changed in place.
      self = .null
      switch (members.firstIndex { $0.key == key }, newValue) {
      case (let index?, let value?): members[index].value = value
      case (let index?, nil): members.remove(at: index)
      case (nil, let value?): members.append(Member(key, value))
      case (nil, nil): break
      }
      self = .object(members)
    }
  }

  /// Sets what lies at the end of the steps, making objects on the way.
  mutating func put(_ value: Value?, at steps: ArraySlice<Path.Step>) {
    guard let step = steps.first else { return }
    let rest = steps.dropFirst()
    switch (step, self) {
    case (.key(let key), .object):
      if rest.isEmpty {
        self[member: key] = value
      } else if var child = self[member: key] ?? (value == nil ? Value?.none : .object([])) {
        child.put(value, at: rest)
        self[member: key] = child
      }
    case (.index(let index), .array(var elements)):
      guard index >= 0, index <= elements.count else { return }
      if index == elements.count {
        if let value, rest.isEmpty { elements.append(value) }
      } else if rest.isEmpty {
        if let value { elements[index] = value } else { elements.remove(at: index) }
      } else {
        elements[index].put(value, at: rest)
      }
      self = .array(elements)
    default: break
    }
  }
}
