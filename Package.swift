// swift-tools-version: 6.2
import PackageDescription

/// As strict as the toolchain allows: every target of ours is built with these.
let strict: [SwiftSetting] = [
    .swiftLanguageMode(.v6),
    .strictMemorySafety(),
    .treatAllWarnings(as: .error),
    .enableUpcomingFeature("ExistentialAny"),
    .enableUpcomingFeature("InternalImportsByDefault"),
    .enableUpcomingFeature("MemberImportVisibility"),
    // A function may return a Span that borrows from its argument (as swift-collections does).
    .enableExperimentalFeature("Lifetimes"),
    // Rooms are modules for people's sake; programs are optimized as if they were one. An order
    // then takes a tenth less.
    .unsafeFlags(["-cross-module-optimization"], .when(configuration: .release)),
]

/// A room of the house: its name is its module and its folder on the shelf.
func room(_ shelf: String, _ name: String, _ imports: [Target.Dependency] = []) -> Target {
    .target(
        name: name, dependencies: imports, path: "Sources/\(shelf)/\(name)", swiftSettings: strict)
}

/// A command line program.
func program(_ name: String, _ imports: [Target.Dependency], path: String) -> Target {
    .executableTarget(name: name, dependencies: imports, path: path, swiftSettings: strict)
}

func tests(_ name: String, _ imports: [Target.Dependency]) -> Target {
    .testTarget(name: name, dependencies: imports, path: "Tests/\(name)", swiftSettings: strict)
}

let pure: [Target.Dependency] = ["Containers", "Domain"]
let venues: [Target.Dependency] = ["BinanceSpot", "BinanceUSDM"]
let everyRoom: [Target.Dependency] =
    pure + venues
    + [
        "Wire", "Markets", "Trading", "VenueKit", "Host", "Durability", "Tapes", "Gateway", "Edge",
    ]

let package = Package(
    name: "plimsoll",
    products: [
        .executable(name: "plimsoll", targets: ["plimsoll"]),
        .executable(name: "plimsoll-sim", targets: ["plimsoll-sim"]),
        .executable(name: "plimsoll-bench", targets: ["plimsoll-bench"]),
    ],
    targets: [
        // Pure: same question, same answer. No clock, disk, socket, randomness, async.
        room("Pure", "Containers"),
        room("Pure", "Domain", ["Containers"]),
        room("Pure", "Wire", pure),
        room("Pure", "Markets", pure),
        room("Pure", "Trading", pure),
        room("Pure", "VenueKit", pure + ["Wire", "Markets"]),
        room("Pure/Venues", "BinanceSpot", pure + ["Wire", "Markets", "VenueKit"]),
        room("Pure/Venues", "BinanceUSDM", pure + ["Wire", "Markets", "VenueKit"]),

        // World: one room for each thing outside; the only place with await, C and time.
        .systemLibrary(
            name: "CZstd", path: "Sources/World/C/CZstd", providers: [.apt(["libzstd-dev"])]),
        .systemLibrary(
            name: "CXXHash", path: "Sources/World/C/CXXHash", providers: [.apt(["libxxhash-dev"])]),
        .systemLibrary(
            name: "CLibwebsockets", path: "Sources/World/C/CLibwebsockets",
            providers: [.apt(["libwebsockets-dev", "libuv1-dev", "libssl-dev"])]),
        .systemLibrary(
            name: "CCurl", path: "Sources/World/C/CCurl",
            providers: [.apt(["libcurl4-openssl-dev"])]),
        .systemLibrary(
            name: "COpenSSL", path: "Sources/World/C/COpenSSL", providers: [.apt(["libssl-dev"])]),
        .systemLibrary(
            name: "CYAML", path: "Sources/World/C/CYAML", providers: [.apt(["libyaml-dev"])]),
        .target(name: "CHost", path: "Sources/World/C/CHost"),
        room(
            "World", "Host",
            pure + ["CHost", "CZstd", "CXXHash", "CLibwebsockets", "CCurl", "COpenSSL", "CYAML"]),
        room("World", "Durability", pure + ["Wire", "Host"]),
        room("World", "Tapes", pure + ["Wire", "Host"]),
        room("World", "Gateway", pure + ["Wire", "Markets", "VenueKit", "Host"]),
        room("World", "Edge", pure + ["Wire", "Markets", "Host"]),

        // App: puts the rooms together; nobody imports it.
        room("App", "Operations", everyRoom),
        room("App", "Simulation", everyRoom + ["Operations"]),
        program("plimsoll", ["Operations"], path: "Sources/App/plimsoll"),
        program("plimsoll-sim", ["Operations", "Simulation"], path: "Sources/App/plimsoll-sim"),
        // Counts what is asked of malloc; in the benchmarks only.
        .target(name: "CAllocationCounter", path: "Benchmarks/CAllocationCounter"),
        program(
            "plimsoll-bench", everyRoom + ["Operations", "CAllocationCounter"],
            path: "Benchmarks/plimsoll-bench"),

        // Sockets by hand, for the tests of rooms that serve.
        .target(name: "SocketPeers", path: "Tests/SocketPeers", swiftSettings: strict),
        tests("ContainersTests", ["Containers"]),
        tests("DomainTests", pure),
        tests("WireTests", pure + ["Wire"]),
        tests("MarketsTests", pure + ["Markets"]),
        tests("TradingTests", pure + ["Trading"]),
        tests("BinanceSpotTests", everyRoom),
        tests("BinanceUSDMTests", everyRoom),
        tests("HostTests", ["Host", "Domain", "SocketPeers"]),
        tests("DurabilityTests", pure + ["Durability", "Host"]),
        tests("TapesTests", pure + ["Tapes", "Host"]),
        tests("GatewayTests", everyRoom),
        tests("EdgeTests", everyRoom + ["SocketPeers"]),
        tests("OperationsTests", everyRoom + ["Operations", "Simulation"]),
        tests("SimulationTests", everyRoom + ["Operations", "Simulation"]),
        tests("TidyTests", []),
    ]
)
