public import Host

/// Where the value of a setting was written.
public enum SettingOrigin: Sendable, Equatable, CustomStringConvertible {
    /// Nowhere: it is what holds when nothing is said.
    case standard
    /// In the configuration file.
    case file(path: String, TextPlace)
    /// In the environment variable of this name.
    case environment(String)
    /// On the command line, by this option.
    case flag(String)

    /// As people look it up: `config/demo.yaml:12:3`, `PLIMSOLL_HTTP_PORT`, `--http-port`.
    public var description: String {
        switch self {
        case .standard: "default"
        case .file(let path, let place): "\(path):\(place)"
        case .environment(let name): name
        case .flag(let name): name
        }
    }
}

/// The value of a setting, and where it was written.
public struct Setting<Value: Sendable & Equatable>: Sendable, Equatable {
    /// The value.
    public let value: Value
    /// Where it was written.
    public let origin: SettingOrigin

    /// A value and where it was written.
    public init(_ value: Value, from origin: SettingOrigin) {
        self.value = value
        self.origin = origin
    }
}

/// A setting outside of the lists: in the file, in the environment, or on the command line.
public enum SettingName: String, Sendable, CaseIterable {
    case journalDirectory = "journal.directory"
    case journalSegmentBytes = "journal.segment-bytes"
    case journalSnapshotInterval = "journal.snapshot-interval"
    case journalRetentionDays = "journal.retention-days"
    case journalRetentionBytes = "journal.retention-bytes"
    case httpAddress = "http.address"
    case httpPort = "http.port"
    case httpDashboard = "http.dashboard"
    case httpCertificate = "http.certificate"
    case httpKey = "http.key"

    /// The section of the file that it stands in.
    public var section: String { String(rawValue.prefix { $0 != "." }) }

    /// Its name within the section.
    public var key: String { String(rawValue.drop { $0 != "." }.dropFirst()) }

    /// The environment variable: `PLIMSOLL_HTTP_PORT`.
    public var environmentName: String { "PLIMSOLL_" + SettingText.environmentWord(rawValue) }

    /// The option: `--http-port VALUE`.
    public var option: CommandOption {
        let name = String(rawValue.map { $0 == "." ? "-" : $0 })
        return switch self {
        case .journalDirectory:
            .value(name, "DIR", .folder, "Where the journal is kept.")
        case .journalSegmentBytes:
            .value(
                name, "N", .integer(SettingLimits.segmentBytes),
                "Bytes of a new journal's segment files.")
        case .journalSnapshotInterval:
            .value(
                name, "N", .integer(SettingLimits.snapshotInterval),
                "Inputs between two snapshots.")
        case .journalRetentionDays:
            .value(
                name, "N", .integer(SettingLimits.retentionDays),
                "Days that full segments are kept; 0 for ever.")
        case .journalRetentionBytes:
            .value(
                name, "N", .integer(SettingLimits.retentionBytes),
                "Bytes that segments may take together; 0 for any.")
        case .httpAddress:
            .value(name, "ADDRESS", .text, "Where to listen, in digits.")
        case .httpPort:
            .value(name, "N", .integer(SettingLimits.port), "The port; 0 takes a free one.")
        case .httpDashboard:
            .value(name, "DIR", .folder, "The built dashboard.")
        case .httpCertificate:
            .value(name, "FILE", .file(suffix: ".pem"), "The certificate for TLS, PEM.")
        case .httpKey:
            .value(name, "FILE", .file(suffix: ".pem"), "Its key, PEM.")
        }
    }
}

/// What settings may be.
public enum SettingLimits {
    /// Bytes of a journal segment.
    public static let segmentBytes: ClosedRange<Int64> = 65_536...268_435_456
    /// Inputs between two snapshots.
    public static let snapshotInterval: ClosedRange<Int64> = 100...1_000_000_000
    /// Inputs between two snapshots unless set: replayed in a fraction of a second.
    public static let snapshotIntervalStandard = 500_000
    /// Days that full segments of the journal are kept; 0 for ever.
    public static let retentionDays: ClosedRange<Int64> = 0...36_500
    /// Bytes that all segments may take; 0 for any number.
    public static let retentionBytes: ClosedRange<Int64> = 0...(1 << 50)
    /// A segment is whole blocks of this many bytes.
    public static let segmentBlockBytes: Int64 = 4096
    /// A port to listen at; 0 takes a free one.
    public static let port: ClosedRange<Int64> = 0...65_535
    /// The number of a venue.
    public static let venueID: ClosedRange<Int64> = 1...65_535
    /// Milliseconds between two comparisons of an account that agrees with its venue.
    public static let compareInterval: ClosedRange<Int64> = 1_000...3_600_000
    /// By how many intervals a limit on the age of an account's data must be longer: an answer may
    /// be late, or be held against our books more than once.
    public static let compareIntervalsPerAge: Int64 = 2
    /// The number of an account or a strategy.
    public static let number: ClosedRange<Int64> = 1...4_294_967_295
    /// The most venues.
    public static let venuesMax = 16
    /// The most accounts.
    public static let accountsMax = 64
    /// The most assets whose worth is configured.
    public static let conversionsMax = 64
    /// The most scopes that have limits.
    public static let riskScopesMax = 1024
    /// The most instruments of a venue.
    public static let instrumentsMax = 256
    /// The longest name of a venue or account.
    public static let nameLengthMax = 32
    /// The largest file of a key or secret, in bytes.
    public static let secretBytesMax = 4096
    /// The most faults that are told at once.
    public static let faultsMax = 50
}
