public import Domain
public import Host

/// What `plimsoll run` is to do: settings, checked, each with where it was written.
public struct Configuration: Sendable {
    /// Where the journal is.
    public struct Journal: Sendable, Equatable {
        /// Its folder.
        public let directory: Setting<String>
        /// Bytes of a segment file; a journal that exists keeps the size it was begun with.
        public let segmentBytes: Setting<Int>
        /// Inputs that are decided between two snapshots.
        public let snapshotInterval: Setting<Int>
        /// Days that full segments are kept; 0 for ever.
        public let retentionDays: Setting<Int>
        /// Bytes that all segments may take; 0 for any number.
        public let retentionBytes: Setting<Int>
    }

    /// Where people and bots come in.
    public struct HTTP: Sendable, Equatable {
        /// The address to listen at, in digits; of this machine only.
        public let address: Setting<String>
        /// The port; 0 takes a free one.
        public let port: Setting<Int>
        /// The folder of the built dashboard; nil where there is none.
        public let dashboard: Setting<String?>
        /// TLS, where it is wanted: the certificate and its key.
        public let certificate: Setting<WebServerOptions.Certificate>?
    }

    /// A venue.
    public struct Venue: Sendable, Equatable {
        /// What it speaks.
        public enum Dialect: String, Sendable, Equatable, CaseIterable {
            case binanceSpot = "binance-spot"
            case binanceUSDM = "binance-usdm"
        }

        /// What it is called here.
        public let name: Setting<String>
        /// Its number in the journal, the same for ever.
        public let id: Setting<VenueID>
        /// What it speaks.
        public let speaks: Setting<Dialect>
        /// The base of its REST interface, without a slash at the end: `https://api.binance.com`.
        public let rest: Setting<String>
        /// The base of its streams, without a slash at the end; `/ws` or `/stream` is appended.
        public let streams: Setting<String>
        /// Its WebSocket interface for orders, whole.
        public let orders: Setting<String>
        /// The instruments to follow, as the venue names them.
        public let instruments: Setting<[Symbol]>
    }

    /// An account at a venue.
    public struct Account: Sendable {
        /// How requests are signed.
        public enum Algorithm: String, Sendable, Equatable, CaseIterable {
            case hmacSHA256 = "hmac-sha256"
            case ed25519
        }

        /// What it is called here.
        public let name: Setting<String>
        /// Its number in the journal, the same for ever.
        public let id: Setting<AccountID>
        /// The name of its venue.
        public let venue: Setting<String>
        /// The strategy of orders that name none.
        public let strategy: Setting<StrategyID>
        /// Nanoseconds between two comparisons with the venue while both agree.
        public let compareEvery: Setting<Int64>
        /// The file that holds the API key.
        public let keyFile: Setting<String>
        /// The file that holds the secret.
        public let secretFile: Setting<String>
        /// How requests are signed.
        public let algorithm: Setting<Algorithm>
        /// What was in the two files.
        public let credentials: Credentials
    }

    /// The file it was read from.
    public let file: String
    public let journal: Journal
    /// Where people and bots come in.
    public let http: HTTP
    /// At least one, in the order of the file.
    public let venues: [Venue]
    /// In the order of the file; none for market data only.
    public let accounts: [Account]
    /// What may be risked.
    public let risk: Risk
    /// What is allowed and most likely not meant, one sentence each.
    public let notes: [String]

    /// Reads and checks everything.
    ///
    /// - Throws: all faults there are, at most ``SettingLimits/faultsMax``.
    public static func load(
        _ sources: ConfigurationSources
    ) throws(ConfigurationFaults) -> Configuration {
        var reader = ConfigurationReader(sources)
        if let configuration = reader.read() { return configuration }
        throw ConfigurationFaults(reader.faults)
    }
}

/// Where settings are written, the strongest first.
public struct ConfigurationSources: Sendable {
    /// What was said on the command line.
    public var flags: [SettingName: String] = [:]
    /// The environment; only names that begin with `PLIMSOLL_` are looked at.
    public var environment: [String: String] = [:]
    /// The configuration file.
    public var file: String
    /// The folder of the running program, near which the dashboard is looked for.
    public var programFolder: String?

    /// The file alone: no flags, no environment, no folder to look for the dashboard.
    public init(file: String) {
        self.file = file
    }
}
