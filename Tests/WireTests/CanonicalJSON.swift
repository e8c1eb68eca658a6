import Wire

/// A document in a form that keeps everything it says and nothing of how: compared with Python's.
///
/// `N:` a number's digits, `S:` a string's UTF-8 in hexadecimal, `[…]`, `{name:value@place,…}`
/// where place is that of the member that a look-up of this name finds (the last one with it).
extension ParsedJSON {
    var canonical: String {
        var text = ""
        write(root, to: &text)
        return text
    }

    private func write(_ node: JSONDocument.Node, to text: inout String) {
        switch document.kind(node) {
        case .true: text += "t"
        case .false: text += "f"
        case .null: text += "n"
        case .number: text += "N:" + digits(node)
        case .string: text += "S:" + hexadecimal(node)
        case .array:
            text += "["
            var cursor = document.cursor(node)
            while let element = document.next(&cursor) {
                write(element, to: &text)
                text += ","
            }
            text += "]"
        case .object: writeObject(node, to: &text)
        }
    }

    private func writeObject(_ node: JSONDocument.Node, to text: inout String) {
        var members: [(name: JSONDocument.Node, value: JSONDocument.Node)] = []
        var cursor = document.cursor(node)
        while let member = document.nextMember(&cursor) { members.append(member) }
        text += "{"
        for (name, value) in members {
            text += hexadecimal(name) + ":"
            write(value, to: &text)
            let found = document.member(named: string(name)!, of: node, in: bytes.span)
            text += "@\(members.firstIndex { $0.value == found } ?? -1),"
        }
        text += "}"
    }

    private func digits(_ node: JSONDocument.Node) -> String {
        String(decoding: bytes[document.range(node)!], as: UTF8.self)
    }

    private func hexadecimal(_ node: JSONDocument.Node) -> String {
        var utf8: [UInt8] = []
        document.appendText(node, in: bytes.span, to: &utf8)
        return utf8.map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined()
    }
}
