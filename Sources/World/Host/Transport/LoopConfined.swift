/// A value that lives on a loop's thread: carried anywhere, opened there only.
///
/// What is told to a loop from another thread, or is named in a closure that is, holds its own
/// things in one of these; opening it on any other thread is a programmer error and stops the
/// process.
@safe public final class LoopConfined<Value>: @unchecked Sendable {
    private let loop: EventLoop
    private var held: Value

    /// - Parameter value: nothing else may refer to it, unless on the loop.
    public init(_ value: sending Value, on loop: EventLoop) {
        self.loop = loop
        held = value
    }

    /// The value. On the loop only.
    public var value: Value {
        precondition(loop.isCurrent, "this value belongs to its loop's thread")
        return held
    }
}
