import BinanceSpot
import Domain
import Gateway
import Host
import Testing
import VenueKit

@Suite struct OrderDriverTests {
    private static func reason(_ text: String) -> VenueReport.Content {
        .rejected((try? ReasonCode(text)) ?? .none)
    }

    // MARK: - The start

    @Test func theClockIsMeasuredBeforeTheConnectionIsMade() throws {
        var script = try OrderScript()
        script.call { $0.start(at: $1) }
        #expect(script.calls().map(\.url) == ["http://venue:80/api/v3/time"])
        #expect(script.calls().first?.headers == [])
        script.pass(milliseconds: 100)
        #expect(script.link == nil)
        script.answer("/time", #"{"serverTime":1700000005050}"#)
        script.open()
        #expect(script.frames.count == 1)
        #expect(script.frames[0].contains(#""timestamp":1700000005100,"#))
        script.beginStream()
        #expect(script.notices.last == .streamLive && script.links.last == .live)
    }

    @Test func aClockThatCannotBeHadIsMeasuredLaterAndHoldsNothingUp() throws {
        var script = try OrderScript()
        script.call { $0.start(at: $1) }
        script.fail("/time", .lost)
        script.open()
        #expect(script.link != nil)
        script.beginStream()
        script.pass(milliseconds: 30_000)
        #expect(script.calls("/time").count == 2)
        script.answer("/time", #"{"serverTime":1700000030000}"#)
        script.pass(milliseconds: 599_999)
        #expect(script.calls("/time").count == 2)
        script.pass(milliseconds: 1)
        #expect(script.calls("/time").count == 3)
    }

    @Test func aClockThatTheVenueRefusesIsMeasuredAtOnce() throws {
        var script = try OrderScript.running()
        script.pass(milliseconds: 5000)
        script.place()
        script.answer("/order", #"{"code":-1021,"msg":"Timestamp outside."}"#, status: 400)
        #expect(script.notices == [.clockRefused])
        script.pass(milliseconds: 0)
        #expect(script.calls("/time").count == 1)
    }

    @Test func aKeyThatCannotBeOneIsRefusedAtTheStart() {
        #expect(throws: SigningFault.keyUnfitting(atOffset: 4)) {
            try OrderScript(signer: CountingSigner(apiKey: Array("demo\"key".utf8)))
        }
    }

    // MARK: - Requests

    @Test func anOrderOverHTTPIsSignedAsItIsSent() throws {
        var script = try OrderScript.running()
        script.place()
        let call = try #require(script.calls("/order").last)
        #expect(call.method == "POST")
        #expect(call.headers == [HTTPHeader("X-MBX-APIKEY", "demo-key")])
        let (signed, signature) = try #require(
            call.url.firstRange(of: "&signature=").map { range in
                (
                    call.url[..<range.lowerBound].drop { $0 != "?" }.dropFirst(),
                    call.url[range.upperBound...]
                )
            })
        #expect(signed.hasPrefix("symbol=BTCUSDT&side=BUY&type=LIMIT&timeInForce=GTC&"))
        let count = signed.utf8.count
        #expect(signature == Self.hexadecimal([1, UInt8(count >> 8), UInt8(count & 255)]))
        script.answer("/order", OrderScript.placed())
        #expect(
            script.contents.first == .accepted((try? VenueOrderID("28")) ?? .none))
    }

    private static func hexadecimal(_ bytes: [UInt8]) -> Substring {
        Substring(
            bytes.map { byte in
                let text = String(byte, radix: 16)
                return text.count == 1 ? "0" + text : text
            }.joined())
    }

    @Test func anOrderOnTheConnectionIsOneFrame() throws {
        var script = try OrderScript.running(.connection)
        script.place()
        let frame = try #require(script.frames.last)
        #expect(
            frame.contains(#""method":"order.place""#) && frame.contains(#""apiKey":"demo-key""#))
        #expect(script.calls("/order").isEmpty)
        script.receive(
            #"{"id":\#(OrderScript.id(of: frame)),"status":200,"result":\#(OrderScript.placed())}"#)
        #expect(script.reports.count == 2)
    }

    @Test func noActionPrintsASignature() throws {
        var script = try OrderScript.running(.connection)
        script.place()
        script.drop()
        script.place("bot-2")
        for action in script.actions {
            #expect(!"\(action)".contains("signature") && !"\(action)".contains("demo-key"))
            #expect(!String(reflecting: action).contains("signature"))
        }
    }

    @Test func aLostOrderIsUnknownAndNeverSentAgain() throws {
        var script = try OrderScript.running()
        script.place()
        script.fail("/order", .lost)
        #expect(script.contents == [.requestFailed(.place, .transport)])
        script.place()
        #expect(script.calls("/order").count == 2, "a new intent is a new request")
        script.forget()
        script.pass(milliseconds: 120_000)
        #expect(script.calls("/order").isEmpty)
    }

    @Test func anOrderOfWhichNoByteLeftIsRefused() throws {
        var script = try OrderScript.running()
        script.place()
        script.fail("/order", .neverSent)
        #expect(script.contents == [Self.reason("NOT_SENT")])
        script = try OrderScript.running(.connection)
        script.place()
        let request = script.actions.compactMap { action in
            if case .send(_, let request) = action { request } else { nil }
        }.last
        let id = try #require(request)
        script.call { $0.unsent(id, at: $1) }
        #expect(script.contents == [Self.reason("NOT_SENT")])
    }

    @Test func aLateAnswerStillCounts() throws {
        var script = try OrderScript.running()
        script.place()
        #expect(script.calls("/order").last?.timeout == 15_000_000_000)
        script.pass(milliseconds: 5000)
        #expect(script.contents == [.requestFailed(.place, .deadline)])
        script.pass(milliseconds: 4000)
        script.answer("/order", OrderScript.placed())
        #expect(script.contents.contains(.accepted((try? VenueOrderID("28")) ?? .none)))
    }

    @Test func framesThatWereOutWhenTheConnectionFellAreUnknown() throws {
        var script = try OrderScript.running(.connection)
        script.place()
        script.drop()
        #expect(script.contents == [.requestFailed(.place, .transport)])
        #expect(script.notices == [.streamGap(.closed)])
        script.place("bot-2")
        #expect(script.calls("/order").count == 1, "HTTP is there while the connection is not")
    }

    // MARK: - Being turned away

    @Test func onlyCancelsAreSentWhileTheVenueTurnsUsAway() throws {
        var script = try OrderScript.running()
        script.place()
        script.answer("/order", "{}", status: 429, retryAfter: 30)
        let end = script.now.adding(milliseconds: 30_000)
        #expect(script.actions.contains(.hold(until: end, isBanned: false)))
        script.forget()
        script.place("bot-2")
        script.call { $0.listOpenOrders(at: $1) }
        #expect(script.calls().isEmpty)
        #expect(script.contents == [Self.reason("NOT_SENT")])
        #expect(script.notices == [.listingFailed(.openOrders, .unanswered)])
        script.cancel()
        #expect(script.calls().map(\.method) == ["DELETE"])
        script.pass(milliseconds: 30_000)
        script.place("bot-3")
        #expect(script.calls().last?.method == "POST")
    }

    @Test func nothingAtAllIsSentWhileBanned() throws {
        var script = try OrderScript.running()
        script.call { $0.listBalances(at: $1) }
        script.answer("/account", "{}", status: 418, retryAfter: 60)
        script.forget()
        script.cancel()
        #expect(script.calls().isEmpty)
        #expect(script.contents == [.requestFailed(.cancel, .transport)], "to be repeated")
        script.drop()
        #expect(script.links.last?.retryAt == script.now.adding(milliseconds: 60_000))
    }

    @Test func aVenueThatRefusesTheStreamIsAskedEverLater() throws {
        var script = try OrderScript()
        script.call { $0.start(at: $1) }
        script.answer("/time", #"{"serverTime":1700000000000}"#)
        var waits: [Int64] = []
        for _ in 0..<7 {
            script.open()
            let id = OrderScript.id(of: script.frames.last ?? "")
            script.receive(
                #"{"id":\#(id),"status":401,"error":{"code":-2015,"msg":"Invalid API-key."}}"#)
            guard let retryAt = script.links.last?.retryAt else { break }
            waits.append(retryAt.since(script.now))
            script.now = retryAt
        }
        #expect(script.notices.contains(.credentialsRefused(code: -2015)))
        #expect(waits.count == 7 && waits[6] >= 15_000_000_000)
    }

    // MARK: - The stream

    @Test func aSilentStreamIsLeftAndMadeAgain() throws {
        var script = try OrderScript.running()
        script.pass(milliseconds: 60_000)
        #expect(script.notices.contains(.streamGap(.silent)))
        #expect(script.actions.contains { $0 == script.link.map(GatewayAction.close) })
        script.pass(milliseconds: 1000)
        script.open()
        script.beginStream()
        #expect(script.notices.last == .streamLive)
        #expect(script.driver.openings == 2)
    }

    @Test func aVenueThatSaysGoodbyeIsLeftAtOnce() throws {
        var script = try OrderScript.running()
        script.receive(
            #"{"subscriptionId":0,"event":{"e":"serverShutdown","E":1700000000125}}"#)
        #expect(script.links.last?.retryAt != nil)
        #expect(script.notices.contains(.streamGap(.closed)))
    }

    @Test func aStreamThatCannotBeReadIsStaleUntilItIsBegunAgain() throws {
        var script = try OrderScript.running()
        script.receive(#"{"subscriptionId":0,"event":{"e":"eventStreamTerminated","E":1}}"#)
        #expect(script.links == [.stale])
        script.beginStream()
        #expect(script.links == [.stale, .live])
    }

    // MARK: - The end

    @Test func whileDrainingOrdersAreRefusedAndEverythingElseGoesOn() throws {
        var script = try OrderScript.running()
        script.place()
        script.call { driver, _ in driver.drain() }
        script.place("bot-2")
        #expect(script.contents == [Self.reason("NOT_SENT")])
        #expect(script.driver.outstandingCount == 1)
        script.answer("/order", OrderScript.placed())
        script.cancel()
        #expect(script.calls("/order").last?.method == "DELETE")
        script.forget()
        script.call { $0.stop(at: $1) }
        #expect(script.actions == [script.link.map(GatewayAction.close)].compactMap(\.self))
        script.cancel("bot-3")
        #expect(script.calls().isEmpty && script.reports.count == 1)
        script.pass(milliseconds: 600_000)
        #expect(script.driver.nextWake == nil)
    }
}
