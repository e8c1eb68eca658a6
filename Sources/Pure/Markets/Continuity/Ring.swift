/// A queue of bounded length in one piece of memory, which grows to its bound and no further.
///
/// Whoever appends to a full one has to make room first and say what that means.
struct Ring<Element: Sendable>: Sendable {
    private var storage: [Element] = []
    private var head = 0
    private(set) var count = 0
    private let capacityMax: Int

    /// - Parameter capacityMax: a power of two.
    init(capacityMax: Int) {
        precondition(capacityMax > 0 && capacityMax & (capacityMax - 1) == 0)
        self.capacityMax = capacityMax
    }

    var isFull: Bool { count == capacityMax }
    var first: Element? { count == 0 ? nil : storage[head] }
    var last: Element? { count == 0 ? nil : self[count - 1] }

    /// - Parameter index: from the oldest, in `0..<count`.
    subscript(index: Int) -> Element {
        precondition(index >= 0 && index < count, "there are \(count) elements")
        return storage[(head + index) & (storage.count - 1)]
    }

    mutating func append(_ element: Element) {
        precondition(!isFull, "make room first")
        if count == storage.count { grow(filling: element) }
        storage[(head + count) & (storage.count - 1)] = element
        count += 1
    }

    mutating func removeFirst() {
        precondition(count > 0, "nothing is there")
        head = (head + 1) & (storage.count - 1)
        count -= 1
    }

    mutating func popFirst() -> Element? {
        guard let element = first else { return nil }
        removeFirst()
        return element
    }

    mutating func removeAll() {
        head = 0
        count = 0
    }

    private mutating func grow(filling element: Element) {
        let ordered = (0..<count).map { self[$0] }
        storage = ordered
        let room = min(capacityMax, max(16, count * 2))
        storage.append(contentsOf: repeatElement(element, count: room - count))
        head = 0
    }
}
