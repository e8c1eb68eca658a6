internal import Containers
internal import Domain

/// Everything that happened in a run, as one number: the same seed gives the same number in every
/// process. As text too, if anybody wants to read it.
struct Trace {
    let isKept: Bool
    private(set) var lines: [String] = []
    private var hash = StateHash()

    init(isKept: Bool) { self.isKept = isKept }

    var digest: UInt64 { hash.value }

    mutating func fold(_ word: UInt64) { hash.combine(word) }

    mutating func fold(_ event: Event) {
        var writer = ByteWriter()
        event.encode(into: &writer)
        hash.combine(writer.span)
    }

    /// Describing things takes much longer than doing them: only done for a reader.
    mutating func note(_ line: @autoclosure () -> String) {
        if isKept { lines.append(line()) }
    }
}
