internal import Containers
internal import Domain

/// Everything that happened in a run, as one number: the same seed gives the same number in every
/// process. As text too, if anybody wants to read it.
struct Trace {
    let isKept: Bool
    private(set) var lines: [String] = []
    private var hash = StateHash()
    private var scratch = ByteWriter()

    init(isKept: Bool) { self.isKept = isKept }

    var digest: UInt64 { hash.value }

    mutating func fold(_ word: UInt64) { hash.combine(word) }

    mutating func fold(_ event: Event) {
        scratch.removeAll()
        event.encode(into: &scratch)
        var hash = self.hash
        hash.combine(scratch.span)
        self.hash = hash
    }

    /// Describing things takes much longer than doing them: only done for a reader.
    mutating func note(_ line: @autoclosure () -> String) {
        if isKept { lines.append(line()) }
    }
}
