public import Domain
public import Host

/// Where people and bots come in: REST under `/api/v1`, live data and orders over WebSocket at
/// `/ws`, health, metrics, the dashboard's files.
///
/// What is asked for goes through the door to be decided; the answer goes out in the same turn of
/// the loop in which its events are told to ``released(_:answers:)``. Everything else is read from
/// views that hold nothing but released events. It is made anywhere, started off its loop, and
/// told everything on it.
public final class EdgeServer: WebApplication {
    private let options: EdgeOptions
    private let loop: EventLoop
    private let desk: LoopConfined<EdgeDesk>
    private let listening = Locked(0)

    /// - Parameters:
    ///   - options: where it listens, and what it shows.
    ///   - loop: where everything of it happens.
    ///   - door: where orders go in.
    ///   - views: called once, on the loop, before the first request is answered. From then on
    ///     ``released(_:answers:)`` is told every change of the trading view.
    public init(
        _ options: EdgeOptions, on loop: EventLoop, door: any TradingDoor,
        views: @escaping @Sendable () -> EdgeViews
    ) {
        precondition(options.answerNanosecondsMax > 0)
        self.options = options
        self.loop = loop
        desk = LoopConfined(EdgeDesk(options, on: loop, door: door, views: views), on: loop)
    }

    /// The port it listens at; 0 before ``start()``.
    public var port: Int { listening.withLock { $0 } }

    /// Whether it could be started now; for those who want to know before they touch anything.
    ///
    /// - Throws: ``EdgeFault``, as ``start()`` would.
    public static func check(_ options: EdgeOptions) throws(EdgeFault) {
        guard LocalNames.isLoopback(address: options.address) else {
            throw .unprotected(address: options.address)
        }
        _ = try StaticFiles.read(options.dashboardDirectory)
        var web = WebServerOptions()
        web.address = options.address
        web.port = options.port
        do throws(TransportFault) {
            try WebServer.checkAddress(web)
        } catch {
            throw .transport(error)
        }
    }

    /// Reads the dashboard's files and listens. Not on the loop.
    ///
    /// - Throws: ``EdgeFault``; nothing listens then.
    public func start() throws(EdgeFault) {
        guard LocalNames.isLoopback(address: options.address) else {
            throw .unprotected(address: options.address)
        }
        let files = try StaticFiles.read(options.dashboardDirectory)
        let desk = desk
        _ = loop.perform { desk.value.open(files) }
        var web = WebServerOptions()
        web.address = options.address
        web.port = options.port
        web.certificate = options.certificate
        web.bodyBytesMax = EdgeLimits.bodyBytesMax
        web.messageBytesMax = EdgeLimits.bodyBytesMax
        web.outgoingBytesMax = LiveLimits.outgoingBytesMax
        web.connectionsMax = EdgeLimits.connectionsMax
        do throws(TransportFault) {
            let server = try WebServer(on: loop, web, application: self)
            listening.withLock { $0 = server.port }
            _ = loop.perform { desk.value.server = server }
        } catch {
            throw .transport(error)
        }
    }

    /// Events became durable. Once the trading view holds them: all events of some inputs, in
    /// order, and which of those inputs were asked for here. On the loop.
    public func released(_ events: [ReleasedEvent], answers: [TicketAnswer]) {
        let confined = desk
        confined.value.released(events, answers)
        // Answers are out; what others see of it comes after what the caller does next.
        guard confined.value.asksForPublishing() else { return }
        _ = loop.post { confined.value.publishPrompt() }
    }

    /// An instrument's book, best prices, trades or candles changed. Cheap: it is looked at with
    /// the next tick, and only where somebody follows it. On the loop.
    public func marketChanged(_ instrument: InstrumentID) {
        desk.value.marketChanged(instrument)
    }

    /// The house's report changed in more than its counts. On the loop.
    public func houseChanged() {
        desk.value.houseChanged()
    }

    /// Takes no more orders, waits for the answers that are due, closes every WebSocket with 1001,
    /// then calls `done`. The port stays open, so that `/readyz` says what goes on, until the loop
    /// is stopped. On the loop.
    public func drain(then done: @escaping () -> Void) {
        desk.value.drain(then: done)
    }
}

/// What the server asks.
extension EdgeServer {
    /// A request.
    public func received(_ request: HTTPRequest, as exchange: ExchangeID, on server: WebServer) {
        desk.value.received(request, exchange, server)
    }

    /// A request of which nothing could be taken in.
    public func answer(to refusal: RequestRefusal) -> HTTPResponse { Problem(refusal).response }

    /// Whether somebody may subscribe.
    public func refusal(of upgrade: HTTPRequest) -> HTTPResponse? {
        desk.value.refusal(of: upgrade)
    }

    /// A subscriber.
    public func opened(_ socket: SocketID, by upgrade: HTTPRequest, on server: WebServer) {
        desk.value.opened(socket, server)
    }

    /// A subscriber's message.
    public func received(_ message: [UInt8], from socket: SocketID, on server: WebServer) {
        desk.value.received(message, socket)
    }

    /// A subscriber is gone.
    public func closed(_ socket: SocketID, because end: SocketEnd, on server: WebServer) {
        desk.value.closed(socket, end)
    }
}
