internal import Host

/// The server's side of the paper venue: every call is on the loop's thread.
final class PaperDoor: WebApplication {
    private let venue: Locked<PaperVenue>

    init(_ options: PaperOptions, tape: sending TapePlayer?) {
        venue = Locked(PaperVenue(options, tape: tape))
    }

    /// Begins to live. Any thread but the loop's.
    func start(on server: WebServer) {
        _ = server.loop.perform {
            self.venue.withLock { $0.server = server }
            self.tickAndAgain(server)
        }
    }

    private func tickAndAgain(_ server: WebServer) {
        let hasMore = venue.withLock { $0.tick() }
        let pause = hasMore ? 0 : PaperVenue.tickNanoseconds
        server.loop.after(nanoseconds: pause) { self.tickAndAgain(server) }
    }

    func received(_ request: HTTPRequest, as exchange: ExchangeID, on server: WebServer) {
        venue.withLock {
            // The first may come before the start: it is to be answered, too.
            $0.server = server
            $0.received(request, as: exchange)
        }
    }

    func refusal(of upgrade: HTTPRequest) -> HTTPResponse? {
        venue.withLock { $0.refusal(of: upgrade) }
    }

    func opened(_ socket: SocketID, by upgrade: HTTPRequest, on server: WebServer) {
        venue.withLock {
            $0.server = server
            $0.opened(socket, by: upgrade)
        }
    }

    func received(_ message: [UInt8], from socket: SocketID, on server: WebServer) {
        venue.withLock { $0.received(message, from: socket) }
    }

    func closed(_ socket: SocketID, because end: SocketEnd, on server: WebServer) {
        venue.withLock { $0.closed(socket) }
    }
}
