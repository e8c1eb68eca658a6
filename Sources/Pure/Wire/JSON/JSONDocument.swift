/// A parsed JSON text, as a flat table of nodes over bytes that the caller keeps.
///
/// One value is used for message after message: ``parse(_:)`` checks the whole text (grammar,
/// UTF-8, limits) and replaces the nodes of the one before, reusing their storage, so a message of
/// a size seen before allocates nothing. The document does not own the text; every question that
/// needs it takes the same bytes again. Handing it other bytes gives meaningless answers or a trap,
/// never a read outside of them.
///
/// Numbers keep the digits as sent; no binary floating point is involved anywhere.
///
/// Strictness is that of RFC 8259: UTF-8 only, no byte order mark, no comments, no `NaN`, nothing
/// after the one value. Beyond it, half a surrogate pair (`"\uD800"`) is refused, since it is no
/// character. Where a name occurs twice in an object, look-ups find the last one, as Python,
/// JavaScript and Go do; walking the members shows all.
///
/// - Source: RFC 8259; RFC 7493 §2.1 for surrogates.
public struct JSONDocument: Sendable {
    /// Bounds on what is taken in. A text beyond one of them is refused with a fault that names it.
    public struct Limits: Sendable, Equatable {
        /// Deepest nesting of objects and arrays, 1 or more; each level reserves 32 bytes.
        public let depthMax: Int
        /// Longest text in bytes, at most 128 MiB.
        public let bytesMax: Int
        /// Most nodes, 1 or more: every value and every name is one; each takes 16 bytes.
        public let nodesMax: Int

        /// What messages of venues and bots stay below by far: 64 levels, 16 MiB, 1 Mi nodes.
        public static let standard = Limits()

        /// - Parameters:
        ///   - depthMax: deepest nesting, 1…65,536.
        ///   - bytesMax: longest text in bytes, 1…134,217,727.
        ///   - nodesMax: most values and names together, 1…134,217,727.
        public init(depthMax: Int = 64, bytesMax: Int = 16 << 20, nodesMax: Int = 1 << 20) {
            precondition(depthMax >= 1 && depthMax <= 1 << 16)
            precondition(bytesMax >= 1 && bytesMax <= JSONEntry.byteCountMax)
            precondition(nodesMax >= 1 && nodesMax <= JSONEntry.byteCountMax)
            self.depthMax = depthMax
            self.bytesMax = bytesMax
            self.nodesMax = nodesMax
        }
    }

    /// A value (or a member's name) of the document that was parsed last; it means nothing in any
    /// other.
    @frozen
    public struct Node: Sendable, Equatable {
        @usableFromInline let index: Int32

        @inlinable
        init(_ index: Int) { self.index = Int32(truncatingIfNeeded: index) }
    }

    /// The bounds given at the start.
    public let limits: Limits
    @usableFromInline var nodes: [JSONEntry]
    private var frames: [JSONFrame]

    /// A document that holds `null` until something is parsed.
    public init(limits: Limits = .standard) {
        self.limits = limits
        nodes = Array(repeating: Self.nothing, count: min(64, limits.nodesMax))
        frames = Array(repeating: JSONFrame(), count: limits.depthMax)
    }

    private static let nothing = JSONEntry(
        start: 0, shape: JSONEntry.shape(.null, length: 0), word: 1)

    /// Checks and takes in one JSON text, in place of the one before. All nodes handed out before
    /// lose their meaning.
    ///
    /// - Parameter text: the whole text; keep it as long as the document is asked about it.
    /// - Throws: the first fault found; the document then holds `null`. Drop the message, count it,
    ///   and on a feed treat it as a gap.
    /// - Complexity: linear in the text; allocates only if it has more nodes than any text before.
    public mutating func parse(_ text: Span<UInt8>) throws(JSONFault) {
        guard text.count <= limits.bytesMax else {
            nodes[0] = Self.nothing
            throw .tooLarge(byteCount: text.count, byteCountMax: limits.bytesMax)
        }
        while true {
            do throws(JSONFault) {
                return try Self.scan(text, &nodes, &frames)
            } catch .tooManyNodes where nodes.count < limits.nodesMax {
                grow(for: text.count)
            } catch {
                nodes[0] = Self.nothing
                throw error
            }
        }
    }

    private static func scan(
        _ text: Span<UInt8>, _ nodes: inout [JSONEntry], _ frames: inout [JSONFrame]
    ) throws(JSONFault) {
        var room = nodes.mutableSpan
        var open = frames.mutableSpan
        try JSONScanner.scan(text, nodes: &room, frames: &open)
    }

    /// Makes room for more nodes: at least twice as many, so that reading anew costs no more than
    /// once again.
    private mutating func grow(for byteCount: Int) {
        let wanted = min(limits.nodesMax, max(nodes.count * 2, byteCount / 8))
        nodes.append(contentsOf: repeatElement(Self.nothing, count: wanted - nodes.count))
    }

    /// The document's one value.
    @inlinable public var root: Node { Node(0) }

    /// What the value is. A member's name is a `string`.
    @inlinable
    public func kind(_ node: Node) -> JSONKind { nodes[Int(node.index)].kind }

    /// Number of elements or members (names that occur twice count twice); 0 for any other kind.
    @inlinable
    public func count(_ node: Node) -> Int {
        let entry = nodes[Int(node.index)]
        return entry.isContainer ? entry.length : 0
    }
}

extension JSONEntry {
    @inlinable var isContainer: Bool { shape & 7 <= 1 }
}
