internal import Containers
internal import Domain
internal import Wire

/// Finds out whether everything at a venue is play money.
///
/// Every address that is used must prove it: by being a host that the venue's own documents name
/// as a test network, over TLS so that nobody else can answer in its place; or by answering a
/// challenge as `plimsoll-sim` does and no venue would.
struct PaperProof: Sendable {
    enum Limits {
        /// Nanoseconds in which an answer must come: 5 s.
        static let answerTimeMax: Int64 = 5_000_000_000
        /// Bytes of an answer.
        static let answerBytesMax = 4096
    }

    /// Who has to prove it, in the order of the endpoints.
    private let challenged: [Origin]
    /// One of the addresses is none.
    private let isHopeless: Bool
    private var random: SeededRandom
    private var schedule: RetrySchedule
    /// The challenges that wait for an answer.
    private var asked: [(id: UInt64, origin: Int, challenge: String)] = []
    private var proved: Set<Int> = []
    /// When those that could not be reached are tried again.
    private(set) var nextWake: Timestamp?
    /// The verdict last reached.
    private(set) var isPaper: Bool?

    init(_ endpoints: VenueEndpoints, seed: UInt64) {
        let origins = [endpoints.rest, endpoints.stream, endpoints.orders].map(Origin.init(of:))
        isHopeless = origins.contains(nil)
        var challenged: [Origin] = []
        for origin in origins.compactMap(\.self) {
            let isListed = origin.isEncrypted && endpoints.paperHosts.contains(origin.host)
            let isKnown = challenged.contains { $0.httpAddress == origin.httpAddress }
            if !isListed && !isKnown { challenged.append(origin) }
        }
        self.challenged = challenged
        random = SeededRandom(seed: seed)
        schedule = RetrySchedule(seed: seed &+ 1)
    }

    /// Asks anew: whoever answers now may be somebody else than before.
    ///
    /// - Returns: what to ask, and the verdict where nothing need be asked.
    mutating func begin(_ lastCall: inout UInt64) -> (calls: [GatewayCall], verdict: Bool?) {
        proved = []
        nextWake = nil
        guard !isHopeless else { return ([], reach(false)) }
        guard !challenged.isEmpty else { return ([], reach(true)) }
        asked = []
        return (challenged.indices.map { ask($0, &lastCall) }, nil)
    }

    private mutating func ask(_ origin: Int, _ lastCall: inout UInt64) -> GatewayCall {
        lastCall += 1
        let id = lastCall
        let challenge =
            String(random.next(), radix: 16) + "-" + String(random.next(), radix: 16)
        asked.append((id, origin, challenge))
        return GatewayCall(
            id: id,
            url: "\(challenged[origin].httpAddress)/plimsoll-sim?challenge=\(challenge)",
            timeout: Limits.answerTimeMax, bodyBytesMax: Limits.answerBytesMax)
    }

    func isAsked(_ id: UInt64) -> Bool { asked.contains { $0.id == id } }

    /// - Returns: the verdict, if this was the last that was missing.
    mutating func answered(
        _ id: UInt64, status: Int, _ body: Span<UInt8>, at now: Timestamp
    ) -> Bool? {
        guard let place = asked.firstIndex(where: { $0.id == id }) else { return nil }
        guard status != 429, status < 500 else {
            // Whoever answers is not well just now, and may be anybody.
            failed(id, at: now)
            return nil
        }
        let entry = asked.remove(at: place)
        guard status == 200, Self.isProof(body, of: entry.challenge) else {
            asked = []
            nextWake = nil
            return reach(false)
        }
        proved.insert(entry.origin)
        return proved.count == challenged.count ? reach(true) : nil
    }

    private mutating func reach(_ verdict: Bool) -> Bool {
        schedule.reset()
        isPaper = verdict
        return verdict
    }

    /// Nobody answered: that proves nothing, in either direction.
    mutating func failed(_ id: UInt64, at now: Timestamp) {
        guard let place = asked.firstIndex(where: { $0.id == id }) else { return }
        asked.remove(at: place)
        nextWake = now.adding(nanoseconds: schedule.next())
    }

    mutating func wake(at now: Timestamp, _ lastCall: inout UInt64) -> [GatewayCall] {
        guard let time = nextWake, time <= now else { return [] }
        nextWake = nil
        let waiting = asked.map(\.origin)
        return challenged.indices
            .filter { !proved.contains($0) && !waiting.contains($0) }
            .map { ask($0, &lastCall) }
    }

    private static func isProof(_ body: Span<UInt8>, of challenge: String) -> Bool {
        var document = JSONDocument()
        guard (try? document.parse(body)) != nil,
            let simulator = document.member("simulator", of: document.root, in: body),
            document.isText("plimsoll-sim", simulator, in: body),
            let echo = document.member("challenge", of: document.root, in: body)
        else { return false }
        var text: [UInt8] = []
        return document.appendText(echo, in: body, to: &text) && text == Array(challenge.utf8)
    }
}
