internal import Containers
internal import Domain
internal import Host
internal import Wire

/// Everything of the edge, on its loop only.
final class EdgeDesk {
    let options: EdgeOptions
    let loop: EventLoop
    let door: any TradingDoor
    private let openViews: @Sendable () -> EdgeViews
    private(set) lazy var views = openViews()
    let time = SteadyTime()
    /// Random, so that a client notices a restart.
    let epoch = String(SystemRandomness.identity().description.prefix(16))

    /// Whoever holds the server holds the edge.
    weak var server: WebServer?
    private(set) var files = StaticFiles()
    var names = HouseNames()
    var memory = OrderMemory()
    var pending = PendingAnswers()
    var counters = EdgeCounters()
    var openOrders = OpenOrders()
    var live = LiveState()
    /// Read into again and again.
    var document = JSONDocument(
        limits: JSONDocument.Limits(
            depthMax: 16, bytesMax: EdgeLimits.bodyBytesMax, nodesMax: 4_096))
    /// Written into again and again.
    var writer = JSONWriter()
    private(set) var isDraining = false
    private var drained: (() -> Void)?
    /// When WebSockets were told to go; on the monotonic clock, nil before.
    private var farewellAt: Int64?

    init(
        _ options: EdgeOptions, on loop: EventLoop, door: any TradingDoor,
        views: @escaping @Sendable () -> EdgeViews
    ) {
        self.options = options
        self.loop = loop
        self.door = door
        openViews = views
    }

    func open(_ files: StaticFiles) {
        self.files = files
        houseChanged()
        openOrders.take(views.trading.orders)
        tick()
    }

    /// Ten times a second: what is overdue, and what changed since.
    private func tick() {
        loop.after(nanoseconds: LiveLimits.tickNanoseconds) { [weak self] in self?.tick() }
        let now = time.monotonicNanoseconds()
        while let question = pending.takeOverdue(at: now) {
            refuse(question.asker, .outcomeUnknown)
        }
        flushAnswers()
        publishAll()
        finishDrain()
    }

    func now() -> Timestamp { Timestamp(nanoseconds: time.realtimeNanoseconds()) }

    func houseChanged() {
        names.take(views.house.report)
    }

    /// Names, symbols and open orders as of now; a row writer for one answer.
    func rows() -> RowWriter {
        names.take(views.trading.instruments)
        return RowWriter(views, names, memory)
    }

    func newest(_ id: InstrumentID) -> Instrument? {
        views.trading.instrumentRow(id).map { views.trading.instruments[$0] }
    }

    func drain(then done: @escaping () -> Void) {
        precondition(!isDraining, "an edge is drained once")
        isDraining = true
        drained = done
        finishDrain()
    }

    /// Goes on with the end as far as it may: first the answers, then the WebSockets.
    func finishDrain() {
        guard pending.count == 0, let done = drained else { return }
        let now = time.monotonicNanoseconds()
        if farewellAt == nil {
            farewellAt = now
            sayGoodbye()
        }
        let isOver = counters.sockets == 0
        guard isOver || now - (farewellAt ?? now) >= LiveLimits.farewellNanoseconds else { return }
        drained = nil
        done()
    }
}
