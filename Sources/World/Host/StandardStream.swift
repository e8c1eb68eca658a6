internal import Glibc

/// Why bytes did not reach a standard stream.
public enum StandardStreamFault: Error, Sendable, Equatable {
    /// The reader closed its end (`| head`): stop writing, this is no fault of ours.
    case readerGone
    /// The system refused (a full disk): tell the person and stop.
    case refused(FileFault)
}

/// The two streams every process is born with, and its end.
public enum StandardStream: Int32, Sendable {
    /// Results, for the next program.
    case output = 1
    /// Everything else, for the person.
    case errors = 2

    /// Writes all bytes, however many calls it takes.
    ///
    /// - Throws: ``StandardStreamFault``; what was written before it stays written.
    public func write(_ bytes: [UInt8]) throws(StandardStreamFault) {
        var start = 0
        while start < bytes.count {
            let written = unsafe bytes.withUnsafeBytes { all in
                unsafe Glibc.write(rawValue, all.baseAddress! + start, bytes.count - start)
            }
            if written >= 0 {
                start += written
                continue
            }
            let code = errno
            switch code {
            case EINTR: continue
            case EPIPE: throw .readerGone
            case EAGAIN: waitUntilWritable()
            default: throw .refused(fault(errno: code))
            }
        }
    }

    private func fault(errno number: Int32) -> FileFault {
        let name =
            switch self {
            case .output: "standard output"
            case .errors: "standard error"
            }
        return FileFault(.write, path: name, reason: FileFault.Reason(errno: number))
    }

    /// A stream that somebody else made non-blocking (a shared terminal) is waited for.
    private func waitUntilWritable() {
        var watched = pollfd(fd: rawValue, events: Int16(POLLOUT), revents: 0)
        _ = unsafe poll(&watched, 1, -1)
    }

    /// From here on a write to a peer that closed fails with an error instead of a signal that
    /// ends the process. Called once, first thing in a program.
    public static func survivePeersThatClose() {
        _ = signal(SIGPIPE, SIG_IGN)
    }

    /// Fills the places of standard streams that were closed before the start, so that no file of
    /// ours gets such a number and, with it, what is said to a person. Writing to them fails as
    /// before. Called once, before anything is opened.
    public static func holdClosedPlaces() {
        // The system gives out the lowest number that is free.
        while true {
            let opened = unsafe open("/dev/null", O_RDONLY)
            guard opened >= 0 else { return }
            guard opened <= StandardStream.errors.rawValue else {
                _ = close(opened)
                return
            }
        }
    }

    /// Ends the process at once with `status`.
    public static func endProcess(status: Int32) -> Never {
        exit(status)
    }
}
