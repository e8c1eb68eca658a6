import BinanceSpot
import Containers
import Domain
import Testing
import Trading
import VenueKit

/// A session's reports, told to the trading core.
@Suite struct OrderAndTradingTests {
    private struct House {
        var core = TradingCore()
        var events: [Event] = []
        var driver = OrderDriver(.rest)
        private var sequence: UInt64 = 0

        init() {
            driver.open()
            enter(.started(ProcessStart(epoch: 1, isAfterCut: false)))
            enter(.limits(.unlimited()))
            enter(.listing(Sample.instrument))
            for (asset, units) in [("USDT", Int64(1_000_000)), ("BNB", 10)] {
                enter(
                    .flow(
                        ExternalFlow(
                            id: (try? FlowID("open-" + asset)) ?? .none,
                            account: OrderDriver.account, asset: Sample.asset(asset),
                            amount: Money(units: units))))
            }
        }

        mutating func enter(_ input: Input) {
            sequence += 1
            core.decide(input, at: Stamp(sequence: sequence, time: driver.now), into: &events)
        }

        /// Tells the core what the session has reported.
        mutating func tell() {
            for report in driver.reports { enter(.report(report)) }
            driver.reports = []
        }

        mutating func submit() {
            enter(.submit(Sample.placement().request))
            driver.place()
        }

        var order: Order? {
            core.state.orderRow(Sample.reference("bot-1")).map { core.state.orders[$0] }
        }
        var fills: Int { events.count { if case .fillApplied = $0 { true } else { false } } }
        var alarms: [Alarm] {
            events.compactMap { if case .alarmRaised(let alarm, _) = $0 { alarm } else { nil } }
        }
    }

    @Test func aTradeToldByAnswerStreamAndListIsCountedOnce() {
        let answer = Sample.placed(
            "PARTIALLY_FILLED", executed: "0.5",
            fills: [Sample.fill("57", "61837.60000000", "0.50000000")])
        let event = Sample.traded("PARTIALLY_FILLED", total: "0.50000000")
        for isAnswerFirst in [true, false] {
            var house = House()
            house.submit()
            if isAnswerFirst { house.driver.answer(answer) }
            house.driver.receive(Sample.execution("NEW", "NEW"))
            house.driver.receive(event)
            house.driver.receive(event)
            if !isAnswerFirst { house.driver.answer(answer) }
            house.tell()
            house.driver.query()
            house.driver.answer(Sample.status("PARTIALLY_FILLED", executed: "0.5"))
            house.driver.answer("[\(Sample.trade(57))]")
            house.tell()
            #expect(house.fills == 1)
            #expect(house.order?.filled == Quantity(mantissa: 50_000))
            #expect(house.order?.venueState == .partiallyFilled)
            #expect(house.alarms.isEmpty)
        }
    }

    @Test func anUnknownOrderIsProvenAbsentByTheSessionsReports() {
        var house = House()
        house.submit()
        house.driver.fail(.lost)
        house.tell()
        for _ in 0..<2 {
            house.driver.now = house.driver.now.adding(milliseconds: 11_000)
            house.driver.query()
            house.driver.answer(Sample.error(-2013), status: 400)
            house.driver.answer("[]")
            house.tell()
        }
        #expect(house.order?.venueState == .absent)
        #expect(house.order?.reserved == .zero)
    }

    @Test func aTradeFoundInTheListsBringsAnUnknownOrderToLife() {
        var house = House()
        house.submit()
        house.driver.fail(.lost)
        house.tell()
        house.driver.now = house.driver.now.adding(milliseconds: 11_000)
        house.driver.query()
        house.driver.answer(Sample.error(-2013), status: 400)
        house.driver.answer("[\(Sample.trade(57))]")
        house.driver.answer(Sample.status("PARTIALLY_FILLED", executed: "0.5"))
        house.tell()
        #expect(house.fills == 1 && house.order?.isOpen == true)
        #expect(house.order?.filled == Quantity(mantissa: 50_000))
    }

    @Test func aTradeWithTooManyDigitsHaltsItsInstrument() {
        var house = House()
        house.submit()
        house.driver.answer(
            Sample.placed(
                "FILLED", executed: "1.5", fills: [Sample.fill("57", "61837.605", "1.5")]))
        house.tell()
        #expect(house.fills == 0 && house.alarms == [.fillUncountable])
        #expect(house.events.contains(.instrumentHalted(InstrumentID(3), .fillUncountable)))
    }
}
