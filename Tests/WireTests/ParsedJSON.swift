import Wire

/// A document together with its bytes, for tests: `#expect` does not take spans.
struct ParsedJSON {
    let bytes: [UInt8]
    private(set) var document: JSONDocument

    init(
        _ bytes: [UInt8], limits: JSONDocument.Limits = .standard
    ) throws(JSONFault) {
        self.bytes = bytes
        document = JSONDocument(limits: limits)
        try document.parse(bytes.span)
    }

    init(_ text: String, limits: JSONDocument.Limits = .standard) throws(JSONFault) {
        try self.init(Array(text.utf8), limits: limits)
    }

    var root: JSONDocument.Node { document.root }

    func member(_ key: JSONKey, of node: JSONDocument.Node) -> JSONDocument.Node? {
        document.member(key, of: node, in: bytes.span)
    }

    func member(_ key: JSONKey) -> JSONDocument.Node? { member(key, of: root) }

    func string(_ node: JSONDocument.Node?) -> String? {
        node.flatMap { document.string($0, in: bytes.span) }
    }

    func decimal(_ node: JSONDocument.Node?) -> DecimalText? {
        node.flatMap { document.decimal($0, in: bytes.span) }
    }

    func mantissa(_ node: JSONDocument.Node?, decimals: Int) -> Mantissa? {
        node.flatMap { document.mantissa($0, decimals: decimals, in: bytes.span) }
    }

    func integer(_ node: JSONDocument.Node?) -> Int64? {
        node.flatMap { document.integer($0, in: bytes.span) }
    }

    func unsigned(_ node: JSONDocument.Node?) -> UInt64? {
        node.flatMap { document.unsigned($0, in: bytes.span) }
    }

    func isText(_ expected: JSONKey, _ node: JSONDocument.Node) -> Bool {
        document.isText(expected, node, in: bytes.span)
    }

    func find(_ key: JSONKey, _ cursor: inout JSONCursor) -> JSONDocument.Node? {
        document.find(key, &cursor, in: bytes.span)
    }

    /// The fault with which `bytes` are refused, nil if they are accepted.
    static func fault(
        _ bytes: [UInt8], limits: JSONDocument.Limits = .standard
    ) -> JSONFault? {
        do throws(JSONFault) {
            _ = try ParsedJSON(bytes, limits: limits)
            return nil
        } catch {
            return error
        }
    }

    static func fault(_ text: String, limits: JSONDocument.Limits = .standard) -> JSONFault? {
        fault(Array(text.utf8), limits: limits)
    }
}
