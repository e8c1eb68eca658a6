import Foundation
import Host
import Operations
import Synchronization

/// Where clients hand in and wait, and the writer takes and acknowledges.
final class CommitDesk<Item: Sendable>: @unchecked Sendable {
    private let lanes: [Locked<[Item]>]
    private let isOver = Atomic(false)

    // The writer waits here where nothing is there to take.
    private let bell = NSCondition()
    private let isIdle = Atomic(false)

    // Clients wait here; what is durable belongs to this lock.
    private let news = NSCondition()
    private var durable: [Int]

    // The writer's own.
    private var taken: [Int]
    private var batch: [Item] = []

    init(clients: Int) {
        lanes = (0..<clients).map { _ in Locked<[Item]>([]) }
        durable = Array(repeating: 0, count: clients)
        taken = Array(repeating: 0, count: clients)
    }

    // MARK: - Clients

    func put(_ items: [Item], from client: Int) {
        lanes[client].withLock { $0 += items }
        guard isIdle.load(ordering: .sequentiallyConsistent) else { return }
        bell.lock()
        bell.signal()
        bell.unlock()
    }

    /// Waits until more than `known` items of the client are durable.
    ///
    /// - Returns: how many are; nil where the run is over.
    func wait(_ client: Int, beyond known: Int) -> Int? {
        news.lock()
        defer { news.unlock() }
        while durable[client] <= known {
            if isOver.load(ordering: .relaxed) { return nil }
            news.wait()
        }
        return durable[client]
    }

    // MARK: - The writer

    /// Takes all that waits; where nothing does, waits a little.
    ///
    /// - Returns: how many items it took.
    func take(_ body: (Item) throws(CommandFailure) -> Void) throws(CommandFailure) -> Int {
        var count = try sweep(body)
        guard count == 0 else { return count }
        bell.lock()
        isIdle.store(true, ordering: .sequentiallyConsistent)
        if lanes.allSatisfy({ lane in lane.withLock { $0.isEmpty } }) {
            _ = bell.wait(until: Date(timeIntervalSinceNow: 0.001))
        }
        isIdle.store(false, ordering: .sequentiallyConsistent)
        bell.unlock()
        count = try sweep(body)
        return count
    }

    private func sweep(
        _ body: (Item) throws(CommandFailure) -> Void
    ) throws(CommandFailure) -> Int {
        var count = 0
        for client in lanes.indices {
            lanes[client].withLock { swap(&$0, &batch) }
            for item in batch { try body(item) }
            taken[client] += batch.count
            count += batch.count
            batch.removeAll(keepingCapacity: true)
        }
        return count
    }

    /// All that was taken is durable.
    func acknowledge() {
        news.lock()
        for client in taken.indices { durable[client] = taken[client] }
        news.broadcast()
        news.unlock()
    }

    /// Sends the clients home.
    func close() {
        isOver.store(true, ordering: .relaxed)
        news.lock()
        news.broadcast()
        news.unlock()
    }
}
