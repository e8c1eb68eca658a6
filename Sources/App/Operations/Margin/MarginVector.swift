internal import Domain
internal import Host
internal import Wire

/// A value in a file of vectors: numbers are kept as they were written.
indirect enum VectorValue {
    case text(String)
    case list([VectorValue])
    case members([VectorMember])
    /// `null`, `true` or `false`.
    case other
}

/// A named value, in the order of the file.
struct VectorMember {
    let name: String
    let value: VectorValue
}

/// A worked example of margin, profit or fees as a file gives it.
struct MarginVector {
    let id: String
    /// What is asked for, such as `funding_linear`.
    let kind: String
    /// Whose definition of it applies, such as `binance`.
    let model: String
    let isRequired: Bool
    let inputs: VectorInputs
    /// What the source printed.
    let expected: [VectorMember]
    /// The exact value of the source's formula; empty where there is none.
    let recomputed: [VectorMember]
    /// The greatest distance from what is expected.
    let tolerance: Ratio
}

/// Reads files of vectors.
enum MarginVectorFile {
    /// Bounds of a file.
    enum Limits {
        static let bytesMax = 64 << 20
        /// Values and names in it.
        static let nodesMax = 1 << 23
        /// Deepest nesting.
        static let depthMax = 16
    }

    /// Reads the file at `path`.
    ///
    /// - Throws: what is wrong with it, in one line.
    static func read(_ path: String) throws(CommandFailure) -> [MarginVector] {
        let file: SmallFile
        do throws(FileFault) {
            file = try SmallFile(path: path, bytesMax: Limits.bytesMax)
        } catch {
            throw CommandFailure(error.explanation)
        }
        guard !file.isCut else {
            throw refusal(path, "it is larger than \(Limits.bytesMax) bytes")
        }
        var document = JSONDocument(
            limits: JSONDocument.Limits(
                depthMax: Limits.depthMax, bytesMax: Limits.bytesMax, nodesMax: Limits.nodesMax))
        do throws(JSONFault) {
            try document.parse(file.bytes.span)
        } catch {
            throw CommandFailure("cannot read \(path): \(error)")
        }
        let members = value(document, document.root, file.bytes).members ?? []
        guard let rows = members.named("vectors")?.list, !rows.isEmpty else {
            throw refusal(path, "it has no list called 'vectors' with anything in it")
        }
        var vectors: [MarginVector] = []
        for (place, row) in rows.enumerated() {
            do throws(VectorFault) {
                vectors.append(try MarginVector(row))
            } catch {
                let id = row.members?.named("id")?.text.map { " ('\($0)')" } ?? ""
                throw refusal(path, "vector \(place + 1)\(id): \(error.reason)")
            }
        }
        return vectors
    }

    private static func refusal(_ path: String, _ why: String) -> CommandFailure {
        CommandFailure(
            "cannot read \(path): \(why)",
            remedy: "The format is described in docs/reference/margin-vectors.md.")
    }

    private static func value(
        _ document: JSONDocument, _ node: JSONDocument.Node, _ bytes: [UInt8]
    ) -> VectorValue {
        switch document.kind(node) {
        case .object:
            var members: [VectorMember] = []
            var cursor = document.cursor(node)
            while let (name, child) = document.nextMember(&cursor) {
                members.append(
                    VectorMember(
                        name: document.string(name, in: bytes.span) ?? "",
                        value: value(document, child, bytes)))
            }
            return .members(members)
        case .array:
            var list: [VectorValue] = []
            var cursor = document.cursor(node)
            while let child = document.next(&cursor) { list.append(value(document, child, bytes)) }
            return .list(list)
        case .string: return .text(document.string(node, in: bytes.span) ?? "")
        case .number:
            return .text(String(decoding: bytes[document.range(node) ?? 0..<0], as: UTF8.self))
        case .true: return .text("true")
        case .false: return .text("false")
        case .null: return .other
        }
    }
}

extension MarginVector {
    /// A row of a file.
    ///
    /// - Throws: what it lacks.
    init(_ row: VectorValue) throws(VectorFault) {
        guard let members = row.members else { throw VectorFault("it is no object") }
        func text(_ name: String) throws(VectorFault) -> String {
            guard let text = members.named(name)?.text else {
                throw VectorFault("it has no text called '\(name)'")
            }
            return text
        }
        func object(_ name: String) throws(VectorFault) -> [VectorMember] {
            guard let object = members.named(name)?.members else {
                throw VectorFault("it has no object called '\(name)'")
            }
            return object
        }
        id = try text("id")
        kind = try text("kind")
        model = try text("model")
        switch members.named("required")?.text ?? "true" {
        case "true": isRequired = true
        case "false": isRequired = false
        default: throw VectorFault("'required' is neither true nor false")
        }
        inputs = VectorInputs(try object("inputs"))
        expected = try object("expected")
        guard !expected.isEmpty else { throw VectorFault("it expects nothing") }
        recomputed = members.named("recomputed")?.members ?? []
        let distance = members.named("tolerance")?.text ?? "0"
        guard let number = Ratio(distance.utf8.span), number.sign >= 0 else {
            throw VectorFault("'tolerance' is no number of at least 0: \(distance)")
        }
        tolerance = number
    }
}

extension VectorValue {
    var text: String? {
        if case .text(let text) = self { text } else { nil }
    }

    var list: [VectorValue]? {
        if case .list(let list) = self { list } else { nil }
    }

    var members: [VectorMember]? {
        if case .members(let members) = self { members } else { nil }
    }
}

extension [VectorMember] {
    /// The value called `name`, the last of several.
    func named(_ name: String) -> VectorValue? {
        last { $0.name == name }?.value
    }
}
