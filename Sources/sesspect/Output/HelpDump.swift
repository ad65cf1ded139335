import ArgumentParser
import DebugProtocol
import SessionModel

/// What the argument parser says of the commands, as JSON.
enum HelpDump {
  /// The program itself, with its commands in it.
  static var root: Value? { (try? JSONReader.read(Sesspect._dumpHelp()))?.field("command") }

  /// An option's name as it is typed.
  static func spelled(_ name: Value) -> String {
    (name.text("kind") == "long" ? "--" : "-") + (name.text("name") ?? "")
  }
}
