import Foundation

/// A value that tests wait for: bounded, and woken by the change itself.
final class Watched<Value: Sendable>: @unchecked Sendable {
    private let condition = NSCondition()
    private var value: Value

    init(_ value: Value) { self.value = value }

    var now: Value {
        condition.lock()
        defer { condition.unlock() }
        return value
    }

    func change(_ body: (inout Value) -> Void) {
        condition.lock()
        body(&value)
        condition.broadcast()
        condition.unlock()
    }

    /// Whether it comes true in time; generous, since it costs nothing when all is well.
    func comes(within seconds: TimeInterval = 60, _ isSo: (Value) -> Bool) -> Bool {
        let latest = Date(timeIntervalSinceNow: seconds)
        condition.lock()
        defer { condition.unlock() }
        while !isSo(value) {
            guard condition.wait(until: latest) else { return isSo(value) }
        }
        return true
    }
}
