internal import Domain

/// Which symbols the venue is asked to list next.
///
/// The venue refuses a listing as a whole where it knows one symbol less. The symbols are halved
/// then, until those that it does not know stand alone.
struct ListingSearch: Sendable, Equatable {
    /// What is wanted; everything that the venue has where nothing is.
    let names: [Symbol]
    /// What is still to be asked for, the next last.
    private var pending: [Range<Int>]
    /// Instruments that were listed so far.
    private(set) var listed = 0
    /// Those of which something is wrong.
    private(set) var faulty = 0
    /// Symbols that the venue does not know.
    private(set) var unlisted: [Symbol] = []

    init(_ names: [Symbol]) {
        self.names = names
        pending = [0..<names.count]
    }

    var isDone: Bool { pending.isEmpty }

    /// What to ask for now.
    var asked: ArraySlice<Symbol> { names[pending.last ?? 0..<names.count] }

    /// The venue listed what it was asked for.
    mutating func listed(_ count: Int, faulty: Int) {
        pending.removeLast()
        listed += count
        self.faulty += faulty
    }

    /// The venue does not know one of the symbols.
    mutating func refused() {
        let range = pending.removeLast()
        guard range.count > 1 else {
            unlisted += names[range]
            return
        }
        let middle = range.lowerBound + range.count / 2
        pending.append(middle..<range.upperBound)
        pending.append(range.lowerBound..<middle)
    }
}
