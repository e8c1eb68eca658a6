internal import Host

/// Takes what was released from the turn's thread to the loop, in order, all of it.
final class Outbox: Sendable {
    /// Bounds of the way.
    enum Limits {
        /// Batches that may wait for the loop; then the turn waits for it, and orders for the turn.
        static let batchesMax = 4_096
        /// How long the turn waits before it looks again: 1 ms.
        static let waitNanoseconds: Int64 = 1_000_000
    }

    private struct Waiting {
        var batches: [ReleasedBatch] = []
        /// The loop has been asked to take them.
        var isAsked = false
    }

    private let waiting = Locked(Waiting())
    private let loop: EventLoop
    private let house: LoopConfined<House>

    init(to house: LoopConfined<House>, on loop: EventLoop) {
        self.loop = loop
        self.house = house
    }

    /// Hands a batch over; waits where the loop is too far behind. On the turn's thread.
    func deliver(_ batch: ReleasedBatch) {
        while !put(batch) { SystemTime().sleep(nanoseconds: Limits.waitNanoseconds) }
    }

    private func put(_ batch: ReleasedBatch) -> Bool {
        let (isIn, asks) = waiting.withLock { waiting in
            let isIn = waiting.batches.count < Limits.batchesMax
            if isIn { waiting.batches.append(batch) }
            let asks = !waiting.isAsked
            waiting.isAsked = true
            return (isIn, asks)
        }
        // A loop that refuses is ending, or far behind: it is asked again with the next batch.
        if asks, !loop.post({ [self] in drain() }) {
            waiting.withLock { $0.isAsked = false }
        }
        return isIn
    }

    /// Takes all that waits. On the loop.
    func drain() {
        let batches = waiting.withLock { waiting in
            waiting.isAsked = false
            defer { waiting.batches = [] }
            return waiting.batches
        }
        for batch in batches { house.value.released(batch) }
        // Whoever waits for an answer need not wait until requests are signed and sent to venues.
        let isWaitedFor = batches.contains { !$0.answers.isEmpty }
        if isWaitedFor, loop.afterWrites({ [house] in house.value.actOnReleased() }) { return }
        house.value.actOnReleased()
    }
}
