/// Memory that is filled on a thread of its own: a file that is read before it is asked for.
@safe public final class ThreadedBytes: @unchecked Sendable {
    /// Touched before the thread starts, by it, and after it was joined: never at once.
    private final class Box: @unchecked Sendable {
        var bytes: AlignedBytes?
    }

    private let box = Box()
    private var work: ThreadedWork<FileFault?>?

    /// Starts `fill` on memory of at least `count` bytes.
    ///
    /// - Parameter used: taken where it is large enough, with whatever it holds: memory that is new
    ///   costs the system more than what is read into it. Else the bytes are new, and zero.
    public init(
        count: Int, alignment: Int, reusing used: consuming AlignedBytes?,
        _ fill: @escaping @Sendable (inout AlignedBytes) throws(FileFault) -> Void
    ) {
        if let used, used.count >= count, used.alignment >= alignment { box.bytes = consume used }
        let box = box
        work = ThreadedWork {
            do throws(FileFault) {
                var bytes =
                    box.bytes.take() ?? AlignedBytes(count: count, alignment: alignment)
                try fill(&bytes)
                box.bytes = consume bytes
                return nil
            } catch {
                return error
            }
        }
    }

    /// Waits for the end of the work, and gives the bytes away. Once, and by one thread only.
    ///
    /// - Throws: what `fill` threw.
    public func take() throws(FileFault) -> AlignedBytes {
        guard let work = work.take() else { preconditionFailure("the bytes are taken once") }
        if let fault = work.join() { throw fault }
        guard let bytes = box.bytes.take() else { preconditionFailure("the bytes were filled") }
        return bytes
    }
}
