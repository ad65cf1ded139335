import SessionModel

/// One thing a pickle made, as data. Nodes lie in an array and point at each other by index: a pickle may be cyclic,
/// and nested deeper than the stack of a program that followed references could bear.
enum PickleNode {
  /// A number, a text, bytes and the like: complete when read.
  case plain(Value)
  case list([Int])
  case tuple([Int])
  case set([Int], isFrozen: Bool)
  /// Keys and values in turn.
  case dictionary([Int])
  /// A class or function by its name. Nothing is looked up.
  case global(String)
  case object(PickleObject)
  case persistent(Int)
}

/// What would have been a call: of `callable` with `arguments`, and what was put into the result afterwards.
struct PickleObject {
  var callable: Int
  var arguments: [Int] = []
  /// Keys and values in turn.
  var keywords: Int?
  var state: Int?
  /// Elements that were appended or added to it.
  var items: [Int] = []
  /// Keys and values in turn that were set in it.
  var entries: [Int] = []
}
