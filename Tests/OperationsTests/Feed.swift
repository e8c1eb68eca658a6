import Domain
import Durability
import Host
import Operations

/// A turn over a journal on the real disk, and small things to feed it.
enum Feed {
    static let instrument = Instrument(
        id: InstrumentID(0), venue: VenueID(1), symbol: try! Symbol("BTCUSDT"),
        base: try! Asset("BTC"), quote: try! Asset("USDT"), priceDecimals: 2, quantityDecimals: 3,
        tick: Price(mantissa: 1), lot: Quantity(mantissa: 1), quantityMin: Quantity(mantissa: 1),
        quantityMax: Quantity(mantissa: 1_000_000), notionalMin: .zero)

    static func time(_ second: Int64) -> Timestamp {
        Timestamp(nanoseconds: 1_767_225_600_000_000_000 + second * 1_000_000_000)
    }

    static func order(_ number: Int) -> OrderRequest {
        OrderRequest(
            account: AccountID(1), strategy: StrategyID(1),
            clientOrderID: try! ClientOrderID("o-\(number)"), instrument: InstrumentID(0),
            side: .buy, type: .limit, price: Price(mantissa: 10_000),
            quantity: Quantity(mantissa: 5))
    }

    static func recover(_ folder: JournalFolder) throws -> Turn<FileJournalDisk> {
        let disk = try FileJournalDisk(path: folder.path, for: .writing)
        return try Turn.recover(
            disk, identity: Hash128(high: 1, low: 2), segmentBytes: 64 * 4096)
    }

    /// Sets limits, lists the instrument, brings money, and submits `count` orders in one commit.
    static func begin(_ turn: inout Turn<FileJournalDisk>, orders count: Int) throws {
        try turn.take(.limits(.unlimited()), at: time(0))
        try turn.take(.listing(instrument), at: time(0))
        let flow = ExternalFlow(
            id: try FlowID("f"), account: AccountID(1), asset: instrument.quote,
            amount: Money(units: 1_000_000))
        try turn.take(.flow(flow), at: time(0))
        for number in 0..<count { try turn.take(.submit(order(number)), at: time(1)) }
    }
}
