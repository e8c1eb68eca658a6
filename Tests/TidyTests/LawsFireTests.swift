import Testing

/// Every law is shown to fire: a snippet that breaks it, where, and how often.
struct Offence: CustomTestStringConvertible, Sendable {
    let path: String
    let text: String
    let findings: Int
    var testDescription: String { "\(path): \(text.prefix(40))" }

    init(_ path: String, _ text: String, _ findings: Int = 1) {
        self.path = path
        self.text = text
        self.findings = findings
    }
}

@Suite struct LawsFireTests {
    static let rooms = Rooms(
        pure: ["Domain", "Wire", "Trading"], venues: ["BinanceSpot"],
        world: ["Host", "Durability", "Tapes", "Telemetry"], libraries: ["CZstd"],
        app: ["Operations", "Simulation"])
    static let laws = rooms.laws + LawsOfWords.all + LawsOfShape.all

    private func findings(_ path: String, _ text: String) -> [Finding] {
        let file = SourceText(path: path, text)
        return Self.laws.flatMap { $0.findings(file) }
    }

    @Test(
        "an import that breaks a law is found",
        arguments: [
            Offence("Sources/Pure/Wire/A.swift", "import Foundation\nlet a = 1"),
            Offence("Sources/Pure/Wire/A.swift", "internal import Glibc\nlet a = 1"),
            Offence("Sources/Pure/Wire/A.swift", "import Synchronization\nlet a = 1"),
            Offence("Sources/Pure/Wire/A.swift", "import Dispatch\nlet a = 1"),
            Offence("Sources/Pure/Wire/A.swift", "public import Host\nlet a = 1"),
            Offence("Sources/Pure/Wire/A.swift", "import struct Foundation.Date\nlet a = 1"),
            Offence("Sources/Pure/Venues/X/A.swift", "@preconcurrency import Tapes\nlet a = 1"),
            Offence("Sources/Pure/Wire/A.swift", "import Operations\nlet a = 1", 2),
            Offence("Sources/Pure/Wire/A.swift", "import CZstd\nlet a = 1", 2),
            Offence("Sources/World/Durability/A.swift", "import Tapes\nlet a = 1"),
            Offence("Sources/World/Durability/A.swift", "import Trading\nlet a = 1"),
            Offence("Sources/World/Durability/A.swift", "import BinanceSpot\nlet a = 1"),
            Offence("Sources/World/Durability/A.swift", "import Simulation\nlet a = 1"),
            Offence("Sources/World/Durability/A.swift", "import CZstd\nlet a = 1"),
            Offence("Tests/HostTests/A.swift", "import CZstd\nlet a = 1"),
        ])
    func importsFire(offence: Offence) {
        let found = findings(offence.path, offence.text)
        #expect(found.count == offence.findings)
        #expect(found.allSatisfy { $0.line == 1 && $0.path == offence.path })
    }

    @Test(
        "a word that breaks a law is found",
        arguments: [
            Offence("Sources/Pure/Domain/A.swift", "let a = Date()"),
            Offence("Sources/Pure/Domain/A.swift", "let a = ContinuousClock().now"),
            Offence("Sources/Pure/Domain/A.swift", "let a = Int.random(in: 0..<3)"),
            Offence("Sources/Pure/Domain/A.swift", "var a = SystemRandomNumberGenerator()"),
            Offence("Sources/Pure/Domain/A.swift", "let a = items.shuffled()"),
            Offence("Sources/Pure/Domain/A.swift", "func a() async {}"),
            Offence("Sources/Pure/Domain/A.swift", "let a = Task { 1 }"),
            Offence("Sources/Pure/Domain/A.swift", "actor Box {}"),
            Offence("Sources/Pure/Domain/A.swift", "let a = await b"),
            Offence("Sources/Pure/Domain/A.swift", "let a = FileManager.default"),
            Offence("Sources/Pure/Domain/A.swift", "let price: Double = 1"),
            Offence("Sources/Pure/Wire/A.swift", "let price = Float(1)"),
            Offence("Sources/Pure/Wire/A.swift", "let a = [Double]()"),
            Offence("Sources/Pure/Trading/A.swift", "let a = print(1)"),
            Offence("Sources/App/Operations/A.swift", "func a() { print(1) }"),
            Offence("Sources/App/Operations/A.swift", "class Box: @unchecked Sendable {}"),
            Offence("Sources/Pure/Wire/A.swift", "nonisolated(unsafe) var a = 1"),
            Offence("Sources/App/Operations/A.swift", "let a = 1 // TO" + "DO: more"),
            Offence("Tests/AppTests/A.swift", "/* FIX" + "ME */ let a = 1"),
            Offence("Tests/AppTests/A.swift", "let a = \"/ho" + "me/somebody\""),
            Offence("Tests/AppTests/A.swift", "func a() throws { try Test.cancel(\"no\") }"),
            Offence("Tests/AppTests/A.swift", "@testable import Operations"),
            Offence("Sources/Pure/Wire/WireUtils.swift", "let a = 1"),
            Offence("Sources/Pure/Wire/A.swift", "final class OrderManager {}"),
            Offence("Sources/Pure/Wire/A.swift", "enum CommonLimits {}"),
            Offence("Sources/Pure/Wire/A.swift", "struct EngineCore<T> {}"),
        ])
    func wordsFire(offence: Offence) {
        let found = findings(offence.path, offence.text)
        #expect(found.count == offence.findings, "\(found)")
    }

    @Test(
        "a shape that breaks a law is found",
        arguments: [
            Offence("Sources/Pure/Wire/A.swift", "public let a = 1"),
            Offence("Sources/Pure/Wire/A.swift", "struct B {\n    public var side: Int\n}"),
            Offence("Sources/Pure/Wire/A.swift", "public let bid: BookLevel"),
            Offence("Sources/Pure/Wire/A.swift", "public var books = [OrderBook]()"),
            Offence("Sources/Pure/Wire/A.swift", "public var count = 0"),
            Offence("Sources/Pure/Wire/A.swift", "public init(a: Int) throws {}"),
            Offence("Sources/Pure/Wire/A.swift", "public init?(a: Int) {}"),
            Offence("Sources/Pure/Wire/A.swift", "public static func zero() -> B {}"),
            Offence("Sources/Pure/Wire/A.swift", "@inlinable public func a() {}"),
            Offence("Sources/Pure/Wire/A.swift", "// not a doc comment\npublic func a() {}"),
            Offence("Sources/Pure/Wire/A.swift", "/// Documented.\n\npublic func a() {}"),
            Offence("Tests/WireTests/A.swift", "// Wire\n"),
            Offence("Tests/WireTests/A.swift", "let a = 1 //" + String(repeating: "-", count: 90)),
            Offence(
                "Tests/WireTests/A.swift",
                "let a = [\"é\"] + [\"" + String(repeating: "é", count: 82) + "\"]"),
            Offence("Tests/WireTests/A.swift", String(repeating: "let a = 1\n", count: 801)),
            Offence(
                "Tests/WireTests/A.swift",
                "func a(\n    b: Int = 1\n) {\n" + String(repeating: "    b()\n", count: 67) + "}\n"
            ),
            Offence(
                "Tests/WireTests/A.swift",
                "init() {\n" + String(repeating: "    if a { b() }\n", count: 69) + "}\n"),
        ])
    func shapesFire(offence: Offence) {
        let found = findings(offence.path, offence.text)
        #expect(found.count == offence.findings, "\(found)")
    }

    @Test(
        "what keeps the laws is left alone",
        arguments: [
            Offence("Sources/Pure/Wire/A.swift", "public import Domain\nlet a = 1"),
            Offence("Sources/World/Host/A.swift", "import CZstd\nimport Glibc\nlet a = 1"),
            Offence("Sources/World/Host/A.swift", "final class A: @unchecked Sendable {}"),
            Offence("Sources/World/Tapes/A.swift", "import Host\nimport Wire\nlet a = await b"),
            Offence("Sources/App/Operations/A.swift", "import Trading\nlet a = ContinuousClock()"),
            Offence("Tests/AppTests/A.swift", "import Operations\nlet a = Double(1)"),
            Offence("Sources/Pure/Wire/A.swift", "let a = \"Date() await Double\" // print(1)"),
            Offence("Sources/Pure/Wire/A.swift", "let a = \"\\(b(\"await\"))\"; let c = 1"),
            Offence(
                "Sources/Pure/Wire/A.swift", "let a = #\"await \"# + \"\"\"\n  Task {\n  \"\"\""),
            Offence("Sources/Pure/Wire/A.swift", "/* Date( /* nested */ Task { */ let a = 1"),
            Offence("Sources/Pure/Wire/A.swift", "let awaited = blueprint(DoubleEntry())"),
            Offence(
                "Tests/WireTests/A.swift",
                "let a = \"\"\"\n" + String(repeating: "é", count: 120) + "\n\"\"\""),
            Offence(
                "Tests/WireTests/A.swift", "let a = [\"" + String(repeating: "é", count: 88) + "\"]"
            ),
            Offence("Sources/Pure/Wire/A.swift", "enum ScoreCard {}\nstruct Corridor {}"),
            Offence("Sources/Pure/Trading/TradingCore.swift", "struct TradingCore {}"),
            Offence("Sources/Pure/Wire/A.swift", "/// Says.\n@inlinable\npublic func a() {}"),
            Offence("Sources/Pure/Wire/A.swift", "/// Says.\n@inline(__always) public var a = 1"),
            Offence("Sources/Pure/Wire/A.swift", "public let side: Side, raw = 1"),
            Offence("Sources/Pure/Wire/A.swift", "public var account: AccountID"),
            Offence("Sources/Pure/Wire/A.swift", "public private(set) var book: OrderBook?"),
            Offence("Sources/Pure/Wire/A.swift", "public var mode = TradingMode.active"),
            Offence("Sources/Pure/Wire/A.swift", "public init(a: Int) {}"),
            Offence("Sources/Pure/Wire/A.swift", "public static func + (a: B, b: B) -> B {}"),
            Offence(
                "Tests/WireTests/A.swift",
                "func a() {\n" + String(repeating: "    b()\n", count: 68) + "}\n"),
            Offence(
                "Tests/WireTests/A.swift",
                "protocol P {\n    func a()\n    var b: Int { get }\n}\n"
                    + String(repeating: "let a = 1\n", count: 90)),
            Offence(
                "Tests/WireTests/A.swift",
                "protocol P {\n    func a() throws\n\n    func b()\n}\n"
                    + String(repeating: "let a = 1\n", count: 90) + "struct S {}\n"),
        ])
    func lawfulPasses(snippet: Offence) {
        #expect(findings(snippet.path, snippet.text) == [])
    }

    @Test("each law found something in these tests")
    func everyLawFired() {
        // Kept in step by hand: one law, at least one offence above that only it explains.
        let long = String(repeating: "a()\n", count: 900)
        let offences = [
            Offence("Sources/Pure/Wire/A.swift", "import Foundation"),
            Offence("Sources/World/Tapes/A.swift", "import Durability"),
            Offence("Sources/Pure/Wire/A.swift", "import Operations"),
            Offence("Sources/Pure/Wire/A.swift", "import CZstd"),
            Offence("Sources/Pure/Wire/A.swift", "Date() await FileManager Double print("),
            Offence("Sources/Pure/Wire/A.swift", "@unchecked Sendable // TO" + "DO"),
            Offence("Tests/A/A.swift", "@testable import B; Test.cancel(\"/ho" + "me/x\")"),
            Offence("Sources/Pure/Wire/Utils.swift", "func a() {\n\(long)}\npublic var a = 1"),
            Offence("Sources/Pure/Wire/A.swift", String(repeating: "/", count: 101)),
        ]
        for law in Self.laws {
            let found = offences.contains {
                !law.findings(SourceText(path: $0.path, $0.text)).isEmpty
            }
            #expect(found, "\(law.name) has never been seen to fire")
        }
    }

    @Test("the manifest is read through lists, sums and rooms")
    func manifestIsRead() {
        let manifest = Manifest(
            """
            func room(_ name: String) {}
            let pure: [Target.Dependency] = ["Domain"]  // "Fake"
            let every: [Target.Dependency] =
                pure + ["Host"]

            let package = Package(targets: [
                room("Pure", "Domain"),
                room("World", "Host", ["Domain", "CHost"]),
                room("App", "Operations", every),
                room("App", "Simulation", every + ["Operations"]),
                program("good", ["Operations"], path: "Sources/Good"),
                program("bad", pure + ["Simulation"], path: "Sources/Bad"),
            ])
            """)
        #expect(manifest.everything(below: "good") == ["Operations", "Domain", "Host", "CHost"])
        #expect(manifest.everything(below: "bad").contains("Simulation"))
    }

    @Test("links and make targets are found in documents")
    func linksAreFound() {
        let text = "[a](b.md) [c](../d/e.md#f) [g](https://h.i) `make run` make nothing"
        #expect(
            Links.relative(in: text, of: "docs/how-to/x.md") == ["docs/how-to/b.md", "docs/d/e.md"])
        #expect(Links.makeTargets(in: text) == ["run"])
    }

    @Test("a name is read as its words")
    func namesAreWords() {
        #expect(LawsOfWords.words(of: "TradingCoreState") == ["Trading", "Core", "State"])
        #expect(LawsOfWords.words(of: "utils") == ["utils"])
    }
}
