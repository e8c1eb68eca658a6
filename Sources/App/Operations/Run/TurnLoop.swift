internal import Domain
internal import Durability
internal import Edge
internal import Host
internal import Trading

/// What the turn's thread is asked for.
enum TurnRequest: Sendable {
    /// Decide on this. - ticket: who is to be told under which number that was done.
    case decide(Input, Ticket?)
    /// Decide on all that came before this, then end cleanly.
    case end
}

/// What left the turn in one go.
struct ReleasedBatch: Sendable {
    var events: [ReleasedEvent] = []
    var answers: [TicketAnswer] = []
    /// The number of the last input that is durable.
    var sequence: UInt64 = 0
    /// Where the journal stands on disk.
    var journalBytes: Int64 = 0
    /// Where the events end; nil where what was decided is not all durable.
    var end: ReleasedEnd?
    /// No room on the disk for the journal's next file: nothing new but cancels is to be handed in.
    /// What is left of this one is for them and for what venues report.
    var isDiskFull = false
}

/// Bounds of the turn's thread.
enum TurnLoopLimits {
    /// Inputs that may wait. A bot's order is refused before that; a venue's report that finds no
    /// room is left out and counted, and the account is reconciled anew.
    static let inboxMax = 65_536
    /// Places that orders leave free for cancels …
    static let reservedForCancels = 16_384
    /// … and cancels for what venues report.
    static let reservedForReports = 8_192
    /// How long until a full disk is tried again ahead of need: 1 s.
    static let fullDiskAheadInterval: Int64 = 1_000_000_000
    /// How long where a commit waits for it: 100 ms.
    static let fullDiskInterval: Int64 = 100_000_000
    /// How long the thread sleeps at most: 1 s.
    static let restMax: Int64 = 1_000_000_000
}

/// The thread that decides and remembers: takes what waits, decides it, makes it durable in one
/// write, hands it out, and again. What arrives while it writes is the next batch.
struct TurnLoop: ~Copyable {
    private var turn: Turn<FileJournalDisk>
    private let inbox: Inbox<TurnRequest>
    private let time = SteadyTime()
    private let deliver: (ReleasedBatch) -> Void
    private var answers: [TicketAnswer] = []
    private var isDiskFull = false
    /// By the monotonic clock, when a file is prepared ahead again after there was no room.
    private var prepareAgainAt: Int64 = 0

    /// - Parameters:
    ///   - deliver: takes what was released to those who act on it, in order; must not block long.
    init(
        _ turn: consuming Turn<FileJournalDisk>, inbox: Inbox<TurnRequest>,
        deliver: @escaping (ReleasedBatch) -> Void
    ) {
        self.turn = turn
        self.inbox = inbox
        self.deliver = deliver
    }

    /// Runs until it is asked to end.
    ///
    /// - Throws: ``JournalFault``: end the process at once. What was not handed out was never told
    ///   to anybody, and the next start finds what was kept.
    mutating func run() throws(JournalFault) {
        var requests: [TurnRequest] = []
        while true {
            inbox.take(into: &requests, until: restEnd())
            if isTimeDue() { try decide(.clock, nil) }
            for request in requests {
                switch request {
                case .decide(let input, let ticket): try decide(input, ticket)
                case .end: return try end()
                }
            }
            try release()
            // Not when there is nothing else to do: under load there always is.
            try prepareAhead()
        }
    }

    private mutating func decide(_ input: Input, _ ticket: Ticket?) throws(JournalFault) {
        if !turn.hasRoom { try release() }
        let stamp = try turn.take(input, at: now())
        if let ticket { answers.append(TicketAnswer(ticket: ticket, sequence: stamp.sequence)) }
    }

    /// Makes durable what was decided, and hands it out.
    private mutating func release() throws(JournalFault) {
        guard turn.decidedSequence > turn.releasedSequence else { return }
        try commit()
        handOut()
    }

    private mutating func commit() throws(JournalFault) {
        while true {
            do throws(JournalFault) {
                return try turn.commit()
            } catch {
                guard case .noSpace = error else { throw error }
            }
            tell(isDiskFull: true)
            SystemTime().sleep(nanoseconds: TurnLoopLimits.fullDiskInterval)
        }
    }

    private mutating func tell(isDiskFull: Bool) {
        guard isDiskFull != self.isDiskFull else { return }
        self.isDiskFull = isDiskFull
        var batch = ReleasedBatch(sequence: turn.releasedSequence)
        batch.isDiskFull = isDiskFull
        deliver(batch)
    }

    private mutating func handOut() {
        var batch = ReleasedBatch(sequence: turn.releasedSequence)
        turn.handOut { batch.events.append($0) }
        swap(&batch.answers, &answers)
        batch.isDiskFull = isDiskFull
        batch.journalBytes = Int64(turn.journal.extentBytes)
        batch.end = turn.releasedEnd
        deliver(batch)
    }

    private mutating func end() throws(JournalFault) {
        try release()
        try turn.close()
        handOut()
    }

    /// Makes the journal's next file ahead of need. Where there is no room for it, orders are
    /// refused while this one still has room for cancels.
    private mutating func prepareAhead() throws(JournalFault) {
        guard !isDiskFull || time.monotonicNanoseconds() >= prepareAgainAt else { return }
        do throws(JournalFault) {
            try turn.prepareAhead()
            if turn.journal.isNextPrepared { tell(isDiskFull: false) }
        } catch {
            guard case .noSpace = error else { throw error }
            prepareAgainAt = time.monotonicNanoseconds() + TurnLoopLimits.fullDiskAheadInterval
            tell(isDiskFull: true)
        }
    }

    private func now() -> Timestamp { Timestamp(nanoseconds: time.realtimeNanoseconds()) }

    private func isTimeDue() -> Bool {
        if turn.core.hasPendingAttention { return true }
        guard let wakeAt = turn.core.wakeAt else { return false }
        return wakeAt <= now()
    }

    /// Until when there is nothing to do unless something comes, by the monotonic clock.
    private func restEnd() -> Int64 {
        let monotonic = time.monotonicNanoseconds()
        if turn.core.hasPendingAttention { return monotonic }
        guard let wakeAt = turn.core.wakeAt else { return monotonic + TurnLoopLimits.restMax }
        return monotonic + min(max(0, wakeAt.since(now())), TurnLoopLimits.restMax)
    }
}
