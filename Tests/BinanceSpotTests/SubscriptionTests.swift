import BinanceSpot
import Domain
import Markets
import Testing
import VenueKit

@Suite struct SubscriptionTests {
    private func driver(_ count: Int = 1) throws -> SessionDriver {
        var settings = BinanceSpotSession.Settings()
        for index in 0..<count {
            settings.subscriptions.append(SpotSubscription(try Symbol("SYM\(index)"), .bestPrices))
        }
        return SessionDriver(settings)
    }

    private func states(_ driver: SessionDriver) -> [SubscriptionChange.State] {
        driver.events.compactMap { event in
            if case .subscription(let change) = event { change.state } else { nil }
        }
    }

    @Test("A subscription is asked for, acknowledged, and live with the first data")
    func lifeOfASubscription() throws {
        var driver = try driver()
        driver.call { $0.opened(at: $1, into: &$2) }
        #expect(driver.sent == [#"{"method":"SUBSCRIBE","params":["sym0@bookTicker"],"id":1}"#])
        driver.receive(#"{"result":null,"id":1}"#)
        driver.receive(Say.best(1, 2, 3, of: "SYM0"))
        #expect(states(driver) == [.requested, .acked, .live])
        driver.call { $0.closed(at: $1, into: &$2) }
        #expect(states(driver).last == .idle)
    }

    @Test("A refusal is told for the batch it answers, also where the venue does not say which")
    func refusals() throws {
        var driver = try driver()
        driver.call { $0.opened(at: $1, into: &$2) }
        driver.receive(#"{"error":{"code":2,"msg":"Invalid request"},"id":1}"#)
        #expect(states(driver) == [.requested, .refused])
        var other = try self.driver()
        other.call { $0.opened(at: $1, into: &$2) }
        other.receive(#"{"code":3,"msg":"Invalid JSON"}"#)
        #expect(states(other) == [.requested, .refused])
        #expect(other.session.counts.subscriptionsRefused == 1)
    }

    @Test("Many streams go out in batches, at the pace that the venue allows")
    func pace() throws {
        var driver = try driver(250)
        driver.call { $0.opened(at: $1, into: &$2) }
        #expect(driver.sent.count == 1)
        driver.pass(milliseconds: 249)
        #expect(driver.sent.count == 1)
        driver.pass(milliseconds: 1)
        #expect(driver.sent.count == 2)
        driver.pass(milliseconds: 250)
        #expect(driver.sent.count == 3)
        let streams = driver.sent.map { $0.split(separator: "@").count - 1 }
        #expect(streams == [100, 100, 50])
    }

    @Test("A subscription without an answer is made again, then the connection")
    func unanswered() throws {
        var driver = try driver()
        driver.call { $0.opened(at: $1, into: &$2) }
        for _ in 0..<3 { driver.pass(milliseconds: 10_000) }
        #expect(driver.sent.count == 3)
        #expect(driver.actions.last == .reconnect(.subscriptionUnanswered))
    }

    @Test("A connection on which nothing comes is given up; a ping keeps it")
    func silence() throws {
        var driver = SessionDriver()
        driver.call { $0.opened(at: $1, into: &$2) }
        driver.pass(milliseconds: 59_000)
        driver.call { $0.pinged(at: $1, into: &$2) }
        driver.pass(milliseconds: 59_000)
        #expect(driver.actions.isEmpty)
        driver.pass(milliseconds: 1_000)
        #expect(driver.actions == [.reconnect(.silent)])
    }
}
