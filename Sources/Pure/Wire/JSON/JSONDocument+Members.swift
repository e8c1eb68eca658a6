/// A place in an object or array, for walking it in document order. See
/// ``JSONDocument/cursor(_:)``.
@frozen
public struct JSONCursor: Sendable {
    @usableFromInline let start: Int32
    @usableFromInline var position: Int32
    @usableFromInline let end: Int32
    @usableFromInline let isObject: Bool
    /// The object may hold a name twice or an escaped one: only reading all names tells.
    @usableFromInline let isIrregular: Bool

    @inlinable
    init(_ entry: JSONEntry, at index: Int32) {
        start = index + 1
        position = start
        end = entry.isContainer ? Int32(truncatingIfNeeded: entry.word) : start
        isObject = entry.shape & 7 == 0
        isIrregular = entry.isMarked
    }
}

extension JSONDocument {
    /// The value of the member called `key`, nil if there is none or `node` is no object.
    ///
    /// - Parameters:
    ///   - key: the name; of two members with it, the last one is found.
    ///   - node: the object.
    ///   - text: the bytes that were parsed.
    /// - Complexity: linear in the object's members, about a nanosecond each; no allocation.
    @inlinable
    public func member(_ key: JSONKey, of node: Node, in text: Span<UInt8>) -> Node? {
        var cursor = cursor(node)
        return find(key, &cursor, in: text)
    }

    /// The value of the member called `key`, looked for first where `cursor` stands, which is then
    /// after it.
    ///
    /// For messages whose members come in a known order: asked for in that order, each is found at
    /// once; asked for in another, all are looked through. The answer is the same as that of
    /// ``member(_:of:in:)``.
    ///
    /// - Parameters:
    ///   - key: the name; of two members with it, the last one is found.
    ///   - cursor: from ``cursor(_:)`` of the object; it stays where it is if nothing is found.
    ///   - text: the bytes that were parsed.
    /// - Complexity: constant if the member is next, else linear in the members; no allocation.
    @inlinable
    public func find(
        _ key: JSONKey, _ cursor: inout JSONCursor, in text: Span<UInt8>
    ) -> Node? {
        guard cursor.isObject else { return nil }
        if cursor.isIrregular { return findLast(key, &cursor, in: text) }
        let expected = cursor.position
        if let value = match(key, cursor.start..<expected, cursor.end, at: expected, in: text) {
            cursor.position = nodes[Int(value.index)].next
            return value
        }
        return nil
    }

    /// Looks from `first` to `end`, then through `before`.
    @inlinable
    func match(
        _ key: JSONKey, _ before: Range<Int32>, _ end: Int32, at first: Int32,
        in text: Span<UInt8>
    ) -> Node? {
        scan(key, from: first, to: end, in: text)
            ?? scan(key, from: before.lowerBound, to: before.upperBound, in: text)
    }

    @inlinable
    func scan(
        _ key: JSONKey, from first: Int32, to end: Int32, in text: Span<UInt8>
    ) -> Node? {
        var index = first
        while index < end {
            let name = nodes[Int(index)]
            if name.shape == key.shape, name.word == key.prefix,
                key.length <= 8 || key.tailMatches(text, nameStart: Int(name.start))
            {
                return Node(Int(index) + 1)
            }
            index = nodes[Int(index) + 1].next
        }
        return nil
    }

    /// The look-up in an object where names may repeat or hold escapes.
    @usableFromInline
    func findLast(
        _ key: JSONKey, _ cursor: inout JSONCursor, in text: Span<UInt8>
    ) -> Node? {
        var found: Node?
        var index = cursor.start
        while index < cursor.end {
            let value = Node(Int(index) + 1)
            let after = nodes[Int(value.index)].next
            if isText(key, Node(Int(index)), in: text) {
                found = value
                cursor.position = after
            }
            index = after
        }
        return found
    }

    /// A cursor at the first element or member; at the end at once for any other kind.
    @inlinable
    public func cursor(_ node: Node) -> JSONCursor {
        JSONCursor(nodes[Int(node.index)], at: node.index)
    }

    /// The array's element at the cursor, which then goes on to the next; nil at the end, and in an
    /// object.
    ///
    /// - Complexity: constant, whatever is inside the element.
    @inlinable
    public func next(_ cursor: inout JSONCursor) -> Node? {
        guard !cursor.isObject, cursor.position < cursor.end else { return nil }
        let node = Node(Int(cursor.position))
        cursor.position = nodes[Int(cursor.position)].next
        return node
    }

    /// The object's member at the cursor, which then goes on to the next; nil at the end, and in an
    /// array.
    ///
    /// - Complexity: constant, whatever is inside the value.
    @inlinable
    public func nextMember(_ cursor: inout JSONCursor) -> (name: Node, value: Node)? {
        guard cursor.isObject, cursor.position < cursor.end else { return nil }
        let name = Node(Int(cursor.position))
        let value = Node(Int(cursor.position) + 1)
        cursor.position = nodes[Int(value.index)].next
        return (name, value)
    }

    /// The array's element at `index` (from 0), nil beyond the end or if `node` is no array.
    ///
    /// - Complexity: linear in `index`; walk with ``cursor(_:)`` to read all.
    @inlinable
    public func element(_ index: Int, of node: Node) -> Node? {
        precondition(index >= 0)
        var cursor = cursor(node)
        var skipped = 0
        while let element = next(&cursor) {
            if skipped == index { return element }
            skipped += 1
        }
        return nil
    }
}

extension JSONEntry {
    /// Of a value: index of the node after it and all that is inside it.
    @inlinable var next: Int32 { Int32(truncatingIfNeeded: word) }
}
