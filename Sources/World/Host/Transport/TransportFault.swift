/// The network refused something at its start: what was attempted, and why it did not work.
public struct TransportFault: Error, Sendable, Equatable {
    /// What was attempted.
    public enum Operation: Sendable, Equatable {
        /// Start an event loop.
        case startLoop
        /// Start a client.
        case startClient
        /// Listen at an address and port.
        case listen(address: String, port: Int)
    }

    /// Why it did not work.
    public enum Reason: Sendable, Equatable {
        /// Another socket listens there, of this process or another.
        case inUse
        /// This machine has no such address, or it is none in digits.
        case noSuchAddress
        /// The user may not.
        case notPermitted
        /// The certificate or its key cannot be read, or do not belong together.
        case certificateUnusable
        /// No descriptor, memory or thread is left for it.
        case exhausted
        /// libwebsockets has no libuv plugin on this machine.
        case libraryIncomplete
        /// The loop is being stopped.
        case stopped
        /// Anything else, by its number in errno; 0 where the library does not say.
        case other(Int32)
    }

    /// What was attempted.
    public var operation: Operation
    /// Why it did not work.
    public var reason: Reason

    /// A fault.
    public init(_ operation: Operation, _ reason: Reason) {
        self.operation = operation
        self.reason = reason
    }

    /// The fault for people.
    public var explanation: Explanation {
        let what =
            switch operation {
            case .startLoop: "cannot start an event loop"
            case .startClient: "cannot start an HTTP client"
            case .listen(let address, let port): "cannot listen at \(address) port \(port)"
            }
        return Explanation(what: what, why: reason.why, action: reason.action)
    }
}

extension TransportFault.Reason {
    var why: String {
        switch self {
        case .inUse: "another program, or another part of this one, listens there"
        case .noSuchAddress: "this machine has no such address"
        case .notPermitted: "this user may not listen there"
        case .certificateUnusable: "the certificate or its key cannot be used"
        case .exhausted: "no descriptor, memory or thread is left"
        case .libraryIncomplete: "libwebsockets has no libuv plugin here"
        case .stopped: "the event loop is being stopped"
        case .other(0): "the library does not say"
        case .other(let number): FileFault.Reason.other(number).why
        }
    }

    var action: String {
        switch self {
        case .inUse: "Stop the other one (ss -ltnp shows it), or name another port"
        case .noSuchAddress: "Name an address of this machine in digits (ip address shows them)"
        case .notPermitted: "Name a port from 1024 on"
        case .certificateUnusable:
            "Check that both files are PEM, readable, of one key (openssl x509, openssl pkey)"
        case .exhausted: "Raise the limits on open files and threads (ulimit -n, ulimit -u)"
        case .libraryIncomplete: "Install the package libwebsockets-evlib-uv"
        case .stopped: "Start again"
        case .other: "See the kernel's log"
        }
    }
}
