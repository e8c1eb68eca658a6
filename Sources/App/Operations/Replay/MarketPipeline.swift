public import BinanceSpot
public import Domain
public import Markets
public import VenueKit

/// A venue's session and the board it feeds, put together: what runs live runs in a replay, and is
/// what the benchmark times.
///
/// ```
/// frame ─► session ─► events ─► board ─► books, candles, checks
///             ▲                   │
///             └──── distrust ◄────┘ a book that cannot be right
/// ```
public struct MarketPipeline: Sendable {
    /// Bounds of a pipeline.
    public enum Limits {
        /// How often in a row a doubt of the board may lead to another within one message.
        static let roundsMax = 8
    }

    /// The venue's side.
    public private(set) var session: BinanceSpotSession
    /// Our side.
    public private(set) var board: MarketBoard
    /// What the session asked for and nobody has carried out yet, in its order.
    public private(set) var requests: [SnapshotRequest] = []
    private var output = SessionOutput()

    /// A pipeline that has heard nothing.
    public init(
        _ settings: BinanceSpotSession.Settings = .init(), board: MarketBoard = MarketBoard()
    ) {
        session = BinanceSpotSession(settings)
        self.board = board
    }

    /// A frame came.
    public mutating func receive(_ frame: Span<UInt8>, at now: Timestamp) {
        session.received(frame, at: now, into: &output)
        settle(now)
    }

    /// A book by REST came. - Parameter limit: the levels a side that it was limited to.
    public mutating func receiveSnapshot(
        _ body: Span<UInt8>, for instrument: InstrumentID, limit: Int, at now: Timestamp
    ) {
        session.snapshotArrived(body, for: instrument, limit: limit, at: now, into: &output)
        settle(now)
    }

    /// A book by REST was refused, or did not come in time.
    public mutating func failSnapshot(for instrument: InstrumentID, at now: Timestamp) {
        session.snapshotFailed(for: instrument, at: now, into: &output)
        settle(now)
    }

    /// The venue's listing of its instruments came.
    public mutating func receiveListing(
        _ body: Span<UInt8>, at now: Timestamp
    ) throws(SpotFault) -> (listed: Int, faulty: Int) {
        let outcome = try session.list(body, at: now, into: &output)
        settle(now)
        return outcome
    }

    /// The connection is gone. The next frame comes on another one.
    public mutating func disconnect(at now: Timestamp) {
        session.closed(at: now, into: &output)
        settle(now)
    }

    /// Does what is due by now.
    public mutating func passTime(to now: Timestamp) {
        guard let wake = session.nextWake, wake <= now else { return }
        session.wake(at: now, into: &output)
        settle(now)
    }

    /// Forgets the requests: they have been carried out.
    public mutating func removeRequests() { requests.removeAll(keepingCapacity: true) }

    /// Forgets the candles that were closed; they have been taken.
    public mutating func removeClosedCandles() { board.removeClosedCandles() }

    /// Nothing more will come: grades what still waits and closes the candles.
    public mutating func finish(at now: Timestamp) {
        board.finishChecks()
        board.closeCandles(before: now)
    }

    /// Takes the session's events to the board, and the board's doubts back to the session.
    private mutating func settle(_ now: Timestamp) {
        for _ in 0..<Limits.roundsMax {
            board.take(output.batch)
            for action in output.actions {
                if case .requestSnapshot(let request) = action { requests.append(request) }
            }
            output.removeAll()
            if board.doubts.isEmpty { return }
            for doubt in board.doubts {
                session.distrust(doubt.instrument, doubt.doubt, at: now, into: &output)
            }
        }
        preconditionFailure("a doubt makes a book wait for a snapshot: it cannot lead to another")
    }
}
