internal import Containers
public import Domain
public import Markets
public import VenueKit

extension BinanceSpotSession {
    /// The book by REST came.
    public mutating func snapshotArrived(
        _ body: Span<UInt8>, for instrument: InstrumentID, limit: Int, at now: Timestamp,
        into output: inout SessionOutput
    ) {
        guard Int(instrument.raw) < symbols.count else {
            counts.snapshotsUnasked += 1
            return
        }
        let index = feed(instrument)
        let start = output.batch.levels.count
        guard let snapshot = readSnapshot(body, index, &output) else {
            output.batch.levels.removeLast(output.batch.levels.count - start)
            counts.decodeErrors += 1
            failed(index, now, &output)
            return
        }
        switch change(index, { $0.snapshot(snapshot.lastUpdate, at: now) }) {
        case .unasked:
            counts.snapshotsUnasked += 1
        case .tooOld:
            counts.snapshotsTooOld += 1
            schedule(index)
        case .accept:
            accept(index, snapshot, limit, start, now, &output)
        }
        pumpSnapshots(now, &output)
    }

    private mutating func readSnapshot(
        _ body: Span<UInt8>, _ index: Int, _ output: inout SessionOutput
    ) -> SpotSnapshot? {
        let start = output.batch.levels.count
        if let snapshot = ShapedSpotReader.snapshot(
            body, symbols.decimals[index], levels: &output.batch.levels)
        {
            return snapshot
        }
        output.batch.levels.removeLast(output.batch.levels.count - start)
        do throws(SpotFault) {
            return try reader.snapshot(body, symbols.decimals[index], levels: &output.batch.levels)
        } catch {
            lastFault = error
            return nil
        }
    }

    /// Tells the snapshot and what waited for it.
    private mutating func accept(
        _ index: Int, _ snapshot: SpotSnapshot, _ limit: Int, _ start: Int, _ now: Timestamp,
        _ output: inout SessionOutput
    ) {
        output.batch.events.append(
            .bookSnapshot(
                BookChange(
                    instrument: InstrumentID(UInt32(index)), firstUpdate: snapshot.lastUpdate,
                    lastUpdate: snapshot.lastUpdate, start: start, bidCount: snapshot.bidCount,
                    askCount: snapshot.askCount,
                    isBidsLimited: snapshot.bidCount >= limit,
                    isAsksLimited: snapshot.askCount >= limit,
                    inexactCount: snapshot.inexactCount, time: .none, received: now)))
        let shift = output.batch.levels.count
        for change in feeds[index].book.waiting {
            output.batch.events.append(.bookUpdate(change.moved(to: shift + Int(change.start))))
        }
        output.batch.levels.append(contentsOf: feeds[index].book.waitingLevels)
        if let gap = feeds[index].book.accepted(at: now) { output.batch.events.append(.gap(gap)) }
        set(index, .book, .live, &output)
    }

    /// The book by REST did not come.
    public mutating func snapshotFailed(
        for instrument: InstrumentID, at now: Timestamp, into output: inout SessionOutput
    ) {
        guard Int(instrument.raw) < feeds.count else { return }
        failed(Int(instrument.raw), now, &output)
    }

    private mutating func failed(
        _ index: Int, _ now: Timestamp, _ output: inout SessionOutput
    ) {
        counts.snapshotsFailed += 1
        change(index) { $0.failed(at: now) }
        schedule(index)
        pumpSnapshots(now, &output)
    }

    /// Somebody proved a book wrong.
    public mutating func distrust(
        _ instrument: InstrumentID, _ doubt: BookDoubt, at now: Timestamp,
        into output: inout SessionOutput
    ) {
        let index = Int(instrument.raw)
        guard index < feeds.count, feeds[index].book.isLive else { return }
        lose(index, .contradiction, doubt, isStreamBroken: false, now, &output)
    }

    /// The book is out of step for a reason that its numbers do not tell.
    mutating func lose(
        _ index: Int, _ cause: Gap.Cause, _ doubt: BookDoubt, isStreamBroken: Bool,
        _ now: Timestamp, _ output: inout SessionOutput
    ) {
        let gap = change(index) { $0.lose(cause, isStreamBroken: isStreamBroken, at: now) }
        guard let gap else { return }
        output.batch.events.append(.bookDoubted(gap.instrument, doubt))
        output.batch.events.append(.gap(gap))
        if feeds[index][.book] != .stale { set(index, .book, .resyncing, &output) }
        wantSnapshot(index, now, &output)
    }

    /// Puts an instrument in line for a snapshot, once.
    mutating func wantSnapshot(
        _ index: Int, _ now: Timestamp, _ output: inout SessionOutput
    ) {
        guard case .wanting = feeds[index].book.state, !feeds[index].isQueued else { return }
        feeds[index].isQueued = true
        line.append(index)
        pumpSnapshots(now, &output)
    }

    /// Asks for snapshots while there is room for them.
    mutating func pumpSnapshots(_ now: Timestamp, _ output: inout SessionOutput) {
        while askedCount < Limits.snapshotsAskedMax, let index = line.first {
            line.removeFirst()
            feeds[index].isQueued = false
            guard case .wanting(let attempt) = feeds[index].book.state else { continue }
            change(index) { $0.asked(at: now) }
            schedule(index)
            counts.snapshotRequests += 1
            let limit = settings.snapshotLevels
            output.actions.append(
                .requestSnapshot(
                    SnapshotRequest(
                        instrument: InstrumentID(UInt32(index)),
                        symbol: symbols.listings[index].instrument.symbol, limit: limit,
                        weight: SpotNames.weight(limit: limit, settings.dialect), attempt: attempt))
            )
        }
    }

    /// Changes a book's state and keeps count of how many snapshots are asked for.
    @discardableResult
    mutating func change<Answer>(
        _ index: Int, _ body: (inout BookSynchroniser) -> Answer
    ) -> Answer {
        let before = isAsked(index)
        let answer = body(&feeds[index].book)
        askedCount += (isAsked(index) ? 1 : 0) - (before ? 1 : 0)
        return answer
    }

    private func isAsked(_ index: Int) -> Bool {
        if case .asked = feeds[index].book.state { true } else { false }
    }

    /// Notes when the book has something to do.
    mutating func schedule(_ index: Int) {
        if let time = feeds[index].book.nextWake {
            deadlines.insert(time: time.nanoseconds, row: Self.firstFeedRow + index)
        }
    }
}
