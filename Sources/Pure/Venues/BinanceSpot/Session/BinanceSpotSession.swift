internal import Containers
public import Domain
internal import Markets
public import VenueKit

/// Binance spot's market data as a machine: frames and answers in, events and requests out.
///
/// Books: diff-depth streams, brought in step with a book by REST (see ``BookSynchroniser``). A
/// frame that cannot be read is counted; if it held a book update, the next one of that symbol does
/// not follow, which is a gap. Trades, aggregated trades, best prices and candles are told as they
/// come.
///
/// A book update that does not come although best prices are ahead of the book for
/// ``Limits/behindTimeMax`` means that the stream has died without a word: that stream is
/// subscribed to anew. Silence alone means nothing on one stream, but on that of mark prices, which
/// come each second, and on the whole connection, for the venue sends pings.
///
/// - Complexity: a frame in the venue's usual shape takes one pass and no allocation.
/// - Source: Binance spot, "WebSocket streams" and "How to manage a local order book correctly".
public struct BinanceSpotSession: MarketSession {
    /// Bounds of a session.
    public enum Limits {
        /// Snapshots asked for at a time; the others stand in line.
        public static let snapshotsAskedMax = 4
        /// Nanoseconds for which best prices may be ahead of the book.
        public static let behindTimeMax: Int64 = 5_000_000_000
        /// Nanoseconds without anything, pings included, after which the connection is dead: the
        /// venue pings every 20 s.
        public static let silenceMax: Int64 = 60_000_000_000
        /// Nanoseconds without a mark price after which its stream is subscribed to anew: the venue
        /// tells one each second, moved or not.
        public static let markSilenceMax: Int64 = 5_000_000_000
        /// Levels a side of the largest book by REST.
        public static let snapshotLevelsMax = 5000
        /// Streams of one connection.
        public static let streamsMax = SpotSubscriptions.Limits.streamsMax
    }

    /// Which of the venue's markets: their messages differ little.
    public enum Dialect: UInt8, Sendable, Equatable, CaseIterable {
        case spot = 1
        /// USD-M futures: numbers of updates with holes in them, each with the one before.
        case usdmFutures = 2
    }

    /// What a session is to do.
    public struct Settings: Sendable, Equatable {
        /// The venue's number.
        public var venue: VenueID
        /// Which of the venue's markets.
        public var dialect: Dialect
        /// What to subscribe to when the connection stands; at most ``Limits/streamsMax``.
        public var subscriptions: [SpotSubscription]
        /// Levels a side of a book by REST, 1...``Limits/snapshotLevelsMax``.
        public var snapshotLevels: Int

        public init(
            venue: VenueID = VenueID(0), dialect: Dialect = .spot,
            subscriptions: [SpotSubscription] = [], snapshotLevels: Int = 1000
        ) {
            self.venue = venue
            self.dialect = dialect
            self.subscriptions = subscriptions
            self.snapshotLevels = snapshotLevels
        }
    }

    /// Which instruments there are.
    public internal(set) var symbols = SymbolMap()
    /// What happened so far, in numbers.
    public internal(set) var counts = SessionCounts()
    /// Why the last message that could not be read could not be.
    public internal(set) var lastFault: SpotFault?
    /// What was given at the start.
    public let settings: Settings
    var listing: ListingSearch
    var feeds: [SpotFeed] = []
    var reader = GeneralSpotReader()
    var subscriptions = SpotSubscriptions()
    /// Instruments that want a snapshot, in the order in which they came to want it.
    var line: [Int] = []
    var askedCount = 0
    var deadlines = DeadlineHeap()
    var lastHeard = Timestamp.none
    /// When it is looked next whether mark prices come; nil where none are followed.
    var nextMarkCheck: Timestamp?
    var isOpen = false

    /// A session without a connection, which takes in whatever instruments come.
    public init(_ settings: Settings = Settings()) {
        precondition(settings.subscriptions.count <= Limits.streamsMax)
        precondition((1...Limits.snapshotLevelsMax).contains(settings.snapshotLevels))
        self.settings = settings
        var names: [Symbol] = []
        for subscription in settings.subscriptions where !names.contains(subscription.symbol) {
            names.append(subscription.symbol)
        }
        listing = ListingSearch(names)
    }

    /// Takes in the venue's listing of its instruments.
    ///
    /// - Parameter body: the answer to `GET /api/v3/exchangeInfo`.
    /// - Returns: how many were listed, and how many were left out because something is wrong with
    ///   them.
    /// - Throws: where the whole cannot be read; it is counted, and nothing else has changed then.
    public mutating func list(
        _ body: Span<UInt8>, at now: Timestamp, into output: inout SessionOutput
    ) throws(SpotFault) -> (listed: Int, faulty: Int) {
        let before = symbols.decimals
        let outcome: SpotListing.Outcome
        do throws(SpotFault) {
            // Futures are listed all at once, whatever is asked for.
            outcome = try SpotListing.read(
                body, venue: settings.venue, settings.dialect,
                only: settings.dialect == .spot ? [] : listing.names, into: &symbols)
        } catch {
            counts.decodeErrors += 1
            lastFault = error
            throw error
        }
        // What was read at other decimals means nothing any more.
        for index in before.indices where before[index] != symbols.decimals[index] {
            if index < feeds.count {
                lose(index, .contradiction, .unreadable, isStreamBroken: true, now, &output)
            }
        }
        return (outcome.listed, outcome.faulty)
    }

    /// Takes back the instruments of an earlier process, before anything else, so that their
    /// numbers mean the same in this one.
    ///
    /// - Parameter instruments: their newest versions in the order of their numbers, none left out.
    /// - Returns: false where they are not that: do not go on, orders would be booked under other
    ///   instruments' numbers.
    public mutating func restore(_ instruments: [Instrument]) -> Bool {
        instruments.allSatisfy { symbols.restore($0) }
    }

    /// Takes in one frame.
    public mutating func received(
        _ frame: Span<UInt8>, at now: Timestamp, into output: inout SessionOutput
    ) {
        counts.messages += 1
        counts.bytes += Int64(frame.count)
        lastHeard = now
        let start = output.batch.levels.count
        if let message = ShapedSpotReader.read(
            frame, symbols, at: now, levels: &output.batch.levels)
        {
            take(message, now, &output)
        } else {
            output.batch.levels.removeLast(output.batch.levels.count - start)
            readGenerally(frame, now, &output)
        }
    }

    private mutating func readGenerally(
        _ frame: Span<UInt8>, _ now: Timestamp, _ output: inout SessionOutput
    ) {
        counts.irregularMessages += 1
        let start = output.batch.levels.count
        do throws(SpotFault) {
            let message = try reader.read(
                frame, &symbols, venue: settings.venue, at: now, into: &output.batch)
            take(message, now, &output)
        } catch {
            output.batch.levels.removeLast(output.batch.levels.count - start)
            counts.decodeErrors += 1
            lastFault = error
        }
    }

    private mutating func take(
        _ message: SpotMessage, _ now: Timestamp, _ output: inout SessionOutput
    ) {
        switch message {
        case .bestPrices(let best):
            let index = feed(best.instrument)
            output.batch.events.append(.bestPrices(best))
            heard(index, .bestPrices, &output)
            compare(index, with: best.update, now, &output)
        case .trade(let trade):
            let index = feed(trade.instrument)
            output.batch.events.append(.trade(trade))
            heard(index, trade.isAggregated ? .aggregatedTrades : .trades, &output)
        case .depth(let change):
            take(change, now, &output)
        case .candle(let candle):
            let index = feed(output.batch.candles[candle].instrument)
            output.batch.events.append(.candle(candle))
            heard(index, .candles, &output)
        case .markPrice(let place):
            take(markPrice: place, now, &output)
        case .acknowledged(let request):
            acknowledged(request, &output)
        case .refused(let request, _):
            refused(request, &output)
        case .closingSoon:
            output.actions.append(.reconnect(.closingSoon))
        case .unknown:
            counts.unknownMessages += 1
        }
    }

    private mutating func take(
        _ change: BookChange, _ now: Timestamp, _ output: inout SessionOutput
    ) {
        let index = feed(change.instrument)
        feeds[index].behindSince = nil
        feeds[index].lastUpdate = max(feeds[index].lastUpdate, change.lastUpdate)
        switch feeds[index].book.update(change, output.batch.levels.span) {
        case .apply:
            output.batch.events.append(.bookUpdate(change))
            heard(index, .book, &output)
            return
        case .old:
            counts.oldUpdates += 1
            return
        case .kept:
            break
        case .broken(let gap):
            output.batch.events.append(.bookDoubted(change.instrument, .gap))
            output.batch.events.append(.gap(gap))
        case .brokenAgain(let gap):
            output.batch.events.append(.gap(gap))
        }
        set(index, .book, .resyncing, &output)
        wantSnapshot(index, now, &output)
    }

    /// Best prices are numbered as book updates are: one that is ahead for long says that the
    /// book's stream has died.
    private mutating func compare(
        _ index: Int, with update: Int64, _ now: Timestamp, _ output: inout SessionOutput
    ) {
        guard update > feeds[index].lastUpdate, feeds[index].book.isLive else { return }
        guard let since = feeds[index].behindSince else {
            feeds[index].behindSince = now
            return
        }
        guard now.since(since) > Limits.behindTimeMax else { return }
        feeds[index].behindSince = nil
        set(index, .book, .stale, &output)
        lose(index, .silent, .silent, isStreamBroken: true, now, &output)
        renew(index, .book, now, &output)
    }

    /// The instrument's feed, made when it is first heard of.
    mutating func feed(_ instrument: InstrumentID) -> Int {
        let index = Int(instrument.raw)
        while feeds.count <= index {
            feeds.append(SpotFeed(InstrumentID(UInt32(feeds.count))))
        }
        return index
    }

    /// Data came: the subscription lives.
    @inline(__always)
    mutating func heard(
        _ index: Int, _ channel: MarketChannel, _ output: inout SessionOutput
    ) {
        if feeds[index][channel] != .live { set(index, channel, .live, &output) }
    }

    mutating func set(
        _ index: Int, _ channel: MarketChannel, _ state: SubscriptionChange.State,
        _ output: inout SessionOutput
    ) {
        guard feeds[index][channel] != state else { return }
        feeds[index][channel] = state
        output.batch.events.append(
            .subscription(
                SubscriptionChange(
                    instrument: InstrumentID(UInt32(index)), channel: channel, state: state)))
    }
}
