// swift-tools-version: 6.2
import PackageDescription

let strict: [SwiftSetting] = [
  .enableUpcomingFeature("ExistentialAny"), .enableUpcomingFeature("MemberImportVisibility"),
]

/// A Swift target with the project's settings.
func module(_ name: String, _ dependencies: [Target.Dependency] = [], path: String? = nil) -> Target {
  .target(name: name, dependencies: dependencies, path: path, swiftSettings: strict)
}

/// The tests of a target; they lie in `Tests/<name>Tests`.
func tests(_ name: String, _ dependencies: [Target.Dependency] = [], exclude: [String] = []) -> Target {
  .testTarget(
    name: name + "Tests", dependencies: [.init(stringLiteral: name)] + dependencies, exclude: exclude,
    swiftSettings: strict)
}

let crypto: [Target.Dependency] = [
  .product(name: "Crypto", package: "swift-crypto"), .product(name: "CryptoExtras", package: "swift-crypto"),
]

let http: [Target.Dependency] = [
  .product(name: "NIOCore", package: "swift-nio"), .product(name: "NIOPosix", package: "swift-nio"),
  .product(name: "NIOHTTP1", package: "swift-nio"),
]

let package = Package(
  name: "sesspect",
  platforms: [.macOS(.v15)],
  products: [
    .executable(name: "sesspect", targets: ["sesspect"]),
    // With the modules whose types its public face speaks of.
    .library(name: "HummingbirdSessions", targets: ["HummingbirdSessions", "SessionModel", "SessionStores"]),
  ],
  dependencies: [
    .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.0"),
    .package(url: "https://github.com/apple/swift-crypto", from: "4.5.0"),
    .package(url: "https://github.com/apple/swift-http-types", from: "1.8.0", traits: []),
    .package(url: "https://github.com/apple/swift-log", from: "1.14.0"),
    .package(url: "https://github.com/apple/swift-nio", from: "2.101.0"),
    .package(url: "https://github.com/swift-server/swift-service-lifecycle", from: "2.13.0"),
    // Without its traits a static binary is 40 MB smaller.
    .package(url: "https://github.com/hummingbird-project/hummingbird", from: "2.28.0", traits: []),
    .package(url: "https://github.com/LebJe/TOMLKit", from: "0.6.0"),
  ],
  targets: [
    // C: the only code that includes <ncurses.h>, <sqlite3.h>, <zlib.h>
    .target(name: "CTerminal", linkerSettings: [.linkedLibrary("ncursesw"), .linkedLibrary("tinfo")]),
    .systemLibrary(
      name: "CSQLite", pkgConfig: "sqlite3", providers: [.apt(["libsqlite3-dev"]), .brew(["sqlite"])]),
    .systemLibrary(name: "CZlib", pkgConfig: "zlib", providers: [.apt(["zlib1g-dev"]), .brew(["zlib"])]),

    // Sessions: values, their encodings, where they are kept
    module("SessionModel"),
    module("SessionCodecs", ["SessionModel", "CZlib"] + crypto),
    module("SessionStores", ["SessionModel", "SessionCodecs", "CSQLite"] + crypto),

    // A running server's sessions: what it embeds, and the client that attaches to it
    module("DebugProtocol", ["SessionModel"]),
    module("DebugClient", ["DebugProtocol", "SessionModel", "SessionStores"] + http + crypto),
    module(
      "HummingbirdSessions",
      [
        "DebugProtocol", "SessionModel", "SessionCodecs", "SessionStores",
        .product(name: "Hummingbird", package: "hummingbird"),
        .product(name: "HummingbirdCore", package: "hummingbird"),
        .product(name: "HTTPTypes", package: "swift-http-types"),
        .product(name: "Logging", package: "swift-log"),
        .product(name: "ServiceLifecycle", package: "swift-service-lifecycle"),
      ] + crypto + http),
    .target(name: "Adapters", resources: [.embedInCode("starlette.py")], swiftSettings: strict),

    // The screen: an engine that knows nothing of sessions, and the inspector's state and face
    .target(
      name: "TerminalUI", dependencies: ["CTerminal", "TOMLKit"],
      exclude: ["Generated/make-width-table.py", "Generated/make-direct-color.sh", "Generated/direct-color.ti"],
      swiftSettings: strict),
    .target(
      name: "Themes", path: "Themes", resources: [.embedInCode("builtin")], swiftSettings: strict),
    module("InspectorCore", ["SessionModel", "TerminalUI"]),
    module("InspectorUI", ["InspectorCore", "SessionModel", "TerminalUI"]),
    module(
      "InspectorRuntime", ["InspectorUI", "InspectorCore", "SessionStores", "SessionModel", "TerminalUI", "Themes"]),
    module(
      "DemoApp",
      [
        "HummingbirdSessions", "SessionModel", "SessionStores", .product(name: "Hummingbird", package: "hummingbird"),
        .product(name: "HTTPTypes", package: "swift-http-types"), .product(name: "Logging", package: "swift-log"),
        .product(name: "NIOEmbedded", package: "swift-nio"),
        .product(name: "ServiceLifecycle", package: "swift-service-lifecycle"),
      ] + http),
    .executableTarget(
      name: "sesspect",
      dependencies: [
        "InspectorRuntime", "InspectorCore", "SessionStores", "SessionCodecs", "SessionModel", "TerminalUI", "Themes",
        "DemoApp", "DebugClient", "DebugProtocol", "HummingbirdSessions", "Adapters", "TOMLKit",
        .product(name: "ArgumentParser", package: "swift-argument-parser"),
      ] + crypto, swiftSettings: strict),

    .executableTarget(
      name: "BenchmarkServer",
      dependencies: [
        "HummingbirdSessions", .product(name: "Hummingbird", package: "hummingbird"),
        .product(name: "Logging", package: "swift-log"), .product(name: "NIOEmbedded", package: "swift-nio"),
      ], path: "Tests/Benchmarks/Server", swiftSettings: strict),

    tests("SessionModel"),
    tests("SessionCodecs", ["SessionModel"]),
    tests("SessionStores", ["SessionModel", "SessionCodecs", "CSQLite"]),
    tests("DebugProtocol", ["SessionModel"]),
    tests(
      "DebugClient", ["DebugProtocol", "HummingbirdSessions", "SessionCodecs", "SessionModel", "SessionStores"] + http),
    tests(
      "HummingbirdSessions",
      [
        "DebugProtocol", "SessionModel", "SessionCodecs", "SessionStores",
        .product(name: "Hummingbird", package: "hummingbird"), .product(name: "Logging", package: "swift-log"),
        .product(name: "HTTPTypes", package: "swift-http-types"), .product(name: "NIOEmbedded", package: "swift-nio"),
        .product(name: "NIOConcurrencyHelpers", package: "swift-nio"),
      ] + http),
    tests("Adapters"),
    tests("TerminalUI", ["CTerminal"]),
    tests("Themes", ["TerminalUI"]),
    tests("InspectorCore", ["SessionModel", "TerminalUI"]),
    tests("InspectorUI", ["InspectorCore", "SessionModel", "TerminalUI"], exclude: ["Snapshots"]),
    tests("InspectorRuntime", ["InspectorCore", "InspectorUI", "SessionStores", "SessionModel", "TerminalUI"]),
    .testTarget(name: "SesspectTests", dependencies: ["sesspect"], swiftSettings: strict),
  ]
)
