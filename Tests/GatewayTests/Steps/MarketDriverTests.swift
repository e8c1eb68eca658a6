import BinanceSpot
import Domain
import Gateway
import Markets
import Testing
import VenueKit

@Suite struct MarketDriverTests {
    // MARK: - The start

    @Test func theListingIsAskedForBeforeTheConnectionIsMade() {
        var script = MarketScript(["BTCUSDT", "ETHUSDT"])
        script.start()
        #expect(
            script.calls("exchangeInfo").map(\.url) == [
                "http://venue:80/api/v3/exchangeInfo?symbols=%5B%22BTCUSDT%22%2C%22ETHUSDT%22%5D"
            ])
        script.pass(milliseconds: 1000)
        #expect(script.link == nil)
        script.answer("exchangeInfo", Script.listing(["BTCUSDT", "ETHUSDT"]))
        script.pass(milliseconds: 0)
        #expect(
            script.actions.contains { action in
                if case .connect(_, let url) = action { url == "ws://venue/stream" } else { false }
            })
        let listed = script.actions.compactMap { action in
            if case .listed(let instruments) = action { instruments } else { nil }
        }
        #expect(listed.map { $0.map(\.symbol.description) } == [["BTCUSDT", "ETHUSDT"]])
    }

    @Test func aListingThatFailsIsAskedForAgainAndTheConnectionDoesNotWaitForIt() {
        var script = MarketScript()
        script.start()
        script.fail("exchangeInfo", "no route")
        #expect(script.actions.contains(.troubled("no route")))
        script.pass(milliseconds: 0)
        #expect(script.link != nil)
        script.forget()
        script.pass(milliseconds: 1000)
        #expect(script.calls("exchangeInfo").count == 1)
        script.answer("exchangeInfo", "<html>", status: 502)
        script.answer("exchangeInfo", "{}")
        script.forget()
        script.pass(milliseconds: 4000)
        script.answer("exchangeInfo", Script.listing(["BTCUSDT"]))
        #expect(script.actions.contains(.troubled(nil)))
    }

    @Test func whatTheVenueDoesNotHaveIsNamedAndTheOthersAreListed() {
        var script = MarketScript(["BTCUSDT", "NOPE"])
        script.start()
        let refusal = #"{"code":-1121,"msg":"Invalid symbol."}"#
        script.answer("exchangeInfo", refusal, status: 400)
        script.pass(milliseconds: 0)
        script.answer("exchangeInfo", Script.listing(["BTCUSDT"]))
        script.pass(milliseconds: 0)
        #expect(script.link == nil)
        script.answer("exchangeInfo", refusal, status: 400)
        #expect(script.calls("exchangeInfo").count == 3)
        let troubles = script.actions.compactMap { action in
            if case .troubled(let why) = action { why } else { nil }
        }
        #expect(troubles.count == 1 && troubles[0].contains("does not have NOPE"))
        let listed = script.actions.compactMap { action in
            if case .listed(let instruments) = action { instruments } else { nil }
        }
        #expect(listed.map { $0.map(\.symbol.description) } == [["BTCUSDT"]])
        script.pass(milliseconds: 0)
        #expect(script.link != nil)
    }

    @Test func theListingIsAskedForEachHourAndOnlyWhatIsNewIsTold() {
        var script = MarketScript.running()
        script.pass(milliseconds: 3_599_999)
        #expect(script.calls("exchangeInfo").isEmpty)
        script.pass(milliseconds: 1)
        script.answer("exchangeInfo", Script.listing(["BTCUSDT"]))
        script.pass(milliseconds: 3_600_000)
        script.answer("exchangeInfo", Script.listing(["BTCUSDT"], tick: "0.10000000"))
        let listed = script.actions.compactMap { action in
            if case .listed(let instruments) = action { instruments.map(\.version) } else { nil }
        }
        #expect(listed == [[2]])
    }

    // MARK: - The connection

    @Test func whatTheSessionSubscribesToIsSentOnceTheConnectionStands() {
        var script = MarketScript(["BTCUSDT", "ETHUSDT"])
        script.start()
        script.answer("exchangeInfo", Script.listing(["BTCUSDT", "ETHUSDT"]))
        #expect(script.frames.isEmpty)
        script.open()
        #expect(
            script.frames == [
                #"{"method":"SUBSCRIBE","params":["btcusdt@depth@100ms","ethusdt@depth@100ms"],"#
                    + #""id":1}"#
            ])
        #expect(script.links == [.connecting, .connecting, .stale])
        script.receive(#"{"result":null,"id":1}"#)
        #expect(script.links.last == .live)
    }

    @Test func attemptsComeEverLaterUpToABoundAndNeverTwoAtOnce() {
        var script = MarketScript()
        script.start()
        script.answer("exchangeInfo", Script.listing(["BTCUSDT"]))
        var waits: [Int64] = []
        for _ in 0..<12 {
            script.pass(milliseconds: 0)
            let begun = script.link
            script.pass(milliseconds: 10)
            #expect(script.link == begun)
            script.drop("refused")
            guard let retryAt = script.links.last?.retryAt else { break }
            waits.append(retryAt.since(script.now) / 1_000_000)
            script.now = retryAt
        }
        let bounds: [Int64] = [1000, 2000, 4000, 8000, 16_000] + Array(repeating: 30_000, count: 7)
        #expect(waits.count == 12)
        for (wait, bound) in zip(waits, bounds) { #expect((bound / 2...bound).contains(wait)) }
        #expect(Set(waits.suffix(7)).count > 1, "they are jittered")
    }

    @Test func aVenueThatDropsWhatItAcceptsIsNotHammered() {
        var script = MarketScript.running()
        var waits: [Int64] = []
        for _ in 0..<8 {
            script.pass(milliseconds: 500)
            script.drop()
            guard let retryAt = script.links.last?.retryAt else { break }
            waits.append(retryAt.since(script.now))
            script.now = retryAt
            script.open()
        }
        #expect(waits.last ?? 0 >= 15_000_000_000)
        // Once it holds, the next loss is a first one.
        script.pass(milliseconds: 10_000)
        script.drop()
        #expect(script.links.last?.retryAt.map { $0.since(script.now) <= 1_000_000_000 } == true)
    }

    @Test func anAttemptOfWhichNothingComesIsLeft() {
        var script = MarketScript()
        script.start()
        script.answer("exchangeInfo", Script.listing(["BTCUSDT"]))
        script.pass(milliseconds: 0)
        let first = script.link
        script.pass(milliseconds: 15_000)
        #expect(script.actions.contains { $0 == first.map(GatewayAction.close) })
        script.pass(milliseconds: 1000)
        #expect(script.link != nil && script.link != first)
        // What the old one says now is about nothing.
        script.forget()
        let frame = Array(Script.depth(1, 2).utf8)
        if let first {
            script.call { $0.opened(first, at: $1) }
            script.call { $0.received(frame.span, on: first, at: $1) }
            script.call { $0.closed(first, why: "late", at: $1) }
        }
        #expect(script.actions.isEmpty && script.events.isEmpty)
        #expect(script.driver.lastMessageAt == .none)
    }

    @Test func aConnectionWithoutASoundIsLeftAndMadeAgainButNotOneThatIsPinged() {
        var script = MarketScript.running()
        for _ in 0..<6 {
            script.pass(milliseconds: 20_000)
            if let link = script.link { script.call { $0.pinged(link, at: $1) } }
        }
        #expect(script.actions.isEmpty)
        script.pass(milliseconds: 60_000)
        guard case .down(let retryAt, let why)? = script.links.last else {
            Issue.record("it was kept")
            return
        }
        #expect(why.contains("too long"))
        script.pass(milliseconds: retryAt.since(script.now) / 1_000_000 + 1)
        #expect(Script.links(script.actions).count == 1)
    }

    @Test func aVenueThatSaysGoodbyeIsLeftAtOnce() {
        var script = MarketScript.running()
        let before = script.link
        script.receive(#"{"e":"serverShutdown","E":1700000000000}"#)
        #expect(script.actions.contains { $0 == before.map(GatewayAction.close) })
        script.pass(milliseconds: 1000)
        #expect(script.link != before)
    }

    @Test func aLostConnectionIsAGapOfEveryBookThatWasInStep() {
        var script = MarketScript.running(["BTCUSDT", "ETHUSDT"])
        for symbol in ["BTCUSDT", "ETHUSDT"] {
            script.receive(Script.depth(11, 12, of: symbol))
            script.answer("depth?symbol=\(symbol)", Script.book(10))
        }
        script.forget()
        script.drop()
        #expect(script.gaps.map(\.instrument.raw) == [0, 1])
        #expect(script.gaps.allSatisfy { $0.cause == .disconnected })
    }

    // MARK: - Books

    @Test func twoSymbolsAreBroughtInStepEachByItself() {
        var script = MarketScript.running(["BTCUSDT", "ETHUSDT"])
        script.receive(Script.depth(11, 12, of: "ETHUSDT"))
        script.receive(Script.depth(21, 22, of: "BTCUSDT"))
        #expect(
            script.calls("depth").map(\.url) == [
                "http://venue:80/api/v3/depth?symbol=ETHUSDT&limit=1000",
                "http://venue:80/api/v3/depth?symbol=BTCUSDT&limit=1000",
            ])
        script.answer("symbol=BTCUSDT", Script.book(20))
        #expect(
            script.events.contains { event in
                if case .bookSnapshot(let change) = event {
                    change.instrument.raw == 0
                } else {
                    false
                }
            })
        script.answer("symbol=ETHUSDT", Script.book(5))
        script.pass(milliseconds: 250)
        #expect(script.calls("symbol=ETHUSDT").count == 2, "too old a book is asked for again")
        #expect(script.calls("symbol=BTCUSDT").count == 1)
    }

    @Test func aBookThatDoesNotComeIsAskedForAgainLaterEachTime() {
        var script = MarketScript.running()
        script.receive(Script.depth(11, 12))
        script.answer("depth", "busy", status: 503)
        script.pass(milliseconds: 249)
        #expect(script.calls("depth").count == 1)
        script.pass(milliseconds: 1)
        #expect(script.calls("depth").count == 2)
        script.fail("depth", "timed out")
        script.pass(milliseconds: 500)
        #expect(script.calls("depth").count == 3)
        script.answer("depth", Script.book(11))
        #expect(script.driver.session.counts.snapshotsFailed == 2)
        script.pass(milliseconds: 30_000)
        #expect(script.calls("depth").count == 3)
    }

    // MARK: - Being turned away

    @Test func nothingIsAskedWhileTheVenueTurnsUsAway() {
        var script = MarketScript.running()
        script.receive(Script.depth(11, 12))
        script.answer("depth", "{}", status: 418, retryAfter: 120)
        let end = script.now.adding(milliseconds: 120_000)
        #expect(script.actions.contains(.hold(until: end, isBanned: true)))
        script.forget()
        script.drop()
        #expect(script.links.last?.retryAt == end)
        script.pass(milliseconds: 119_999)
        #expect(script.calls().isEmpty && Script.links(script.actions).isEmpty)
        script.pass(milliseconds: 1)
        #expect(Script.links(script.actions).count == 1)
    }

    @Test func aBanThatAnotherDriverHeardOfHoldsThisOneToo() {
        var script = MarketScript.running()
        let end = script.now.adding(milliseconds: 5000)
        script.call { driver, _ in driver.hold(until: end, isBanned: true) }
        script.receive(Script.depth(11, 12))
        script.pass(milliseconds: 4999)
        #expect(script.calls("depth").isEmpty)
        script.pass(milliseconds: 8000)
        #expect(script.calls("depth").count == 1)
    }

    @Test func anEndIsAnEnd() {
        var script = MarketScript.running()
        let link = script.link
        script.call { $0.stop(at: $1) }
        #expect(script.actions == [link.map(GatewayAction.close)].compactMap(\.self))
        script.forget()
        script.pass(milliseconds: 7_200_000)
        #expect(script.actions.isEmpty && script.driver.nextWake == nil)
    }
}
