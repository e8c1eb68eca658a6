import Foundation
import Host
import Operations

/// What a writer makes durable for many clients at once.
protocol DurableSink: ~Copyable {
    associatedtype Item: Sendable

    /// Takes one item for the next commit.
    mutating func add(_ item: Item) throws(CommandFailure)
    /// Makes everything taken durable.
    mutating func commit() throws(CommandFailure)
}

/// Clients on threads of their own, and one writer: what came in while it wrote is the next batch.
/// Each client has at most `window` items under way; with 1 it is a closed loop.
struct GroupCommit<Item: Sendable>: Sendable {
    /// What one run measured.
    struct Figures {
        var itemsASecond = 0.0
        var commitsASecond = 0.0
        /// From handing in to the acknowledgement, in microseconds.
        var acknowledgements: [Float] = []
    }

    let clients: Int
    let window: Int
    /// Makes a client's item of that number; each is asked for once.
    let make: @Sendable (_ client: Int, _ number: Int) -> Item

    /// Runs the clients for some time; the caller is the writer.
    func run<Sink: DurableSink & ~Copyable>(
        _ sink: inout Sink, seconds: Double
    ) throws(CommandFailure) -> Figures where Sink.Item == Item {
        let desk = CommitDesk<Item>(clients: clients)
        let time = SystemTime()
        var threads: [ClientThread] = []
        for client in 0..<clients {
            threads.append(ClientThread { serve(client, at: desk) })
        }
        var figures = Figures()
        var items = 0
        var commits = 0
        let begun = time.monotonicNanoseconds()
        let latest = begun + Int64(seconds * 1e9)
        var ended = begun
        while ended < latest {
            let taken = try desk.take { (item) throws(CommandFailure) in try sink.add(item) }
            if taken > 0 {
                try sink.commit()
                desk.acknowledge()
                items += taken
                commits += 1
            }
            ended = time.monotonicNanoseconds()
        }
        desk.close()
        figures.itemsASecond = Double(items) * 1e9 / Double(ended - begun)
        figures.commitsASecond = Double(commits) * 1e9 / Double(ended - begun)
        for thread in threads { figures.acknowledgements += thread.join() }
        return figures
    }

    /// One client, up to the end.
    private func serve(_ client: Int, at desk: CommitDesk<Item>) -> [Float] {
        let time = SystemTime()
        var begun = [Int64](repeating: 0, count: window)
        var took: [Float] = []
        took.reserveCapacity(1 << 16)
        var sent = 0
        var known = 0
        var items: [Item] = []
        while true {
            items.removeAll(keepingCapacity: true)
            for number in sent..<known + window {
                items.append(make(client, number))
                begun[number % window] = time.monotonicNanoseconds()
            }
            sent = known + window
            desk.put(items, from: client)
            guard let durable = desk.wait(client, beyond: known) else { return took }
            let now = time.monotonicNanoseconds()
            for number in known..<durable {
                took.append(Float(now - begun[number % window]) / 1000)
            }
            known = durable
        }
    }
}

/// A client's thread. Not one of `ThreadedWork`'s, which cannot be kept in a list.
final class ClientThread: @unchecked Sendable {
    private let isDone = DispatchSemaphore(value: 0)
    private let result = Locked<[Float]>([])

    init(_ body: @escaping @Sendable () -> [Float]) {
        Thread.detachNewThread { [self] in
            let made = body()
            result.withLock { $0 = made }
            isDone.signal()
        }
    }

    func join() -> [Float] {
        isDone.wait()
        return result.withLock { $0 }
    }
}
