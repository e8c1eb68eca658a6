internal import Domain
internal import Wire

/// A JSON answer, taken apart for comparing.
indirect enum AnswerTree: Sendable {
    case object([(name: String, value: AnswerTree)])
    case array([AnswerTree])
    /// A text, or the digits of a number.
    case text(String)
    case truth(Bool)
    case null

    /// Nil where it is no JSON.
    init?(_ bytes: [UInt8]) {
        var document = JSONDocument()
        guard (try? document.parse(bytes.span)) != nil else { return nil }
        self = Self.tree(document, document.root, bytes)
    }

    private static func tree(
        _ document: JSONDocument, _ node: JSONDocument.Node, _ bytes: [UInt8]
    ) -> AnswerTree {
        var cursor = document.cursor(node)
        switch document.kind(node) {
        case .object:
            var members: [(name: String, value: AnswerTree)] = []
            while let member = document.nextMember(&cursor) {
                let name = document.string(member.name, in: bytes.span) ?? ""
                members.append((name, tree(document, member.value, bytes)))
            }
            return .object(members)
        case .array:
            var elements: [AnswerTree] = []
            while let element = document.next(&cursor) {
                elements.append(tree(document, element, bytes))
            }
            return .array(elements)
        case .string: return .text(document.string(node, in: bytes.span) ?? "")
        case .number:
            let digits = document.range(node).map { String(decoding: bytes[$0], as: UTF8.self) }
            return .text(digits ?? "")
        case .true, .false: return .truth(document.bool(node) ?? false)
        case .null: return .null
        }
    }

    subscript(name: String) -> AnswerTree {
        guard case .object(let members) = self else { return .null }
        return members.last { $0.name == name }?.value ?? .null
    }

    /// The elements; none where it is no array.
    var rows: [AnswerTree] {
        guard case .array(let elements) = self else { return [] }
        return elements
    }

    /// The text, or a number's digits; empty for anything else.
    var text: String {
        guard case .text(let text) = self else { return "" }
        return text
    }

    var isTrue: Bool {
        guard case .truth(let value) = self else { return false }
        return value
    }

    /// The amount that it says, at 18 decimals.
    var amount: Money {
        guard let amount = DecimalText(Array(text.utf8).span)?.wideMantissa(decimals: 18) else {
            return .zero
        }
        return Money(raw: amount.value)
    }
}
