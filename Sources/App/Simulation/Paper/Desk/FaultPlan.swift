internal import Containers
internal import Wire

/// What goes wrong on purpose, from a seed of its own.
struct FaultPlan: Sendable {
    /// What can go wrong; the raw values are the words of `--fault`.
    enum Name: String, Sendable, CaseIterable {
        /// A message of the private stream is lost, comes twice, or after the next one.
        case privateDrop = "private-drop"
        case privateDuplicate = "private-duplicate"
        case privateReorder = "private-reorder"
        /// A depth message is lost, comes twice, or after the next one.
        case marketDrop = "market-drop"
        case marketDuplicate = "market-duplicate"
        case marketReorder = "market-reorder"
        /// A mark price is lost.
        case markDrop = "mark-drop"
        /// An order is taken, and its answer comes so much later.
        case lateAnswer = "late-answer"
        /// An order is taken, and never answered.
        case lostAnswer = "lost-answer"
        /// A signed request is answered with this status; of those from 500 on, half are carried
        /// out all the same.
        case status = "status"
        /// Each second: a WebSocket is closed.
        case disconnect = "disconnect"
        /// Each second: every WebSocket falls silent for so long, and stays open.
        case silent = "silent"
        /// Each second: requests and connections are turned away with 503 for so long.
        case refuse = "refuse"

        /// Whether a time belongs to it.
        var hasDuration: Bool { self == .lateAnswer || self == .silent || self == .refuse }
    }

    /// How often, and how long or which.
    struct Setting: Sendable, Equatable {
        /// In a million.
        var perMillion = 0
        /// Milliseconds, or a status.
        var number: Int64 = 0
    }

    /// What happens to a message.
    enum MessageFate: Equatable { case sent, dropped, duplicated, held }
    /// What happens to an answer.
    enum AnswerFate: Equatable {
        case sent, lost
        case late(milliseconds: Int64)
        /// The answer is this status; whether the request is carried out.
        case replaced(status: Int, isDone: Bool)
    }

    static let million = 1_000_000
    static let durationMax: Int64 = 3_600_000

    private(set) var settings: [Name: Setting] = [:]
    /// How often each befell somebody.
    private(set) var happened: [Name: Int] = [:]
    private var random: SeededRandom

    init(seed: UInt64) { random = SeededRandom(seed: seed) }

    /// Sets what `NAME=VALUE` says: a probability, `P:MS` where a time belongs to it, `STATUS:P`.
    ///
    /// - Returns: false where it says nothing that can be.
    mutating func set(_ text: String) -> Bool {
        let halves = text.split(separator: "=", maxSplits: 1)
        guard halves.count == 2, let name = Name(rawValue: String(halves[0])) else { return false }
        return set(name, String(halves[1]))
    }

    mutating func set(_ name: Name, _ value: String) -> Bool {
        let parts = value.split(separator: ":", omittingEmptySubsequences: false).map(String.init)
        if name == .status {
            if parts == ["0"] {
                settings[name] = nil
                return true
            }
            guard parts.count == 2, let status = Int64(parts[0]), (400...599).contains(status),
                let chance = Self.perMillion(parts[1])
            else { return false }
            settings[name] = Setting(perMillion: chance, number: status)
            return true
        }
        guard let chance = Self.perMillion(parts[0]) else { return false }
        var number: Int64 = 0
        if name.hasDuration && chance > 0 {
            guard parts.count == 2, let time = Int64(parts[1]),
                (0...Self.durationMax).contains(time)
            else { return false }
            number = time
        } else if parts.count != 1 && !name.hasDuration {
            return false
        }
        settings[name] = Setting(perMillion: chance, number: number)
        return true
    }

    /// Nothing goes wrong any more. What happened stays counted.
    mutating func clear() { settings.removeAll() }

    private static func perMillion(_ text: String) -> Int? {
        let bytes = Array(text.utf8)
        guard let number = DecimalText(bytes.span), !number.isNegative,
            let mantissa = number.mantissa(decimals: 6), mantissa.value <= Int64(million)
        else { return nil }
        return Int(mantissa.value)
    }

    // MARK: - Throwing the dice

    /// The setting, where the dice say that it happens now.
    mutating func happens(_ name: Name) -> Setting? {
        guard let setting = settings[name], setting.perMillion > 0,
            random.chance(setting.perMillion, in: Self.million)
        else { return nil }
        happened[name, default: 0] += 1
        return setting
    }

    mutating func fateOfPrivateMessage() -> MessageFate {
        if happens(.privateDrop) != nil { return .dropped }
        if happens(.privateDuplicate) != nil { return .duplicated }
        return happens(.privateReorder) != nil ? .held : .sent
    }

    mutating func fateOfMarketMessage() -> MessageFate {
        if happens(.marketDrop) != nil { return .dropped }
        if happens(.marketDuplicate) != nil { return .duplicated }
        return happens(.marketReorder) != nil ? .held : .sent
    }

    mutating func fateOfAnswer(isOrder: Bool) -> AnswerFate {
        if let setting = happens(.status) {
            let isDone = setting.number >= 500 && random.chance(1, in: 2)
            return .replaced(status: Int(setting.number), isDone: isDone)
        }
        guard isOrder else { return .sent }
        if happens(.lostAnswer) != nil { return .lost }
        if let setting = happens(.lateAnswer) { return .late(milliseconds: setting.number) }
        return .sent
    }
}
