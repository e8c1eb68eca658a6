import Containers
import Domain
import Foundation
import Testing
import Trading

/// The core's positions against the sums that are held to Python's fractions elsewhere: the way of
/// a fill through reports, events and rows adds nothing to them and loses nothing.
@Suite struct CountedFillsTests {
    private static let sequences: UInt64 =
        ProcessInfo.processInfo.environment["PLIMSOLL_SOAK"] == nil ? 600 : 60_000

    private struct Sequence {
        var random: SeededRandom
        var core = TradingCore()
        var sums: PositionSums
        let instrument: Instrument
        private var number = 0
        private(set) var flips = 0

        static let account = AccountID(1)

        init(seed: UInt64) {
            random = SeededRandom(seed: seed)
            let kind = ContractKind.allCases[Int(seed % 3)]
            let multiplier = kind == .spot ? 1 : [1, 10, 100][random.below(3)]
            instrument = Instrument(
                id: InstrumentID(0), venue: VenueID(0), symbol: identifier("X"),
                base: asset("BTC"), quote: asset("USDT"), priceDecimals: 2, quantityDecimals: 3,
                tick: Price(mantissa: 1), lot: Quantity(mantissa: 1),
                quantityMin: Quantity(mantissa: 1), quantityMax: Quantity(mantissa: 1 << 40),
                notionalMin: .zero, contract: kind, multiplier: Money(units: Int64(multiplier)),
                settle: asset(kind == .inverse ? "BTC" : "USDT"))
            sums = PositionSums(
                Contract(
                    kind == .inverse ? .inverse : .linear,
                    multiplier: Money(units: Int64(multiplier))))
            feed(.listing(instrument))
            feed(
                .marginTerms(
                    MarginTerms(
                        account: Self.account, instrument: instrument.id, mode: .cross,
                        leverage: UInt16(1 + random.below(125)))))
        }

        @discardableResult
        mutating func feed(_ input: Input) -> [Event] {
            var events: [Event] = []
            let sequence = core.state.globals.sequence + 1
            core.decide(
                input,
                at: Stamp(sequence: sequence, time: Timestamp(nanoseconds: Int64(sequence))),
                into: &events)
            return events
        }

        /// Trades something, in one and in the other.
        mutating func trade() throws {
            number += 1
            let side: Side = random.chance(1, in: 2) ? .buy : .sell
            let held = sums.quantity.raw.magnitude / 1_000_000_000_000_000
            let isExact = held > 0 && held < 1 << 40 && random.chance(1, in: 4)
            let quantity = Quantity(
                mantissa: isExact ? Int64(held) : Int64(1 + random.below(50_000)))
            let price = Price(mantissa: Int64(1 + random.below(10_000_000)))
            let isBaseFee = instrument.contract == .spot && random.chance(1, in: 3)
            let fee = Money(raw: Int128(random.below(1_000_000)) * 1_000_003 - 200_000_000_000)
            let amount = try #require(instrument.baseAmount(quantity))
            let worth = try sums.contract.valueRoundedHalfEven(
                of: amount, at: price, decimals: 2)
            let before = sums.quantity
            try sums.fill(
                side, amount, worth: worth, fee: isBaseFee ? .zero : fee,
                baseFee: isBaseFee ? fee : .zero)
            if before != .zero && (before > .zero) != (sums.quantity > .zero) { flips += 1 }
            let order = OrderReference(
                account: Self.account, clientOrderID: identifier("o\(number)"))
            feed(
                .report(
                    VenueReport(
                        order: order,
                        content: .fill(
                            FillReport(
                                order: order, instrument: instrument.id,
                                venueOrderID: identifier("v\(number)"),
                                tradeID: identifier("t\(number)"), side: side, price: price,
                                quantity: quantity, fee: fee,
                                feeAsset: isBaseFee ? instrument.base : instrument.settle,
                                isTaker: true, venueTime: .none)))))
        }

        /// Funds the position, in one and in the other.
        mutating func fund() throws {
            number += 1
            let mark = Ratio(Int128(1 + random.below(10_000_000)), decimals: 2)
            let rate = Rate(raw: Int64(random.below(2_000_000)) * 10_000_019 - 10_000_000_000_000)
            let paid = try sums.fund(at: mark, rate: rate)
            feed(
                .funding(
                    FundingNotice(
                        id: identifier("f\(number)"), account: Self.account,
                        instrument: instrument.id, asset: instrument.settle, amount: -paid)))
        }

        /// Where the core's position is not what the sums are, nil where it is.
        var difference: String? {
            let position = core.state.position(Self.account, .external, instrument.id)
            let wallet = core.state.balance(Self.account, instrument.settle)
            let isSame =
                position.quantity == sums.quantity && position.cost == sums.cost
                && position.realised == sums.realised && position.quoteFees == sums.fees
                && position.baseFees == sums.baseFees && position.fundingPaid == sums.fundingPaid
            guard isSame else { return "\(position) and \(sums)" }
            guard instrument.contract == .spot || wallet.total == sums.net else {
                return "\(wallet) and \(sums.net)"
            }
            return Conservation.fault(in: core.state)
        }
    }

    @Test func thePositionsOfTheCoreAreTheSumsOfItsFillsToTheLastDigit() throws {
        var flips = 0
        for seed in 0..<Self.sequences {
            var sequence = Sequence(seed: seed)
            for _ in 0..<1 + sequence.random.below(10) {
                if sequence.instrument.contract.isDerivative && sequence.random.chance(1, in: 5) {
                    try sequence.fund()
                } else {
                    try sequence.trade()
                }
                if let difference = sequence.difference {
                    Issue.record("seed \(seed): \(difference)")
                    return
                }
            }
            flips += sequence.flips
        }
        #expect(flips > 200)
    }
}
