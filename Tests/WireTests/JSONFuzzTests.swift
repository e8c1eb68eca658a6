import Testing
import Wire

/// Anything may come in. It is refused with a fault inside the text, or it survives being written
/// anew.
@Suite struct JSONFuzzTests {
    @Test(arguments: [21, 22] as [UInt64])
    func whatIsTakenIsTheSameWhenWrittenAnew(seed: UInt64) {
        var source = RandomJSON(seed: seed)
        var document = source.document()
        var taken = 0
        for round in 0..<6_000 {
            // Mutations pile up for a while, so that the texts get ever wilder.
            if round % 3 == 0 { document = source.document() }
            document = source.mutated(document)
            do throws(JSONFault) {
                let json = try ParsedJSON(document)
                let again = try ParsedJSON(json.rewritten)
                taken += 1
                #expect(again.canonical == json.canonical)
            } catch {
                #expect(error.offset >= 0 && error.offset <= document.count, "\(error)")
            }
        }
        #expect(taken > 500 && taken < 5_500, "\(taken)")
    }
}

extension ParsedJSON {
    /// The document as our own writer puts it.
    var rewritten: [UInt8] {
        var writer = JSONWriter()
        rewrite(root, to: &writer)
        return writer.bytes
    }

    private func rewrite(_ node: JSONDocument.Node, to writer: inout JSONWriter) {
        switch document.kind(node) {
        case .null: writer.null()
        case .true: writer.bool(true)
        case .false: writer.bool(false)
        case .string: writer.text(string(node)!)
        case .number: writer.number(bytes[document.range(node)!])
        case .array:
            writer.beginArray()
            var cursor = document.cursor(node)
            while let element = document.next(&cursor) { rewrite(element, to: &writer) }
            writer.endArray()
        case .object:
            writer.beginObject()
            var cursor = document.cursor(node)
            while let (name, value) = document.nextMember(&cursor) {
                writer.name(string(name)!)
                rewrite(value, to: &writer)
            }
            writer.endObject()
        }
    }
}
