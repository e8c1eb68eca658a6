public import Host

/// One thing that is wrong with the configuration, where, and what to do about it.
public struct ConfigurationFault: Error, Sendable, Equatable, CustomStringConvertible {
    /// Where it was written; nil for a file that cannot be read at all.
    public let origin: SettingOrigin?
    /// What, why, and what to do. Never holds a secret.
    public let explanation: Explanation

    /// A fault and where it was written.
    public init(at origin: SettingOrigin?, _ explanation: Explanation) {
        self.origin = origin
        self.explanation = explanation
    }

    /// One line: `file:line:column: what: why. What to do.`
    public var description: String {
        (origin.map { "\($0): " } ?? "") + explanation.description
    }
}

/// All that is wrong with the configuration: the command line's first, then the environment's, then
/// the file's from top to bottom.
public struct ConfigurationFaults: Error, Sendable, Equatable {
    /// At least one; at most ``SettingLimits/faultsMax``.
    public let faults: [ConfigurationFault]
    /// How many there are.
    public let count: Int

    init(_ faults: [ConfigurationFault]) {
        precondition(!faults.isEmpty, "a configuration without a fault is one")
        count = faults.count
        let places = faults.enumerated().map { (Self.rank($1.origin), $0, $1) }
        let sorted = places.sorted {
            ($0.0.0, $0.0.1, $0.0.2, $0.1) < ($1.0.0, $1.0.1, $1.0.2, $1.1)
        }
        self.faults = sorted.prefix(SettingLimits.faultsMax).map(\.2)
    }

    private static func rank(_ origin: SettingOrigin?) -> (Int, Int, Int) {
        switch origin {
        case nil: (0, 0, 0)
        case .flag: (1, 0, 0)
        case .environment: (2, 0, 0)
        case .file(_, let place): (3, place.line, place.column)
        case .standard: (4, 0, 0)
        }
    }
}

/// Why a text is not a value of its setting.
struct SettingObjection: Error {
    /// Why, as a clause without a full stop.
    let why: String
    /// What to write instead.
    let action: String
}
