import Domain
import Gateway
import Testing
import VenueKit

/// What the driver decides by itself, whatever the session asks for.
@Suite struct BareOrdersTests {
    private static func driver(
        _ route: RequestRoute = .rest(.post, path: "/order", keyHeader: "")
    ) throws -> OrderDriver<BareOrders> {
        var session = BareOrders()
        session.route = route
        var driver = try OrderDriver(session, Script.endpoints, CountingSigner(), seed: 1)
        driver.start(at: Script.start)
        return driver
    }

    private static func intent(deadline: Timestamp) -> PlacementIntent {
        PlacementIntent(
            request: OrderRequest(
                account: OrderScript.account, strategy: StrategyID(1),
                clientOrderID: OrderScript.reference("bot-1").clientOrderID,
                instrument: OrderScript.instrument.id, side: .buy, type: .market,
                quantity: Quantity(mantissa: 1)),
            instrument: OrderScript.instrument, deadline: deadline)
    }

    @Test func notAByteLeavesAfterTheMomentThatTheSessionNames() throws {
        for (late, heard) in [(Int64(0), [String]()), (1, ["neverSent 2"])] {
            var driver = try Self.driver()
            let now = Script.start.adding(nanoseconds: late)
            driver.place(Self.intent(deadline: Script.start), at: now)
            #expect(driver.session.heard == heard)
            #expect(Script.calls(driver.actions, "/order").count == (late == 0 ? 1 : 0))
        }
    }

    @Test func aFrameWithoutAConnectionWasNeverSent() throws {
        var driver = try Self.driver(.frame)
        driver.place(
            Self.intent(deadline: Script.start.adding(milliseconds: 1)), at: Script.start)
        #expect(driver.session.heard == ["neverSent 2"])
    }

    @Test func nothingLeavesBeforeTheStartOrAfterTheEnd() throws {
        let intent = Self.intent(deadline: Script.start.adding(milliseconds: 1))
        var driver = try OrderDriver(BareOrders(), Script.endpoints, CountingSigner(), seed: 1)
        driver.place(intent, at: Script.start)
        #expect(driver.session.heard == ["neverSent 1"] && driver.actions.isEmpty)
        driver = try Self.driver()
        driver.stop(at: Script.start)
        driver.removeAll()
        driver.place(intent, at: Script.start)
        #expect(driver.session.heard == ["neverSent 2"] && driver.actions.isEmpty)
    }

    @Test func whatAnOldConnectionStillSaysIsLeftOut() throws {
        var driver = try Self.driver()
        let failed = try #require(Script.calls(driver.actions, "/time").last?.id)
        driver.failed(failed, .lost, at: Script.start)
        driver.wake(at: Script.start)
        let old = try #require(Script.links(driver.actions).last)
        driver.opened(old, at: Script.start)
        driver.closed(old, why: "cut", at: Script.start)
        let later = Script.start.adding(milliseconds: 1000)
        driver.wake(at: later)
        let new = try #require(Script.links(driver.actions).last)
        #expect(new != old)
        let frame = Array("{}".utf8)
        driver.opened(old, at: later)
        driver.received(frame.span, on: old, at: later)
        driver.closed(old, why: "cut", at: later)
        #expect(driver.session.heard == ["lost 1", "opened", "closed"])
        driver.opened(new, at: later)
        driver.closed(old, why: "cut", at: later)
        driver.received(frame.span, on: new, at: later)
        #expect(driver.session.heard.suffix(2) == ["opened", "received"])
    }
}
