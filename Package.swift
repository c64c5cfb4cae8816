// swift-tools-version: 6.2
import PackageDescription

/// Settings of every target of ours: Swift 6 mode, and a warning is an error.
let strict: [SwiftSetting] = [
  .swiftLanguageMode(.v6),
  .enableUpcomingFeature("ExistentialAny"),
  .enableUpcomingFeature("MemberImportVisibility"),
  .treatAllWarnings(as: .error),
]

/// The released agent is one file without any dynamic library (`make agent`): `CUTOVER_STATIC=1` adds the flag that
/// links it so. It is not the default, because a linker flag of a target reaches the test bundle that links the target.
let agentLinking: [LinkerSetting] =
  Context.environment["CUTOVER_STATIC"] == "1" ? [.unsafeFlags(["-static-executable"])] : []

let package = Package(
  name: "cutover",
  platforms: [.macOS(.v15)],
  products: [
    .executable(name: "coordinator", targets: ["Coordinator"]),
    .executable(name: "cutover-agent", targets: ["Agent"]),
  ],
  dependencies: [
    .package(url: "https://github.com/apple/swift-nio", from: "2.101.0"),
    .package(url: "https://github.com/apple/swift-nio-ssl", from: "2.37.0"),
    .package(url: "https://github.com/apple/swift-log", from: "1.16.0"),
    .package(url: "https://github.com/swift-server/swift-service-lifecycle", from: "2.13.0"),
    .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.0"),
    .package(url: "https://github.com/swiftlang/swift-subprocess", from: "1.0.0", traits: []),
    .package(url: "https://github.com/apple/swift-system", from: "1.8.0"),
    .package(url: "https://github.com/jpsim/Yams", from: "6.2.0"),
    .package(url: "https://github.com/swift-server/async-http-client", from: "1.37.0"),
  ],
  targets: [
    // The pure engine: decides, never acts. No dependency at all.
    .target(name: "Cutover", swiftSettings: strict),
    // The wire contract between coordinator and agents, and between agents.
    .target(
      name: "Protocol",
      dependencies: [
        "Cutover",
        .product(name: "NIOCore", package: "swift-nio"),
      ],
      swiftSettings: strict),
    // How both of them carry it: TLS, framed calls, the peer's identity.
    .target(
      name: "Transport",
      dependencies: [
        "Cutover", "Protocol",
        .product(name: "NIOCore", package: "swift-nio"),
        .product(name: "NIOPosix", package: "swift-nio"),
        .product(name: "NIOTLS", package: "swift-nio"),
        .product(name: "NIOSSL", package: "swift-nio-ssl"),
      ],
      swiftSettings: strict),
    // Records that are durable before anybody acts on them.
    .target(
      name: "Journal", dependencies: [.product(name: "SystemPackage", package: "swift-system")],
      swiftSettings: strict),
    // What the agent talks to on its host.
    .target(
      name: "Redis",
      dependencies: [
        .product(name: "NIOCore", package: "swift-nio"),
        .product(name: "NIOPosix", package: "swift-nio"),
      ],
      swiftSettings: strict),
    .target(
      name: "Docker",
      dependencies: [
        .product(name: "NIOCore", package: "swift-nio"),
        .product(name: "NIOPosix", package: "swift-nio"),
        .product(name: "NIOHTTP1", package: "swift-nio"),
        .product(name: "Subprocess", package: "swift-subprocess"),
        .product(name: "SystemPackage", package: "swift-system"),
      ],
      swiftSettings: strict),
    .executableTarget(
      name: "Agent",
      dependencies: [
        "Cutover", "Protocol", "Transport", "Journal", "Redis", "Docker",
        .product(name: "NIOCore", package: "swift-nio"),
        .product(name: "NIOPosix", package: "swift-nio"),
        .product(name: "NIOHTTP1", package: "swift-nio"),
        .product(name: "NIOSSL", package: "swift-nio-ssl"),
        .product(name: "Logging", package: "swift-log"),
        .product(name: "ServiceLifecycle", package: "swift-service-lifecycle"),
        .product(name: "UnixSignals", package: "swift-service-lifecycle"),
        .product(name: "SystemPackage", package: "swift-system"),
      ],
      swiftSettings: strict,
      linkerSettings: agentLinking),
    // What the coordinator needs to reach hosts and to make identities.
    .systemLibrary(
      name: "CLibSSH2", pkgConfig: "libssh2",
      providers: [.apt(["libssh2-1-dev"]), .brew(["libssh2"])]),
    .systemLibrary(
      name: "COpenSSL", pkgConfig: "libcrypto",
      providers: [.apt(["libssl-dev"]), .brew(["openssl@3"])]),
    .target(name: "SSH", dependencies: ["CLibSSH2"], swiftSettings: strict),
    .target(name: "Certificates", dependencies: ["COpenSSL"], swiftSettings: strict),
    .executableTarget(
      name: "Coordinator",
      dependencies: [
        "Cutover", "Protocol", "Transport", "Journal", "SSH", "Certificates", "Yams",
        .product(name: "NIOCore", package: "swift-nio"),
        .product(name: "NIOPosix", package: "swift-nio"),
        .product(name: "NIOSSL", package: "swift-nio-ssl"),
        .product(name: "ArgumentParser", package: "swift-argument-parser"),
        .product(name: "Logging", package: "swift-log"),
        .product(name: "AsyncHTTPClient", package: "async-http-client"),
        .product(name: "NIOHTTP1", package: "swift-nio"),
      ],
      swiftSettings: strict),
    // The engine's machines under a seeded scheduler; it links nothing else.
    .executableTarget(
      name: "Simulation", dependencies: ["Cutover"], path: "Tests/Simulation", exclude: ["README.md"],
      swiftSettings: strict),
    .testTarget(name: "CutoverTests", dependencies: ["Cutover"], swiftSettings: strict),
    .testTarget(
      name: "ProtocolTests",
      dependencies: [
        "Protocol", "Cutover",
        .product(name: "NIOCore", package: "swift-nio"),
        .product(name: "NIOEmbedded", package: "swift-nio"),
        .product(name: "NIOTestUtils", package: "swift-nio"),
      ],
      exclude: ["Golden/Frames"],
      swiftSettings: strict),
    .testTarget(
      name: "TransportTests",
      dependencies: [
        "Transport", "Protocol", "Cutover", "Certificates",
        .product(name: "NIOCore", package: "swift-nio"),
        .product(name: "NIOEmbedded", package: "swift-nio"),
        .product(name: "NIOPosix", package: "swift-nio"),
        .product(name: "NIOTLS", package: "swift-nio"),
        .product(name: "NIOSSL", package: "swift-nio-ssl"),
      ],
      swiftSettings: strict),
    .testTarget(name: "JournalTests", dependencies: ["Journal"], swiftSettings: strict),
    .testTarget(
      name: "RedisTests",
      dependencies: [
        "Redis",
        .product(name: "NIOCore", package: "swift-nio"),
        .product(name: "NIOPosix", package: "swift-nio"),
        .product(name: "NIOTestUtils", package: "swift-nio"),
      ],
      swiftSettings: strict),
    .testTarget(
      name: "DockerTests",
      dependencies: [
        "Docker",
        .product(name: "NIOCore", package: "swift-nio"),
        .product(name: "NIOPosix", package: "swift-nio"),
        .product(name: "NIOHTTP1", package: "swift-nio"),
        .product(name: "SystemPackage", package: "swift-system"),
      ],
      swiftSettings: strict),
    .testTarget(name: "SSHTests", dependencies: ["SSH"], swiftSettings: strict),
    .testTarget(name: "CertificatesTests", dependencies: ["Certificates"], swiftSettings: strict),
    .testTarget(
      name: "AgentTests",
      dependencies: [
        "Agent", "Cutover", "Protocol", "Transport", "Certificates", "Redis",
        .product(name: "NIOCore", package: "swift-nio"),
        .product(name: "NIOPosix", package: "swift-nio"),
        .product(name: "NIOSSL", package: "swift-nio-ssl"),
        .product(name: "Logging", package: "swift-log"),
        .product(name: "ServiceLifecycle", package: "swift-service-lifecycle"),
      ],
      swiftSettings: strict),
    .testTarget(
      name: "CoordinatorTests",
      dependencies: [
        "Coordinator", "Cutover", "Protocol", "SSH", "Certificates",
        .product(name: "NIOCore", package: "swift-nio"),
        .product(name: "NIOPosix", package: "swift-nio"),
        .product(name: "NIOHTTP1", package: "swift-nio"),
        .product(name: "NIOSSL", package: "swift-nio-ssl"),
      ],
      swiftSettings: strict),
  ]
)
