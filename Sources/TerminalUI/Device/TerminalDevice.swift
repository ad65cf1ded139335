/// Something that shows frames: a terminal, or a recording of what one would have shown.
public protocol TerminalDevice: AnyObject {
  /// The extent a frame should have.
  var size: Size { get }
  /// Colours and attributes of the roles. Setting it redraws with the next frame.
  var theme: Theme { get set }
  /// Shows a frame. One of another size is cut or filled up with blanks.
  func present(_ frame: Frame)
}

/// Keeps the frames it is given, for tests and captures.
public final class RecordingDevice: TerminalDevice {
  public var size: Size
  public var theme: Theme
  /// The frames in the order shown; one equal to the frame before is not repeated.
  public private(set) var frames: [Frame] = []

  public init(size: Size, theme: Theme = .plain) {
    self.size = size
    self.theme = theme
  }

  public func present(_ frame: Frame) {
    if frames.last != frame { frames.append(frame) }
  }
}
