import Containers
import Domain
import Testing
import Trading

@Suite struct PositionTests {
    /// Sequences of trades with what they make of a position: average cost, a flip closing first
    /// and opening then, shares rounded half-even to 10^-18 (as Python rounds a fraction to an
    /// integer).
    ///
    /// A line is: sequence, side, quantity, price, fee asset, fee, then quantity, cost, gain, quote
    /// fees and base fees after it.
    private static let script = """
        import random
        from fractions import Fraction
        random.seed(11)
        SHARE = lambda amount, part, whole: round(Fraction(amount * part, whole))
        for sequence in range(2000):
            held = cost = gain = quote_fees = base_fees = 0
            for _ in range(random.randrange(1, 12)):
                sign = random.choice([1, -1])
                size = random.choice([1, 7, 1000, random.randrange(1, 50000)])
                if held and held % 10**15 == 0 and random.randrange(4) == 0:
                    size, sign = abs(held) // 10**15, -1 if held > 0 else 1
                price = random.choice([1, 9999999, random.randrange(1, 10**7)])
                kind = random.choice(["-", "USDT", "BTC", "BNB"])
                fee = 0 if kind == "-" else random.choice([1, -1, 1, 1]) * random.randrange(1, 10**14)
                amount, value = sign * size * 10**15, sign * size * price * 10**13
                if held == 0 or (held > 0) == (amount > 0):
                    cost += value
                elif abs(amount) < abs(held):
                    removed = SHARE(cost, -amount, held)
                    gain += -value - removed
                    cost -= removed
                else:
                    closing = SHARE(value, -held, amount)
                    gain += -closing - cost
                    cost = value - closing
                held += amount
                if kind == "BTC": held -= fee; base_fees += fee
                if kind == "USDT": quote_fees += fee
                print(sequence, "buy" if sign > 0 else "sell", size, price, kind, fee,
                    held, cost, gain, quote_fees, base_fees)
        """

    @Test(.enabled(if: Python.isPresent, Python.missing))
    func aPositionIsToTheLastDigitWhatPythonMakesOfItsTrades() throws {
        let lines = try Python.lines(Self.script)
        var desk = Desk()
        var (trades, mistakes, flips) = (0, 0, 0)
        var before = Money.zero
        for line in lines {
            let account = try #require(UInt32(line[0]))
            if account != desk.account {
                desk.open(account)
                before = .zero
            }
            let position = try desk.trade(line)
            let numbers = [
                position.quantity, position.cost, position.realised, position.quoteFees,
                position.baseFees,
            ]
            let expected = line[6...10].compactMap { Int128($0).map(Money.init(raw:)) }
            if numbers != expected {
                mistakes += 1
                if mistakes < 5 { Issue.record("\(line): \(numbers.map(Decimals.text))") }
            }
            if (before > .zero) != (position.quantity > .zero) && before != .zero { flips += 1 }
            before = position.quantity
            trades += 1
        }
        #expect(mistakes == 0)
        #expect(trades > 10_000 && flips > 1000)
        #expect(desk.account == 1999)
    }

    /// A core in which every account has an order on each side to trade on.
    private struct Desk {
        var core = TradingCore()
        var account = UInt32.max
        private var trades = 0
        private var events: [Event] = []

        init() {
            feed(.limits(.unlimited()))
            feed(.listing(Scenario.instrument()))
        }

        private mutating func feed(_ input: Input) {
            events.removeAll(keepingCapacity: true)
            let sequence = core.state.globals.sequence + 1
            core.decide(input, at: Stamp(sequence: sequence, time: .none), into: &events)
        }

        private func reference(_ side: Substring) -> OrderReference {
            OrderReference(account: AccountID(account), clientOrderID: identifier(side))
        }

        mutating func open(_ account: UInt32) {
            self.account = account
            for currency in ["USDT", "BTC"] {
                let flow = ExternalFlow(
                    id: identifier("\(currency)\(account)"), account: AccountID(account),
                    asset: asset(currency), amount: Money(units: 10))
                feed(.flow(flow))
            }
            for side in ["buy", "sell"] {
                var request = Scenario.request("submit \(side) \(side) limit GTC 5 1")
                request.account = AccountID(account)
                feed(.submit(request))
            }
        }

        /// Trades as a line says. More than was ordered is traded too, which counts all the same.
        mutating func trade(_ line: [Substring]) throws -> Position {
            trades += 1
            let fill = FillReport(
                order: reference(line[1]), instrument: InstrumentID(0), venueOrderID: .none,
                tradeID: identifier("t\(trades)"), side: line[1] == "buy" ? .buy : .sell,
                price: Price(mantissa: try #require(Int64(line[3]))),
                quantity: Quantity(mantissa: try #require(Int64(line[2]))),
                fee: Money(raw: try #require(Int128(line[5]))),
                feeAsset: line[4] == "-" ? .none : asset(line[4]), isTaker: true,
                venueTime: .none)
            feed(.report(VenueReport(order: fill.order, content: .fill(fill))))
            return core.state.position(
                AccountID(account), Scenario.strategy, InstrumentID(0))
        }
    }
}
