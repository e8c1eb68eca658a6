/// Who may import whom: DESIGN's laws 1 to 3, and C behind one door.
struct Rooms: Sendable {
    /// Pure rooms that anybody may import.
    let pure: Set<String>
    /// The venues, which are pure too.
    let venues: Set<String>
    let world: Set<String>
    /// The C libraries behind Host.
    let libraries: Set<String>
    let app: Set<String>

    init(
        pure: Set<String>, venues: Set<String>, world: Set<String>, libraries: Set<String>,
        app: Set<String>
    ) {
        self.pure = pure
        self.venues = venues
        self.world = world
        self.libraries = libraries
        self.app = app
    }

    /// The rooms as the folders of the house have them.
    init(of house: House) {
        self.init(
            pure: Set(house.folders(in: "Sources/Pure")).subtracting(["Venues"]),
            venues: Set(house.folders(in: "Sources/Pure/Venues")),
            world: Set(house.folders(in: "Sources/World")).subtracting(["C"]),
            libraries: Set(house.folders(in: "Sources/World/C")),
            app: Set(house.folders(in: "Sources/App")))
    }

    /// The laws of imports for these rooms.
    var laws: [Law] { [pureLaw, worldLaw, appLaw, libraryLaw] }

    private var pureLaw: Law {
        Law("Pure imports Pure and nothing else") { file in
            guard file.path.hasPrefix("Sources/Pure/") else { return [] }
            return refused(in: file, "a pure room imports pure rooms only") {
                !pure.contains($0) && !venues.contains($0)
            }
        }
    }

    private var worldLaw: Law {
        Law("a World room imports no sibling but Host and Telemetry, no Trading, no venue") {
            file in
            guard file.path.hasPrefix("Sources/World/") else { return [] }
            let shared: Set<String> = ["Host", "Telemetry"]
            return refused(in: file, "what a World room needs from another it declares itself") {
                world.subtracting(shared).contains($0) || venues.contains($0) || $0 == "Trading"
            }
        }
    }

    private var appLaw: Law {
        Law("nobody outside App imports App") { file in
            guard file.path.hasPrefix("Sources/Pure/") || file.path.hasPrefix("Sources/World/")
            else { return [] }
            return refused(in: file, "App puts rooms together, nobody imports it", app.contains)
        }
    }

    private var libraryLaw: Law {
        Law("C libraries are imported in Host alone") { file in
            guard !file.path.hasPrefix("Sources/World/Host/") else { return [] }
            return refused(in: file, "C stays behind a safe door in Host", libraries.contains)
        }
    }

    private func refused(
        in file: SourceText, _ why: String, _ isRefused: (String) -> Bool
    ) -> [Finding] {
        file.imports.filter { isRefused($0.module) }.map {
            Finding(path: file.path, line: $0.number, what: "import \($0.module): \(why)")
        }
    }
}
