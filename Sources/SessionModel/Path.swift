/// Where a value is inside a session: keys and indexes from the top.
///
/// Written `cart.items[0].sku`; a key that holds `.`, `[`, `]`, `"`, spaces or nothing is quoted as JSON in brackets:
/// `["a.b"].c`, `[""]`. On the wire it is a JSON Pointer (RFC 6901).
public struct Path: Sendable, Hashable {
  public enum Step: Sendable, Hashable {
    case key(Text)
    case index(Int)
  }

  public var steps: [Step]

  public init(_ steps: [Step] = []) { self.steps = steps }
  /// The path of one top-level key.
  public init(key: Text) { steps = [.key(key)] }

  /// The whole session.
  public static let root = Path()
  public var isRoot: Bool { steps.isEmpty }
  public var last: Step? { steps.last }
  /// The path without its last step; the root stays the root.
  public var parent: Path { Path(Array(steps.dropLast())) }
  /// The top-level key it lies under.
  public var topKey: Text? { if case .key(let key) = steps.first { key } else { nil } }

  public func appending(_ step: Step) -> Path { Path(steps + [step]) }
  public func key(_ key: Text) -> Path { appending(.key(key)) }
  public func index(_ index: Int) -> Path { appending(.index(index)) }
  /// True when `other` is this path or lies below it.
  public func contains(_ other: Path) -> Bool { other.steps.starts(with: steps) }
}

extension Path {
  /// Why a text is not a path. `column` counts characters from 0.
  public struct Failure: Error, Sendable, Hashable {
    public enum Reason: Sendable, Hashable {
      case emptyKey, badIndex, unclosedBracket, badQuoted, unexpected(Character)
    }
    public var reason: Reason
    public var column: Int

    public init(reason: Reason, column: Int) {
      self.reason = reason
      self.column = column
    }
  }

  /// Reads `cart.items[0].sku`, `["a.b"]`, or the empty text for the root.
  public init(parsing text: String) throws(Failure) {
    // By scalar, not by character: a key may begin with a combining mark, which joins the dot before it.
    let scalars = Array(text.unicodeScalars)
    do throws(ScalarFailure) {
      self = try Path(scalars: scalars)
    } catch {
      var prefix = String.UnicodeScalarView()
      prefix.append(contentsOf: scalars.prefix(error.offset))
      throw Failure(reason: error.reason, column: String(prefix).count)
    }
  }

  /// A failure with its place in scalars.
  struct ScalarFailure: Error {
    var reason: Failure.Reason
    var offset: Int
  }

  init(scalars: [Unicode.Scalar]) throws(ScalarFailure) {
    var steps: [Step] = []
    var index = 0
    while index < scalars.count {
      if scalars[index] == "[" {
        steps.append(try Self.bracket(scalars, &index))
        if index < scalars.count, scalars[index] != ".", scalars[index] != "[" {
          throw ScalarFailure(reason: .unexpected(Character(scalars[index])), offset: index)
        }
      } else {
        if scalars[index] == "." {
          guard index > 0 else { throw ScalarFailure(reason: .emptyKey, offset: index) }
          index += 1
        }
        let start = index
        while index < scalars.count, scalars[index] != ".", scalars[index] != "[" { index += 1 }
        guard index > start else { throw ScalarFailure(reason: .emptyKey, offset: start) }
        steps.append(.key(Text(Self.string(scalars[start..<index]))))
      }
    }
    self.init(steps)
  }

  /// Reads `[3]` or `["a key"]` from its opening bracket.
  private static func bracket(_ scalars: [Unicode.Scalar], _ index: inout Int) throws(ScalarFailure) -> Step {
    let open = index
    index += 1
    let start = index
    let step: Step
    if index < scalars.count, scalars[index] == "\"" {
      index += 1
      while index < scalars.count, scalars[index] != "\"" { index += scalars[index] == "\\" ? 2 : 1 }
      guard index < scalars.count else { throw ScalarFailure(reason: .unclosedBracket, offset: open) }
      index += 1
      guard case .string(let key)? = try? JSONReader.read(string(scalars[start..<index])) else {
        throw ScalarFailure(reason: .badQuoted, offset: start)
      }
      step = .key(key)
    } else {
      while index < scalars.count, scalars[index] != "]" { index += 1 }
      let digits = scalars[start..<index]
      guard digits.allSatisfy({ $0.value &- 0x30 <= 9 }), let number = Int(string(digits)) else {
        throw ScalarFailure(reason: .badIndex, offset: start)
      }
      step = .index(number)
    }
    guard index < scalars.count, scalars[index] == "]" else {
      throw ScalarFailure(reason: .unclosedBracket, offset: open)
    }
    index += 1
    return step
  }

  private static func string(_ scalars: ArraySlice<Unicode.Scalar>) -> String {
    var view = String.UnicodeScalarView()
    view.append(contentsOf: scalars)
    return String(view)
  }

  /// The JSON Pointer (RFC 6901): `/cart/items/0/sku`.
  public var pointer: String {
    steps.map { step in
      switch step {
      case .index(let index): return "/\(index)"
      case .key(let key):
        var escaped = "/"
        for scalar in key.string.unicodeScalars {
          switch scalar {
          case "~": escaped += "~0"
          case "/": escaped += "~1"
          default: escaped.unicodeScalars.append(scalar)
          }
        }
        return escaped
      }
    }.joined()
  }
}

extension Path: CustomStringConvertible {
  public var description: String {
    var text = ""
    for step in steps {
      switch step {
      case .index(let index): text += "[\(index)]"
      case .key(let key):
        if key.spelling == nil, !key.isEmpty, key.string.unicodeScalars.allSatisfy(Self.isPlain) {
          text += (text.isEmpty ? "" : ".") + key.string
        } else {
          text += "[" + JSONWriter.string(.string(key)) + "]"
        }
      }
    }
    return text
  }

  private static func isPlain(_ scalar: Unicode.Scalar) -> Bool {
    !".[]\"\\".unicodeScalars.contains(scalar) && scalar.value > 0x20 && scalar.value != 0x7f
  }
}

extension Value {
  /// The value at a path, nil where there is none.
  public subscript(path: Path) -> Value? {
    var value = self
    for step in path.steps {
      switch (step, value) {
      case (.key(let key), .object(let members)):
        guard let member = members.first(where: { $0.key == key }) else { return nil }
        value = member.value
      case (.index(let index), .array(let elements)):
        guard elements.indices.contains(index) else { return nil }
        value = elements[index]
      default: return nil
      }
    }
    return value
  }
}
