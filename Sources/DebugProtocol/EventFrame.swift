public import SessionModel

/// One frame of the event stream (WHATWG HTML, server-sent events): what the protocol puts into it.
public enum EventFrame: Sendable, Hashable {
  /// The first frame.
  case hello(instance: String, lastEvent: Int)
  /// Events since `from` are lost; `oldest` is the first one there is. List again.
  case gap(from: Int, oldest: Int)
  /// Something happened to a session.
  case event(SessionEvent)

  /// The stream's `Content-Type`.
  public static let mediaType = "text/event-stream"
  /// A comment that keeps the line open.
  public static let ping = ": ping\n\n"
  /// How long a client waits before it comes back, in milliseconds.
  public static let retry = "retry: 1000\n\n"

  /// As it goes over the wire.
  public var text: String {
    switch self {
    case .hello(let instance, let lastEvent):
      Self.text(event: "hello", ["instance": instance.json, "last_event": lastEvent.json])
    case .gap(let from, let oldest): Self.text(event: "gap", ["from": from.json, "oldest": oldest.json])
    case .event(let event): "id: \(event.number)\n" + Self.text(event: event.kind.rawValue, event.json)
    }
  }

  private static func text(event: String, _ data: Value) -> String {
    "event: \(event)\ndata: \(JSONWriter.string(data))\n\n"
  }

  /// Nil for a frame that is not known.
  init?(event: String, data: Value) {
    switch event {
    case "hello":
      guard let instance = data.text("instance") else { return nil }
      self = .hello(instance: instance, lastEvent: data.integer("last_event") ?? 0)
    case "gap": self = .gap(from: data.integer("from") ?? 0, oldest: data.integer("oldest") ?? 0)
    default:
      guard let event = SessionEvent(json: data) else { return nil }
      self = .event(event)
    }
  }
}

/// Reads a stream of frames from the bytes as they come.
public struct EventFrameReader: Sendable {
  private var line: [UInt8] = []
  private var event = ""
  private var data = ""
  private var endedWithReturn = false

  /// At the beginning of a stream.
  public init() {}

  /// The frames that these bytes complete.
  public mutating func read(_ bytes: some Sequence<UInt8>) -> [EventFrame] {
    var frames: [EventFrame] = []
    for byte in bytes {
      if byte == 0x0a, endedWithReturn {
        endedWithReturn = false
        continue
      }
      endedWithReturn = byte == 0x0d
      guard byte == 0x0a || byte == 0x0d else {
        line.append(byte)
        continue
      }
      if let frame = endLine() { frames.append(frame) }
    }
    return frames
  }

  private mutating func endLine() -> EventFrame? {
    defer { line.removeAll(keepingCapacity: true) }
    guard !line.isEmpty else {
      defer { (event, data) = ("", "") }
      guard !data.isEmpty, let value = try? JSONReader.read(data) else { return nil }
      return EventFrame(event: event, data: value)
    }
    let text = String(decoding: line, as: UTF8.self)
    let (name, value) =
      text.firstIndex(of: ":").map { (text[..<$0], text[text.index(after: $0)...]) } ?? (text[...], "")
    let content = value.hasPrefix(" ") ? value.dropFirst() : value
    switch name {
    case "event": event = String(content)
    case "data": data += data.isEmpty ? String(content) : "\n" + content
    default: break
    }
    return nil
  }
}
