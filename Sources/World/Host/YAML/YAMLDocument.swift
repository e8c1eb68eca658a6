/// Reads YAML as settings need it: one document of texts, lists and mappings, nothing else.
///
/// Anchors, aliases, tags and further documents are refused: they let a small file become a large
/// value, or a value that is not what it looks like.
/// - Source: YAML 1.2.2 (read with libyaml 0.2.5, which implements YAML 1.1).
public enum YAMLDocument {
    /// Bounds of a document.
    public enum Limits {
        /// The most bytes of a file.
        public static let bytesMax = 1 << 20
        /// The deepest nesting of lists and mappings.
        public static let depthMax = 16
        /// The most texts, lists and mappings together, names aside.
        public static let nodesMax = 65_536
    }

    /// Reads one document.
    ///
    /// - Parameter bytes: UTF-8, with or without a byte order mark.
    /// - Returns: the value of the document; nil where there is none (empty, or comments only).
    /// - Throws: ``YAMLFault``, the first in the file.
    /// - Complexity: linear in the bytes; quadratic in the names of one mapping.
    public static func parse(_ bytes: [UInt8]) throws(YAMLFault) -> YAMLNode? {
        guard bytes.count <= Limits.bytesMax else {
            throw YAMLFault(reason: .tooLarge, place: TextPlace(line: 1, column: 1))
        }
        var events = try YAMLEvents(bytes)
        var builder = YAMLTreeBuilder()
        return try builder.document(&events)
    }
}

/// Puts a tree together from events.
struct YAMLTreeBuilder {
    private var nodes = 0
    private var depth = 0

    mutating func document(_ events: inout YAMLEvents) throws(YAMLFault) -> YAMLNode? {
        var root: YAMLNode?
        while true {
            let event = try events.next()
            switch event.kind {
            case .streamStart, .documentEnd:
                continue
            case .streamEnd:
                return root
            case .documentStart:
                guard root == nil else { throw event.fault(.secondDocument) }
                root = try node(from: try events.next(), &events)
            case .scalar, .sequenceStart, .sequenceEnd, .mappingStart, .mappingEnd, .alias:
                preconditionFailure("the library gave a value outside of a document")
            }
        }
    }

    private mutating func node(
        from event: YAMLEvent, _ events: inout YAMLEvents
    ) throws(YAMLFault) -> YAMLNode {
        nodes += 1
        guard nodes <= YAMLDocument.Limits.nodesMax else { throw event.fault(.tooMany) }
        switch event.kind {
        case .scalar(let scalar):
            try event.refuseProperties()
            return YAMLNode(content: .scalar(scalar), place: event.place)
        case .sequenceStart:
            try enter(event)
            defer { depth -= 1 }
            return YAMLNode(content: .sequence(try elements(&events)), place: event.place)
        case .mappingStart:
            try enter(event)
            defer { depth -= 1 }
            return YAMLNode(content: .mapping(try entries(&events)), place: event.place)
        case .alias:
            throw event.fault(.alias)
        case .streamStart, .streamEnd, .documentStart, .documentEnd, .sequenceEnd, .mappingEnd:
            preconditionFailure("the library ended what it had not begun")
        }
    }

    private mutating func enter(_ event: YAMLEvent) throws(YAMLFault) {
        try event.refuseProperties()
        depth += 1
        guard depth <= YAMLDocument.Limits.depthMax else { throw event.fault(.tooDeep) }
    }

    private mutating func elements(_ events: inout YAMLEvents) throws(YAMLFault) -> [YAMLNode] {
        var elements: [YAMLNode] = []
        while true {
            let event = try events.next()
            if event.kind == .sequenceEnd { return elements }
            elements.append(try node(from: event, &events))
        }
    }

    private mutating func entries(_ events: inout YAMLEvents) throws(YAMLFault) -> [YAMLEntry] {
        var entries: [YAMLEntry] = []
        var places: [String: TextPlace] = [:]
        while true {
            let event = try events.next()
            if event.kind == .mappingEnd { return entries }
            let name = try name(from: event)
            if let first = places.updateValue(event.place, forKey: name) {
                throw event.fault(.nameRepeated(name, first: first))
            }
            let value = try node(from: try events.next(), &events)
            entries.append(YAMLEntry(name: name, place: event.place, value: value))
        }
    }

    private func name(from event: YAMLEvent) throws(YAMLFault) -> String {
        guard case .scalar(let scalar) = event.kind else {
            throw event.fault(event.kind == .alias ? .alias : .nameNotText)
        }
        try event.refuseProperties()
        return scalar.text
    }
}
