import Host
import Operations

/// Reads a venue's streams and does nothing with them: as fast as the venue and this machine can
/// bring a message to anybody.
struct StreamReader {
    /// What came.
    struct Pass {
        var messages = 0
        /// From the first message to the last.
        var seconds = 0.0
        var cpuSeconds = 0.0
    }

    /// After so long without a message there are no more: 1 s, in milliseconds.
    private static let silenceMilliseconds: Int32 = 1_000

    /// Reads to the end of a recording.
    static func read(_ path: String, port: Int) throws(CommandFailure) -> Pass {
        let time = SystemTime()
        let socket = try ClientSocket(port: port)
        try socket.openWebSocket(port: port, path: path)
        var readiness = Readiness([socket])
        var pass = Pass()
        var (first, last, used) = (Int64(0), Int64(0), Processor.usedNanoseconds())
        var hasMore = true
        while hasMore {
            hasMore = false
            try readiness.wait(milliseconds: silenceMilliseconds) { (_) throws(CommandFailure) in
                hasMore = true
                try socket.receive()
            }
            let count = take(from: socket)
            guard count > 0 else { continue }
            last = time.monotonicNanoseconds()
            if pass.messages == 0 { (first, used) = (last, Processor.usedNanoseconds()) }
            pass.messages += count
            pass.cpuSeconds = Double(Processor.usedNanoseconds() - used) / 1e9
        }
        pass.seconds = Double(last - first) / 1e9
        return pass
    }

    /// Counts the messages that are whole, and forgets them.
    private static func take(from socket: ClientSocket) -> Int {
        let bytes = socket.bytes
        var (count, place) = (0, 0)
        while let frame = WebSocketFrames.next(in: bytes[place...]) {
            if frame.isText { count += 1 }
            place = frame.body.upperBound
        }
        socket.drop(place)
        return count
    }
}

/// What a server sends over a WebSocket: frame by frame, without a mask.
enum WebSocketFrames {
    /// The first frame of `bytes`; nil where it is not whole yet.
    ///
    /// - Source: RFC 6455 §5.2.
    static func next(in bytes: ArraySlice<UInt8>) -> (isText: Bool, body: Range<Int>)? {
        guard bytes.count >= 2 else { return nil }
        let begin = bytes.startIndex
        var start = begin + 2
        var count = Int(bytes[begin + 1] & 0x7F)
        if count >= 126 {
            let digits = count == 126 ? 2 : 8
            guard bytes.count >= 2 + digits else { return nil }
            count = bytes[start..<start + digits].reduce(0) { $0 << 8 | Int($1) }
            start += digits
        }
        guard bytes.endIndex - start >= count else { return nil }
        return (bytes[begin] & 0x0F == 1, start..<start + count)
    }
}
