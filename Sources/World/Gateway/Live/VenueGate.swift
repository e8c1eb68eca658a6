internal import Domain
public import Host

/// What the links to one venue share: the loop, the client for HTTP, the address, and what one of
/// them hears that concerns the others. On the loop only.
public final class VenueGate {
    /// Bounds of all links.
    public enum Limits {
        /// How often what was told may lead to more at once; what is left waits for the loop's next
        /// turn.
        static let roundsMax = 64
        /// Nanoseconds that a link sleeps at most, so that a clock that is set does no harm: 1 s.
        static let sleepMax: Int64 = 1_000_000_000
        /// Nanoseconds that it sleeps at least: 1 ms.
        static let sleepMin: Int64 = 1_000_000
        /// Seconds of silence after which a venue's connection is pinged.
        static let pingSeconds = 10
        /// Bytes of one message of a venue: 16 MiB.
        static let messageBytesMax = 1 << 24
    }

    /// The loop that everything is called on.
    public let loop: EventLoop
    let http: HTTPClient
    /// For what takes orders back: it never waits behind anything else.
    let urgent: HTTPClient
    let endpoints: VenueEndpoints
    let options: WebSocketClientOptions
    let time: any TimeSource
    private var members: [(Timestamp, Bool) -> Void] = []
    private var lister: [(Instrument) -> Void] = []

    /// A gate that nobody goes through yet.
    ///
    /// - Parameters:
    ///   - urgent: takes orders back; nil for the client that does everything else.
    ///   - caPath: certificates to trust instead of the system's own, as a PEM file.
    public init(
        _ endpoints: VenueEndpoints, on loop: EventLoop, http: HTTPClient,
        urgent: HTTPClient? = nil, caPath: String? = nil, time: any TimeSource = SteadyTime()
    ) {
        self.endpoints = endpoints
        self.loop = loop
        self.http = http
        self.urgent = urgent ?? http
        self.time = time
        var options = WebSocketClientOptions()
        options.caPath = caPath
        options.pingSeconds = Limits.pingSeconds
        options.messageBytesMax = Limits.messageBytesMax
        self.options = options
    }

    /// Now, by the clock that orders' deadlines are of.
    func now() -> Timestamp { Timestamp(nanoseconds: time.realtimeNanoseconds()) }

    /// - Parameters:
    ///   - holds: called when any of the links is turned away.
    ///   - lists: called for each instrument that the venue lists.
    func join(
        holds: @escaping (Timestamp, Bool) -> Void, lists: ((Instrument) -> Void)? = nil
    ) {
        members.append(holds)
        if let lists { lister.append(lists) }
    }

    func hold(until time: Timestamp, isBanned: Bool) {
        for member in members { member(time, isBanned) }
    }

    func list(_ instruments: [Instrument]) {
        for list in lister { for instrument in instruments { list(instrument) } }
    }
}

/// Rings at the moment that a link asks for, or a little later. On the loop only.
final class Alarm {
    private let gate: VenueGate
    private var armed: Timestamp?
    private var generation = 0

    init(_ gate: VenueGate) { self.gate = gate }

    /// - Parameter ring: is to set the alarm again. A later moment than the one set already changes
    ///   nothing: it rings too early once.
    func set(_ moment: Timestamp?, _ ring: @escaping () -> Void) {
        guard let moment else { return }
        if let armed, armed <= moment { return }
        let now = gate.now()
        let sleep = min(
            max(moment.since(now), VenueGate.Limits.sleepMin), VenueGate.Limits.sleepMax)
        armed = now.adding(nanoseconds: sleep)
        generation += 1
        let mine = generation
        gate.loop.after(nanoseconds: sleep) {
            guard mine == self.generation else { return }
            self.armed = nil
            ring()
        }
    }
}

extension HTTPClient {
    func send(_ call: GatewayCall, then: @escaping (HTTPOutcome) -> Void) {
        send(
            HTTPCall(
                method: call.method, url: call.url, headers: call.headers,
                timeoutNanoseconds: call.timeout, bodyBytesMax: call.bodyBytesMax),
            then: then)
    }
}

extension HTTPAnswer {
    /// - Source: RFC 9110 §10.2.3: seconds; venues do not send the other form, a date.
    var retryAfter: Int64? {
        header("retry-after").flatMap { Int64($0) }.flatMap { $0 >= 0 ? $0 : nil }
    }
}
