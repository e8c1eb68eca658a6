import Containers
import Domain
import Markets
import Testing

@Suite struct BestPriceCheckTests {
    private func prices(_ number: Int64) -> BestPrices {
        BestPrices(
            bid: level(price: number, quantity: 1), ask: level(price: number + 1, quantity: 2))
    }
    private let now = Timestamp(milliseconds: 1000)

    @Test("An update is graded once a best price with a higher number has come")
    func gradedByTheNextHigher() {
        var check = BestPriceCheck()
        _ = check.venueTold(5, prices(50), at: now)
        #expect(check.bookMoved(to: 7, prices(60), at: now) == true)
        #expect(check.counts.passed == 0)
        #expect(check.venueTold(7, prices(60), at: now) == true)
        #expect(check.counts.passed == 0, "another message up to 7 might still come")
        #expect(check.venueTold(8, prices(70), at: now) == true)
        #expect(check.counts.passed == 1)
        #expect(check.heldCount == 0)
    }

    @Test("A wrong quantity alone fails the check, and the first such is kept")
    func wrongQuantityFails() {
        var check = BestPriceCheck()
        _ = check.venueTold(5, prices(50), at: now)
        let wrong = BestPrices(
            bid: level(price: 50, quantity: 9), ask: level(price: 51, quantity: 2))
        _ = check.bookMoved(to: 6, wrong, at: now)
        #expect(check.venueTold(9, prices(70), at: now) == false)
        #expect(check.counts.failed == 1)
        #expect(check.firstDisagreement?.update == 6)
        #expect(check.firstDisagreement?.venueUpdate == 5)
    }

    @Test("An update taken in late is graded by the best prices remembered")
    func lateUpdate() {
        var check = BestPriceCheck()
        for number in stride(from: Int64(10), through: 100, by: 10) {
            _ = check.venueTold(number, prices(number), at: now)
        }
        #expect(check.bookMoved(to: 45, prices(40), at: now) == true)
        #expect(check.bookMoved(to: 50, prices(50), at: now) == true)
        #expect(check.bookMoved(to: 59, prices(60), at: now) == false)
        #expect(check.bookMoved(to: 99, prices(90), at: now) == true)
        _ = check.bookMoved(to: 100, prices(100), at: now)
        check.finish()
        #expect(check.counts.passed == 4)
        #expect(check.counts.failed == 1)
    }

    @Test(
        "What waits too long, or among too many, is unverified unless the newest best price agrees")
    func bounds() {
        var check = BestPriceCheck()
        _ = check.venueTold(1, prices(10), at: now)
        _ = check.bookMoved(to: 2, prices(10), at: now)
        _ = check.bookMoved(to: 3, prices(11), at: now)
        let late = now.adding(nanoseconds: BestPriceCheck.Limits.heldTimeMax + 1)
        _ = check.bookMoved(to: 4, prices(10), at: late)
        #expect(check.counts.passed == 1)
        #expect(check.counts.unverified == 1)
        for update in 0..<BestPriceCheck.Limits.heldMax {
            _ = check.bookMoved(to: 5 + Int64(update), prices(11), at: late)
        }
        #expect(check.heldCount == BestPriceCheck.Limits.heldMax)
        #expect(check.counts.passed == 2)
        check.finish()
        let counts = check.counts
        #expect(
            counts.passed + counts.failed + counts.unverified
                == Int64(3 + BestPriceCheck.Limits.heldMax))
        #expect(counts.failed == 0)
    }

    @Test("An update before any best price is unverified, and numbers that go back are left out")
    func unknownAndBackwards() {
        var check = BestPriceCheck()
        _ = check.bookMoved(to: 4, prices(1), at: now)
        _ = check.venueTold(6, prices(2), at: now)
        _ = check.venueTold(5, prices(3), at: now)
        _ = check.venueTold(6, prices(3), at: now)
        #expect(check.counts.unverified == 1)
        #expect(check.counts.outOfOrder == 2)
    }

    @Test(
        "Every update is graded exactly once, and as one who knows everything would",
        arguments: 1...30)
    func equalsOmniscientTwin(seed: Int) {
        var random = SeededRandom(seed: UInt64(seed))
        var check = BestPriceCheck()
        var told: [(number: Int64, prices: BestPrices)] = []
        var moved: [(number: Int64, prices: BestPrices)] = []
        var tickers: Int64 = 0
        var books: Int64 = 0
        for _ in 0..<800 {
            if random.chance(2, in: 3) {
                tickers = max(tickers, books - 20) + Int64(random.below(4) + 1)
                let best = prices(Int64(random.below(3)))
                told.append((tickers, best))
                _ = check.venueTold(tickers, best, at: now)
            } else {
                books = max(books, tickers - 20) + Int64(random.below(9) + 1)
                let best = prices(Int64(random.below(3)))
                moved.append((books, best))
                _ = check.bookMoved(to: books, best, at: now)
            }
        }
        tickers = max(tickers, books) + 1
        _ = check.venueTold(tickers, prices(0), at: now)
        var expected = BestPriceCheck.Counts()
        for update in moved {
            guard let venue = told.last(where: { $0.number <= update.number }) else {
                expected.unverified += 1
                continue
            }
            if venue.prices == update.prices { expected.passed += 1 } else { expected.failed += 1 }
        }
        #expect(check.counts == expected)
    }
}
