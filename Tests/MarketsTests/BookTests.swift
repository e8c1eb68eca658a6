import Containers
import Domain
import Markets
import Testing

@Suite struct BookTests {
    /// Random updates around a price that wanders, many a message, as venues send them.
    private func updates(_ random: inout SeededRandom, around middle: Int64) -> [BookLevel] {
        (0..<random.below(40)).map { _ in
            let distance = Int64(random.below(random.chance(1, in: 3) ? 2000 : 30))
            return level(
                price: max(0, middle + (random.chance(1, in: 2) ? distance : -distance)),
                quantity: random.chance(2, in: 5) ? 0 : Int64(random.below(1000) + 1))
        }
    }

    @Test("A side holds what its naive twin holds, whatever the updates", arguments: 1...20)
    func sideEqualsTwin(seed: Int) {
        var random = SeededRandom(seed: UInt64(seed))
        for side in Side.allCases {
            var clever = BookSide(side)
            var naive = NaiveBook()
            var middle: Int64 = 5000
            for _ in 0..<150 {
                middle += Int64(random.below(21)) - 10
                let changes = updates(&random, around: middle)
                for change in changes {
                    naive.set(side, change.price.mantissa, change.quantity.mantissa)
                }
                clever.apply(changes.span)
                #expect(clever.best == naive.levels(side).first)
            }
            #expect(clever.levels == naive.levels(side))
            for known in naive.levels(side) {
                #expect(clever.quantity(at: known.price) == known.quantity)
            }
            #expect(clever.quantity(at: Price(mantissa: 1_000_000)) == .zero)
            #expect(clever.droppedCount == 0)
        }
    }

    @Test("A full side lets its worst price go, counts it, and says how far it is known")
    func fullSideDropsWorst() {
        var random = SeededRandom(seed: 7)
        for side in Side.allCases {
            var clever = BookSide(side, levelsMax: 16)
            var naive = NaiveBook()
            var dropped = 0
            for _ in 0..<2000 {
                let price = Int64(random.below(60))
                let quantity = random.chance(1, in: 4) ? 0 : Int64(random.below(9) + 1)
                clever.apply([level(price: price, quantity: quantity)].span)
                naive.set(side, price, quantity)
                dropped += naive.dropWorst(side, keeping: 16)
                #expect(clever.levels == naive.levels(side))
            }
            #expect(clever.droppedCount == Int64(dropped))
            #expect(clever.horizon != nil)
        }
    }

    @Test("Of a full side every price better than the worst one that ever went is known")
    func horizonOfAFullSide() {
        var asks = BookSide(.sell, levelsMax: 2)
        asks.apply([level(price: 10, quantity: 1), level(price: 12, quantity: 1)].span)
        #expect(asks.horizon == nil)
        asks.apply([level(price: 11, quantity: 1)].span)
        #expect(asks.levels.map(\.price.mantissa) == [10, 11])
        #expect(asks.horizon == Price(mantissa: 11))
        asks.apply([level(price: 15, quantity: 1)].span)
        #expect(
            asks.horizon == Price(mantissa: 11), "a worse one that was not taken in adds nothing")
        #expect(asks.droppedCount == 2)
        asks.apply([level(price: 10, quantity: 0), level(price: 11, quantity: 0)].span)
        asks.apply([level(price: 14, quantity: 1)].span)
        #expect(asks.isExhausted)
    }

    @Test("The largest price there can be is a price like any other")
    func largestPrice() {
        for side in Side.allCases {
            var clever = BookSide(side)
            let levels = [level(price: .max, quantity: 1), level(price: 0, quantity: .max)]
            clever.apply(levels.span)
            clever.apply(levels.reversed().span)
            #expect(clever.count == 2)
            clever.apply([level(price: .max, quantity: 0)].span)
            #expect(clever.levels == [level(price: 0, quantity: .max)])
        }
    }

    @Test("A side is exhausted once its best price lies beyond what the snapshot held")
    func exhaustion() {
        var bids = BookSide(.buy)
        bids.replace(with: [level(price: 100, quantity: 1), level(price: 99, quantity: 1)].span)
        bids.endKnowledgeAtWorst()
        bids.apply([level(price: 90, quantity: 5), level(price: 100, quantity: 0)].span)
        #expect(!bids.isExhausted)
        bids.apply([level(price: 99, quantity: 0)].span)
        #expect(bids.isExhausted)
        #expect(bids.horizon == Price(mantissa: 99))
    }

    private func liveBook() -> OrderBook {
        var book = OrderBook()
        let verdict = book.reset(
            bids: [level(price: 100, quantity: 1), level(price: 99, quantity: 2)].span,
            asks: [level(price: 101, quantity: 3)].span, isBidsLimited: false,
            isAsksLimited: false, lastUpdate: 7)
        #expect(verdict == .sound)
        return book
    }

    @Test("A book has best prices only while it is in step with the venue")
    func bestOnlyWhileLive() {
        var book = OrderBook()
        #expect(book.state == .empty)
        #expect(book.best == nil)
        book = liveBook()
        #expect(book.best?.bid == level(price: 100, quantity: 1))
        #expect(book.best?.ask == level(price: 101, quantity: 3))
        book.doubt(.gap)
        #expect(book.state == .invalid(.gap))
        #expect(book.best == nil)
        #expect(book.top.bid == level(price: 100, quantity: 1))
    }

    @Test("A crossed book takes itself out of use; a locked one is told")
    func crossedAndLocked() {
        var book = liveBook()
        let none: [BookLevel] = []
        let locked = [level(price: 101, quantity: 1)]
        #expect(book.apply(bids: locked.span, asks: none.span, lastUpdate: 8) == .locked)
        #expect(book.state == .live)
        let crossed = [level(price: 102, quantity: 1)]
        let verdict = book.apply(bids: crossed.span, asks: none.span, lastUpdate: 9)
        #expect(verdict == .doubtful(.crossed))
        #expect(book.state == .invalid(.crossed))
    }

    @Test("An empty side is told as a level of zeros")
    func emptySide() {
        var book = liveBook()
        let none: [BookLevel] = []
        let gone = [level(price: 101, quantity: 0)]
        #expect(book.apply(bids: none.span, asks: gone.span, lastUpdate: 8) == .sound)
        #expect(book.best == nil)
        #expect(book.top.ask == .zero)
    }

    @Test("A snapshot replaces whatever was there")
    func snapshotReplaces() {
        var book = liveBook()
        book.doubt(.gap)
        _ = book.reset(
            bids: [level(price: 50, quantity: 1)].span, asks: [level(price: 60, quantity: 1)].span,
            isBidsLimited: true, isAsksLimited: false, lastUpdate: 3)
        #expect(book.state == .live)
        #expect(book.bids.levels == [level(price: 50, quantity: 1)])
        #expect(book.bids.horizon == Price(mantissa: 50))
        #expect(book.asks.horizon == nil)
        #expect(book.lastUpdate == 3)
    }

    @Test("An update out of step is a programmer's error and stops the process")
    func updateOutOfStepTraps() async {
        await #expect(processExitsWith: .failure) {
            var book = OrderBook()
            let none: [BookLevel] = []
            _ = book.apply(bids: none.span, asks: none.span, lastUpdate: 1)
        }
    }
}
