import Containers
import Testing

@Suite struct DeadlineHeapTests {
    private struct Item: Equatable {
        let time: Int64
        let row: Int
    }

    private func drained(_ heap: DeadlineHeap, upTo now: Int64 = .max) -> [Item] {
        var heap = heap
        var items: [Item] = []
        while let entry = heap.popDue(now) { items.append(Item(time: entry.time, row: entry.row)) }
        return items
    }

    private func ordered(_ items: [Item]) -> [Item] {
        items.sorted { ($0.time, $0.row) < ($1.time, $1.row) }
    }

    @Test func whatComesOutIsSortedByTimeAndThenByRow() {
        var random = SeededRandom(seed: 21)
        for count in 0..<200 {
            var heap = DeadlineHeap()
            var twin: [Item] = []
            for _ in 0..<count {
                let item = Item(time: Int64(random.below(20)) - 10, row: random.below(10))
                heap.insert(time: item.time, row: item.row)
                twin.append(item)
            }
            #expect(heap.count == count)
            #expect(drained(heap) == ordered(twin))
        }
    }

    @Test func onlyWhatIsDueComesOutWhileInsertionsGoOn() {
        var random = SeededRandom(seed: 22)
        var heap = DeadlineHeap()
        var twin: [Item] = []
        var now: Int64 = 0
        for _ in 0..<5000 {
            if random.chance(2, in: 3) {
                let item = Item(time: now + Int64(random.below(50)), row: random.below(1000))
                heap.insert(time: item.time, row: item.row)
                twin = ordered(twin + [item])
            } else {
                now += Int64(random.below(9))
                let expected = twin.first.flatMap { $0.time <= now ? $0 : nil }
                if expected != nil { twin.removeFirst() }
                let entry = heap.popDue(now)
                #expect(entry.map { Item(time: $0.time, row: $0.row) } == expected)
            }
            #expect(heap.count == twin.count)
            #expect(heap.first?.time == twin.first?.time && heap.first?.row == twin.first?.row)
            if twin.count > 60 { twin.removeAll() }
            if twin.isEmpty { heap = DeadlineHeap() }
        }
    }

    @Test func theOrderOfInsertionMakesNoDifference() {
        let items = (0..<6).map { Item(time: [3, 1, 3, 2, 1, 3][$0], row: $0 % 4) }
        var orders = 0
        func permute(_ rest: [Item], _ heap: DeadlineHeap) {
            guard !rest.isEmpty else {
                orders += 1
                #expect(drained(heap) == ordered(items))
                return
            }
            for place in rest.indices {
                var left = rest
                let item = left.remove(at: place)
                var grown = heap
                grown.insert(time: item.time, row: item.row)
                permute(left, grown)
            }
        }
        permute(items, DeadlineHeap())
        #expect(orders == 720)
    }

    @Test func anEntryIsDueAtItsTimeAndNotANanosecondBefore() {
        var heap = DeadlineHeap()
        heap.insert(time: 100, row: 7)
        #expect(heap.popDue(99) == nil)
        #expect(heap.popDue(100)?.row == 7)
        #expect(heap.popDue(.max) == nil)
        heap.insert(time: 1, row: 3)
        heap.removeAll()
        #expect(heap.count == 0 && heap.first == nil)
        heap.insert(time: .max, row: 1)
        heap.insert(time: .min, row: 2)
        #expect(heap.popDue(.min)?.row == 2)
        #expect(heap.popDue(.max)?.row == 1)
    }
}
