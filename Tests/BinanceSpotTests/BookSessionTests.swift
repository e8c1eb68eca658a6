import BinanceSpot
import Domain
import Markets
import Testing
import VenueKit

@Suite struct BookSessionTests {
    /// A session with one book in step, at update 20.
    private func live() -> SessionDriver {
        var driver = SessionDriver()
        driver.receive(Say.depth(11, 15))
        driver.answer(Say.book(10))
        driver.receive(Say.depth(16, 20))
        return driver
    }

    @Test("The first update asks for a snapshot; what waited follows it, older updates left out")
    func startsFromSnapshot() {
        var driver = SessionDriver()
        driver.receive(Say.depth(5, 8, bids: Say.level(50, 1)))
        #expect(driver.requests.map(\.limit) == [1000])
        #expect(driver.requests.map(\.weight) == [50])
        driver.receive(Say.depth(9, 12, bids: Say.level(60, 1)))
        driver.receive(Say.depth(13, 14, bids: Say.level(70, 1)))
        #expect(driver.board.counts.bookUpdates == 0)
        driver.answer(Say.book(10))
        #expect(driver.state() == .live)
        #expect(driver.board.counts.bookUpdates == 2)
        let book = driver.board.market(InstrumentID(0))?.book
        #expect(book?.lastUpdate == 14)
        #expect(book?.bids.count == 3, "50 was older than the snapshot")
        #expect(driver.gaps.isEmpty)
        #expect(driver.requests.count == 1)
    }

    @Test("An update that overlaps the snapshot is taken in, and the next must follow exactly")
    func overlapOnlyAfterSnapshot() {
        var driver = SessionDriver()
        driver.receive(Say.depth(1, 5))
        driver.answer(Say.book(7))
        #expect(driver.state() == .live)
        driver.receive(Say.depth(6, 9))
        #expect(driver.board.market(InstrumentID(0))?.book.lastUpdate == 9)
        driver.receive(Say.depth(9, 12))
        #expect(driver.state() == .invalid(.gap))
        #expect(driver.gaps.count == 1)
    }

    @Test("A missing update is a gap at once, with what is missing, and ends with a new snapshot")
    func gapAndRepair() {
        var driver = live()
        _ = driver.drain()
        driver.receive(Say.depth(24, 25, bids: Say.level(90, 1)))
        #expect(driver.state() == .invalid(.gap))
        #expect(driver.gaps.map(\.from) == [21])
        #expect(driver.gaps.map(\.to) == [23])
        #expect(driver.requests.count == 1)
        driver.pass(milliseconds: 70)
        driver.receive(Say.depth(26, 27))
        driver.answer(Say.book(24))
        #expect(driver.state() == .live)
        #expect(driver.gaps.last?.repaired != nil)
        #expect(driver.gaps.last?.duration == 70_000_000)
        #expect(driver.board.counts.gaps == 1)
        #expect(driver.board.counts.resyncs == 1)
        #expect(driver.board.market(InstrumentID(0))?.book.lastUpdate == 27)
    }

    @Test("A gap of one symbol leaves the other's book alone")
    func gapOfOneSymbol() {
        var driver = live()
        driver.receive(Say.depth(1, 2, of: "ETHUSDT"))
        driver.answer(Say.book(1), 1)
        #expect(driver.state(1) == .live)
        _ = driver.drain()
        driver.receive(Say.depth(9, 9, of: "ETHUSDT"))
        #expect(driver.state(0) == .live)
        #expect(driver.state(1) == .invalid(.gap))
        #expect(driver.requests.map(\.symbol.description) == ["ETHUSDT"])
        driver.receive(Say.depth(21, 21))
        #expect(driver.board.market(InstrumentID(0))?.book.lastUpdate == 21)
    }

    @Test("A gap while waiting for the snapshot drops what waited before it")
    func gapWhileWaiting() {
        var driver = SessionDriver()
        driver.receive(Say.depth(1, 5, bids: Say.level(50, 1)))
        driver.receive(Say.depth(8, 9, bids: Say.level(60, 1)))
        #expect(driver.gaps.map(\.from) == [6])
        driver.answer(Say.book(4))
        #expect(driver.session.counts.snapshotsTooOld == 1)
        driver.pass(milliseconds: 250)
        driver.answer(Say.book(7))
        #expect(driver.state() == .live)
        #expect(driver.board.market(InstrumentID(0))?.book.bids.count == 2)
        #expect(driver.board.counts.resyncs == 1)
    }

    @Test("A snapshot that is too old is asked for again, each time later, then the stream anew")
    func snapshotTooOld() throws {
        var driver = SessionDriver()
        driver.call { $0.opened(at: $1, into: &$2) }
        driver.receive(Say.depth(100, 101))
        var waits: [Int64] = []
        for attempt in 1...BookSynchroniser.Limits.attemptsMax {
            #expect(driver.requests.last?.attempt == attempt)
            driver.answer(Say.book(50))
            let since = driver.now
            let asked = driver.requests.count
            // A deadline that no longer means anything may wake the session in between.
            while driver.requests.count == asked {
                let wake = try #require(driver.session.nextWake)
                driver.pass(milliseconds: wake.since(driver.now) / 1_000_000)
            }
            waits.append(driver.now.since(since) / 1_000_000)
        }
        #expect(waits == [250, 500, 1000, 2000, 4000, 8000, 8000, 8000])
        #expect(driver.sent.contains { $0.contains("UNSUBSCRIBE") && $0.contains("btcusdt@depth") })
        #expect(driver.requests.last?.attempt == 1)
        driver.answer(Say.book(100))
        #expect(driver.state() == .live)
        #expect(driver.gaps.isEmpty, "nothing was lost, it only took long")
    }

    @Test("A snapshot that is refused, unreadable or never comes is asked for again")
    func snapshotFails() {
        var driver = SessionDriver()
        driver.receive(Say.depth(100, 101))
        driver.call { $0.snapshotFailed(for: InstrumentID(0), at: $1, into: &$2) }
        driver.pass(milliseconds: 250)
        #expect(driver.requests.count == 2)
        driver.answer("{\"code\":-1003,\"msg\":\"Too many requests\"}")
        #expect(driver.session.counts.decodeErrors == 1)
        driver.pass(milliseconds: 500)
        #expect(driver.requests.count == 3)
        driver.pass(milliseconds: 10_000)
        driver.pass(milliseconds: 1000)
        #expect(driver.requests.count == 4)
        driver.answer(Say.book(101))
        #expect(driver.state() == .live)
    }

    @Test("At most four snapshots are asked for at a time; the others come in their turn")
    func snapshotsStandInLine() {
        var driver = SessionDriver()
        for index in 0..<7 { driver.receive(Say.depth(5, 6, of: "S\(index)")) }
        #expect(driver.requests.map(\.symbol.description) == ["S0", "S1", "S2", "S3"])
        driver.answer(Say.book(5), 2)
        driver.answer(Say.book(5), 0)
        #expect(driver.requests.map(\.symbol.description).suffix(2) == ["S4", "S5"])
    }

    @Test("More updates than are kept while waiting are a gap, and the newest ones still count")
    func waitingOverflows() {
        var driver = SessionDriver()
        for update in 1...BookSynchroniser.Limits.updatesMax + 1 {
            driver.receive(Say.depth(update, update))
        }
        #expect(driver.gaps.map(\.cause) == [.overflow])
        #expect(driver.gaps.map(\.to) == [Int64(BookSynchroniser.Limits.updatesMax)])
        driver.answer(Say.book(BookSynchroniser.Limits.updatesMax))
        #expect(driver.state() == .live)
    }

    @Test("A repeated update is left out")
    func repeatedUpdate() {
        var driver = live()
        driver.receive(Say.depth(16, 20))
        #expect(driver.state() == .live)
        #expect(driver.session.counts.oldUpdates == 1)
        #expect(driver.gaps.isEmpty)
    }

    @Test("A book that somebody proved wrong is brought back in step without losing an update")
    func distrust() {
        var driver = live()
        _ = driver.drain()
        driver.call { $0.distrust(InstrumentID(0), .contradicted, at: $1, into: &$2) }
        #expect(driver.gaps.map(\.cause) == [.contradiction])
        #expect(driver.requests.count == 1)
        driver.receive(Say.depth(21, 22))
        driver.answer(Say.book(21))
        #expect(driver.state() == .live)
        #expect(driver.board.counts.resyncs == 1)
    }

    @Test("Best prices that run ahead of a silent book for long mean that its stream has died")
    func silentBook() {
        var driver = live()
        driver.call { $0.opened(at: $1, into: &$2) }
        driver.receive(Say.best(25, 100, 101))
        driver.pass(milliseconds: 5000)
        driver.receive(Say.best(26, 100, 101))
        #expect(driver.state() == .live, "not yet")
        driver.pass(milliseconds: 1)
        driver.receive(Say.best(27, 100, 101))
        #expect(driver.state() == .invalid(.silent))
        #expect(driver.sent.count == 2, "unsubscribe, subscribe")
        driver.receive(Say.depth(40, 41))
        driver.answer(Say.book(40))
        #expect(driver.state() == .live)
    }

    @Test("A book that its first update does not follow is not used, and does not outlive its line")
    func freshBookIsNotFollowed() {
        var driver = live()
        driver.call { $0.opened(at: $1, into: &$2) }
        driver.receive(Say.best(25, 100, 101))
        driver.pass(milliseconds: 5001)
        driver.receive(Say.best(26, 100, 101))
        #expect(driver.state() == .invalid(.silent))
        // The book comes before any update of the stream that was made anew, and is too old for it.
        driver.answer(Say.book(30))
        #expect(driver.state() == .live)
        driver.receive(Say.depth(40, 41))
        #expect(driver.state() == .invalid(.gap))
        driver.call { $0.closed(at: $1, into: &$2) }
        #expect(driver.state() != .live)
    }

    @Test("A lost connection doubts every book, and the next one starts them anew")
    func connectionLost() {
        var driver = live()
        driver.receive(Say.depth(1, 2, of: "ETHUSDT"))
        driver.answer(Say.book(1), 1)
        _ = driver.drain()
        driver.call { $0.closed(at: $1, into: &$2) }
        #expect(driver.gaps.map(\.cause) == [.disconnected, .disconnected])
        #expect(driver.state(0) == .invalid(.disconnected))
        #expect(driver.requests.isEmpty)
        driver.call { $0.opened(at: $1, into: &$2) }
        driver.receive(Say.depth(90, 91))
        driver.answer(Say.book(90))
        #expect(driver.state(0) == .live)
        #expect(driver.state(1) == .invalid(.disconnected))
        #expect(driver.board.counts.resyncs == 1)
    }

    @Test("An update that cannot be read becomes a gap with the next one")
    func unreadableUpdate() {
        var driver = live()
        driver.receive(Say.depth(21, 22, bids: #"["-1","2"]"#))
        #expect(driver.session.counts.decodeErrors == 1)
        #expect(driver.state() == .live)
        driver.receive(Say.depth(23, 23))
        #expect(driver.state() == .invalid(.gap))
        #expect(driver.gaps.map(\.from) == [21])
    }
}
