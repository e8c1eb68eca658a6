public import Host
public import Wire

/// Where a command speaks: results on standard output, everything else on standard error.
///
/// Output is kept back and written in blocks; the program flushes it at the end. A reader that
/// goes away ends the command quietly: `say` throws ``CommandFailure/readerGone``, which a
/// command simply lets through. Not for more than one thread.
public final class Console {
    /// Takes bytes to one of the two streams.
    public typealias Sink = ([UInt8]) throws(StandardStreamFault) -> Void

    /// Bytes that are kept back before they are written, at most, one line aside.
    public static let pendingBytesMax = 64 * 1024

    private let output: Sink
    private let errors: Sink
    private var pending: [UInt8] = []

    /// A console on the given streams.
    public init(output: @escaping Sink, errors: @escaping Sink) {
        self.output = output
        self.errors = errors
    }

    /// The process's own standard output and standard error.
    public static func standard() -> Console {
        Console(
            output: { bytes throws(StandardStreamFault) in
                try StandardStream.output.write(bytes)
            },
            errors: { bytes throws(StandardStreamFault) in
                try StandardStream.errors.write(bytes)
            })
    }

    /// Prints a line of the result on standard output, with control characters made visible.
    ///
    /// - Throws: ``CommandFailure/readerGone`` when nobody reads any more, or what the system
    ///   said when it could not be written (a full disk); let it through.
    public func say(_ line: String) throws(CommandFailure) {
        try write(Array(VisibleText.of(line).utf8) + [UInt8(ascii: "\n")])
    }

    /// Prints a JSON document on a line of its own.
    ///
    /// - Throws: as ``say(_:)``.
    public func say(_ document: JSONWriter) throws(CommandFailure) {
        precondition(document.isComplete, "half a document is none")
        try write(document.bytes + [UInt8(ascii: "\n")])
    }

    /// Adds bytes of the result to standard output as they are.
    ///
    /// - Throws: as ``say(_:)``.
    public func write(_ bytes: [UInt8]) throws(CommandFailure) {
        pending += bytes
        if pending.count >= Self.pendingBytesMax { try flush() }
    }

    /// Tells the person something that is not the result, on standard error, at once: one line,
    /// with control characters made visible.
    public func complain(_ line: String) {
        try? flush()
        // Standard error is where failures are told: when it fails itself, nobody is left to tell.
        try? errors(Array(VisibleText.of(line).utf8) + [UInt8(ascii: "\n")])
    }

    /// Writes what is kept back.
    ///
    /// - Throws: as ``say(_:)``.
    public func flush() throws(CommandFailure) {
        guard !pending.isEmpty else { return }
        let bytes = pending
        pending.removeAll(keepingCapacity: true)
        do throws(StandardStreamFault) {
            try output(bytes)
        } catch {
            switch error {
            case .readerGone: throw .readerGone
            case .refused(let fault): throw CommandFailure(fault.explanation)
            }
        }
    }
}
