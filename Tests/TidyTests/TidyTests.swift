import Testing

/// The laws of the house, held against the house.
@Suite struct TidyTests {
    static let laws: [Law] = Rooms(of: .ours).laws + LawsOfWords.all + LawsOfShape.all

    @Test("the whole house is read")
    func houseIsFound() {
        #expect(House.ours.files.contains { $0.path == "Tests/TidyTests/TidyTests.swift" })
        #expect(House.ours.documents.contains { $0.path == "Makefile" })
        let rooms = Rooms(of: .ours)
        #expect(rooms.pure.isSuperset(of: ["Domain", "Trading", "Wire"]))
        #expect(rooms.world.contains("Host") && rooms.app.contains("Operations"))
        #expect(rooms.venues.contains("BinanceSpot") && rooms.libraries.contains("CHost"))
    }

    @Test("every file keeps the law", arguments: laws)
    func holds(law: Law) {
        for finding in House.ours.files.flatMap(law.findings) {
            Issue.record("\(finding)")
        }
    }

    @Test("the binary that trades is built without the simulator")
    func tradingBinaryHasNoFakes() {
        let manifest = Manifest(House.ours.text("Package.swift"))
        let parts = manifest.everything(below: "plimsoll")
        #expect(parts.isSuperset(of: ["Operations", "Trading", "Host"]))
        #expect(!parts.contains("Simulation"))
        #expect(manifest.everything(below: "plimsoll-sim").contains("Simulation"))
    }

    @Test("no module has a type of its own name, which would hide the module")
    func modulesAreNotHidden() {
        let rooms = Rooms(of: .ours)
        let modules = rooms.pure.union(rooms.venues).union(rooms.world).union(rooms.app)
        for file in House.ours.files where file.path.hasPrefix("Sources/") {
            for type in DeclaredType.all(in: file) where modules.contains(type.name) {
                Issue.record("\(file.path):\(type.line): \(type.name) is a module's name")
            }
        }
    }

    @Test("no document or script names a path of one machine, or a thing left undone")
    func documentsAreClean() {
        for document in House.ours.documents {
            for word in LawsOfWords.machinePaths + ["TO" + "DO", "FIX" + "ME"] {
                #expect(!document.text.contains(word), "\(document.path): \(word)")
            }
        }
    }

    @Test("every relative link of a document leads somewhere")
    func linksLeadSomewhere() {
        for document in House.ours.documents where document.path.hasSuffix(".md") {
            for link in Links.relative(in: document.text, of: document.path) {
                let isThere = House.ours.exists(link)
                #expect(isThere, "\(document.path): \(link)")
            }
        }
    }

    @Test("every make target that a document names exists")
    func makeTargetsExist() {
        let targets = Set(
            House.ours.text("Makefile").split(separator: "\n").map { line in
                String(line.prefix { $0.isLetter })
            })
        for document in House.ours.documents where document.path.hasSuffix(".md") {
            for target in Links.makeTargets(in: document.text) {
                let isThere = targets.contains(target)
                #expect(isThere, "\(document.path): make \(target)")
            }
        }
    }
}

/// What a document points at.
enum Links {
    /// The targets of relative Markdown links, as paths from the root.
    static func relative(in text: String, of path: String) -> [String] {
        let folder = path.split(separator: "/").dropLast()
        return text.split(separator: "](").dropFirst().compactMap { part in
            let target = part.prefix { $0 != ")" && $0 != "#" }
            guard !target.isEmpty, !target.contains(":"), !target.contains("\n") else { return nil }
            var steps = Array(folder)
            for step in target.split(separator: "/") {
                if step == ".." { _ = steps.popLast() } else if step != "." { steps.append(step) }
            }
            return steps.joined(separator: "/")
        }
    }

    /// The targets named as `make target` in code spans and blocks.
    static func makeTargets(in text: String) -> [String] {
        text.ranges(of: "`make ").map { range in
            String(text[range.upperBound...].prefix { $0.isLetter })
        }
    }
}
