import Host
import Testing

@Suite struct InboxTests {
    @Test("values come out in the order in which they went in, all at once")
    func order() {
        let inbox = Inbox<Int>(capacity: 8)
        var values: [Int] = [9]
        for value in 1...3 { #expect(inbox.put(value)) }
        inbox.take(into: &values, until: 0)
        #expect(values == [1, 2, 3])
        inbox.take(into: &values, until: 0)
        #expect(values.isEmpty)
    }

    @Test("a full inbox refuses, and keeps places free for what matters more")
    func full() {
        let inbox = Inbox<Int>(capacity: 3)
        #expect(inbox.put(1, leaving: 1))
        #expect(inbox.put(2, leaving: 1))
        #expect(!inbox.put(3, leaving: 1))
        #expect(inbox.put(4))
        #expect(!inbox.put(5))
        var values: [Int] = []
        inbox.take(into: &values, until: 0)
        #expect(values == [1, 2, 4])
    }

    @Test("whoever waits is woken by what other threads put in, and nothing is lost or doubled")
    func threads() {
        let inbox = Inbox<Int>(capacity: 100_000)
        let puttings = (0..<4).map { part in
            Box(
                ThreadedWork {
                    for value in 0..<5_000 { _ = inbox.put(part * 5_000 + value) }
                    return true
                })
        }
        var seen: [Int] = []
        var values: [Int] = []
        let latest = SystemTime().monotonicNanoseconds() + 60_000_000_000
        while seen.count < 20_000, SystemTime().monotonicNanoseconds() < latest {
            inbox.take(into: &values, until: latest)
            seen += values
        }
        #expect(seen.sorted() == Array(0..<20_000))
        for part in 0..<4 {
            let own = seen.filter { $0 / 5_000 == part }
            #expect(own == own.sorted())
        }
        _ = puttings
    }

    @Test("a wait ends at its deadline where nothing comes")
    func deadline() {
        let inbox = Inbox<Int>(capacity: 1)
        var values: [Int] = [1]
        let deadline = SystemTime().monotonicNanoseconds() + 5_000_000
        inbox.take(into: &values, until: deadline)
        #expect(values.isEmpty)
        #expect(SystemTime().monotonicNanoseconds() >= deadline)
    }

    private final class Box: Sendable {
        let work: ThreadedWork<Bool>
        init(_ work: consuming ThreadedWork<Bool>) { self.work = work }
    }
}
