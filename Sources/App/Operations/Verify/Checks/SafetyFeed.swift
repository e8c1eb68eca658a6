internal import Domain
internal import Durability
internal import Host
internal import Trading

/// A small market for the real turn, and orders and fills in it.
enum SafetyFeed {
    static let account = AccountID(1)
    static let strategy = StrategyID(1)
    static let base = asset("BTC")
    static let quote = asset("USDT")
    /// Tick 0.05, lot 0.01, at least 0.02 and 5 USDT, at most 100.
    static let instrument = Instrument(
        id: InstrumentID(0), venue: VenueID(1), symbol: named("BTCUSDT"), base: base,
        quote: quote, priceDecimals: 2, quantityDecimals: 3, tick: Price(mantissa: 5),
        lot: Quantity(mantissa: 10), quantityMin: Quantity(mantissa: 20),
        quantityMax: Quantity(mantissa: 100_000), notionalMin: Money(units: 5))

    static func time(_ second: Int64) -> Timestamp {
        Timestamp(nanoseconds: 1_767_225_600_000_000_000 + second * 1_000_000_000)
    }

    /// A name that is one.
    static func named<Tag>(_ text: String) -> TextIdentifier<Tag> {
        guard let identifier = try? TextIdentifier<Tag>(text) else {
            preconditionFailure("\(text) is no identifier")
        }
        return identifier
    }

    private static func asset(_ text: String) -> Asset {
        guard let asset = try? Asset(text) else { preconditionFailure("\(text) is no asset") }
        return asset
    }

    static func funds(_ asset: Asset, _ amount: Money) -> Input {
        .flow(
            ExternalFlow(
                id: named("funds-\(asset)"), account: account, asset: asset, amount: amount))
    }

    /// What comes before the first order: a start, the instrument, money.
    static func beginning(epoch: UInt32 = 1) -> [Input] {
        [
            .started(ProcessStart(epoch: epoch, isAfterCut: false)), .limits(.unlimited()),
            .listing(instrument),
            funds(quote, Money(units: 1_000_000_000)), funds(base, Money(units: 1_000_000)),
        ]
    }

    /// An order of 0.05 at 100.
    static func order(_ number: Int) -> OrderRequest {
        OrderRequest(
            account: account, strategy: strategy, clientOrderID: named("order-\(number)"),
            instrument: instrument.id, side: .buy, type: .limit, price: Price(mantissa: 10_000),
            quantity: Quantity(mantissa: 50))
    }

    /// All of such an order, traded at its price.
    static func fill(_ number: Int) -> VenueReport {
        let order = order(number)
        return VenueReport(
            order: order.reference,
            content: .fill(
                FillReport(
                    order: order.reference, instrument: instrument.id,
                    venueOrderID: named("\(1_000_000 + number)"),
                    tradeID: named("\(5_000_000 + number)"), side: order.side,
                    price: order.price, quantity: order.quantity,
                    fee: Money(raw: Money.one / 1000), feeAsset: quote, isTaker: true,
                    venueTime: time(1))))
    }

    static func accepted(_ number: Int) -> VenueReport {
        VenueReport(
            order: order(number).reference, content: .accepted(named("\(1_000_000 + number)")))
    }
}

/// The real turn on the real disk.
enum SafetyTurn {
    /// The segments of such a journal: 1 MiB.
    static let segmentBytes = 1 << 20

    /// Opens the journal of a folder, or makes one.
    static func open(
        _ path: String, segmentBytes: Int = segmentBytes
    ) throws(SafetyFailure) -> Turn<FileJournalDisk> {
        do throws(JournalFault) {
            return try recover(path, segmentBytes: segmentBytes)
        } catch {
            throw SafetyFailure(error.explanation, doing: "the journal in \(path) opens")
        }
    }

    /// The same, for those who expect a fault.
    static func recover(
        _ path: String, segmentBytes: Int = segmentBytes
    ) throws(JournalFault) -> Turn<FileJournalDisk> {
        let disk: FileJournalDisk
        do throws(FileFault) {
            disk = try FileJournalDisk(path: path, for: .writing)
        } catch {
            throw .unreadable(error)
        }
        return try Turn.recover(
            disk, identity: SystemRandomness.identity(), segmentBytes: segmentBytes)
    }

    /// Takes inputs, makes them durable together, and hands out what came of them.
    static func take(
        _ inputs: [Input], at time: Timestamp, _ turn: inout Turn<FileJournalDisk>
    ) throws(SafetyFailure) {
        do throws(JournalFault) {
            for input in inputs {
                if !turn.hasRoom { try turn.commit() }
                try turn.take(input, at: time)
            }
            try turn.commit()
        } catch {
            throw SafetyFailure(error.explanation, doing: "the journal takes inputs")
        }
        turn.handOut { _ in }
    }

    /// Makes a journal of some orders, each with its acceptance and its fill in a commit of its
    /// own, without a clean end.
    ///
    /// - Returns: the state's fingerprint.
    static func make(_ path: String, orders: Int) throws(SafetyFailure) -> UInt64 {
        var turn = try open(path, segmentBytes: 1 << 18)
        try take(SafetyFeed.beginning(), at: SafetyFeed.time(0), &turn)
        for number in 0..<orders { try trade(number, &turn) }
        return turn.fingerprint()
    }

    static func trade(
        _ number: Int, _ turn: inout Turn<FileJournalDisk>
    ) throws(SafetyFailure) {
        try take(
            [
                .submit(SafetyFeed.order(number)), .report(SafetyFeed.accepted(number)),
                .report(SafetyFeed.fill(number)),
            ], at: SafetyFeed.time(1 + Int64(number)), &turn)
    }
}
