internal import Domain
internal import Durability
internal import Host
internal import Wire

/// Reads a configuration and gathers everything that is wrong with it.
struct ConfigurationReader {
    let sources: ConfigurationSources
    private(set) var faults: [ConfigurationFault] = []
    var notes: [String] = []
    /// Variables of the environment that mean something, so that the others can be told.
    var knownVariables: Set<String> = []
    private var scalars: [SettingName: SettingText] = [:]
    /// Settings that somebody wrote, rightly or wrongly.
    private var written: Set<SettingName> = []

    init(_ sources: ConfigurationSources) {
        self.sources = sources
    }

    /// The configuration; nil where there are faults.
    mutating func read() -> Configuration? {
        guard let root = fileRoot() else { return nil }
        for name in ["journal", "http"] { readSection(name, of: root) }
        overrideScalars()
        let journal = readJournal()
        let http = readHTTP()
        let venues = readVenues(root)
        let accounts = readAccounts(root, venues: venues)
        let risk = readRisk(root, venues: venues, accounts: accounts)
        noteUnknownVariables(accounts: accounts.map(\.name.value))
        guard faults.isEmpty, let journal, let http else {
            precondition(!faults.isEmpty, "what is missing has been told")
            return nil
        }
        return Configuration(
            file: sources.file, journal: journal, http: http, venues: venues, accounts: accounts,
            risk: risk, notes: notes)
    }

    // MARK: The file

    private mutating func fileRoot() -> SettingsMapping? {
        let file: SmallFile
        do throws(FileFault) {
            file = try SmallFile(path: sources.file, bytesMax: YAMLDocument.Limits.bytesMax)
        } catch {
            faults.append(ConfigurationFault(at: nil, error.explanation))
            return nil
        }
        do throws(YAMLFault) {
            guard !file.isCut else {
                throw YAMLFault(reason: .tooLarge, place: TextPlace(line: 1, column: 1))
            }
            let start = TextPlace(line: 1, column: 1)
            guard let root = try YAMLDocument.parse(file.bytes) else {
                return SettingsMapping(title: "the file", place: start, entries: [])
            }
            return mapping(root, "the file", ["journal", "http", "venues", "accounts", "risk"])
        } catch {
            fail(place(error.place), error.explanation)
            return nil
        }
    }

    func place(_ place: TextPlace) -> SettingOrigin { .file(path: sources.file, place) }

    private mutating func readSection(_ name: String, of root: SettingsMapping) {
        guard let entry = root[name] else { return }
        let settings = SettingName.allCases.filter { $0.section == name }
        guard let section = mapping(entry.value, "'\(name)'", settings.map(\.key)) else { return }
        for setting in settings {
            if section[setting.key] != nil { written.insert(setting) }
            scalars[setting] = text(section, setting.key)
        }
    }

    /// Flags beat the environment, the environment beats the file.
    private mutating func overrideScalars() {
        for setting in SettingName.allCases {
            let variable = setting.environmentName
            knownVariables.insert(variable)
            if let value = sources.environment[variable] {
                override(setting, value, .environment(variable))
            }
            if let value = sources.flags[setting] {
                override(setting, value, .flag("--\(setting.option.name)"))
            }
        }
    }

    private mutating func override(
        _ setting: SettingName, _ value: String, _ origin: SettingOrigin
    ) {
        written.insert(setting)
        scalars[setting] = checked(SettingText(text: value, origin: origin), setting.rawValue)
    }

    // MARK: Sections

    private mutating func readJournal() -> Configuration.Journal? {
        let segmentBytes =
            value(.journalSegmentBytes, SettingValues.segmentBytes)
            ?? Setting(JournalFormat.segmentBytesStandard, from: .standard)
        let snapshotInterval =
            value(.journalSnapshotInterval) { (text) throws(SettingObjection) in
                Int(try SettingValues.integer(text, in: SettingLimits.snapshotInterval))
            } ?? Setting(SettingLimits.snapshotIntervalStandard, from: .standard)
        let retentionDays = retention(.journalRetentionDays, in: SettingLimits.retentionDays)
        let retentionBytes = retention(.journalRetentionBytes, in: SettingLimits.retentionBytes)
        guard written.contains(.journalDirectory) else {
            fail(
                place(TextPlace(line: 1, column: 1)),
                Explanation(
                    what: "journal.directory is missing",
                    why: "a journal in another folder each time would be no memory",
                    action: "Name the folder: 'journal:' and below it '  directory: DIR'"))
            return nil
        }
        guard let directory = path(scalars[.journalDirectory]) else { return nil }
        return Configuration.Journal(
            directory: directory, segmentBytes: segmentBytes, snapshotInterval: snapshotInterval,
            retentionDays: retentionDays, retentionBytes: retentionBytes)
    }

    /// A bound on what the journal keeps; none unless it is written.
    private mutating func retention(
        _ name: SettingName, in range: ClosedRange<Int64>
    ) -> Setting<Int> {
        value(name) { (text) throws(SettingObjection) in
            Int(try SettingValues.integer(text, in: range))
        } ?? Setting(0, from: .standard)
    }

    private mutating func readHTTP() -> Configuration.HTTP? {
        let port = value(.httpPort) { (text) throws(SettingObjection) in
            Int(try SettingValues.integer(text, in: SettingLimits.port))
        }
        return Configuration.HTTP(
            address: value(.httpAddress, SettingValues.address)
                ?? Setting("127.0.0.1", from: .standard),
            port: port ?? Setting(8080, from: .standard),
            dashboard: dashboard(), certificate: certificate())
    }

    private mutating func dashboard() -> Setting<String?> {
        if let folder = path(scalars[.httpDashboard]) {
            if !Dashboard.isBuilt(in: folder.value) {
                fail(
                    folder.origin,
                    Explanation(
                        what: "there is no dashboard in \(folder.value)",
                        why: "it has no index.html that can be read",
                        action: "Name the folder that Scripts/build-dashboard made"))
            }
            return Setting(folder.value, from: folder.origin)
        }
        return Setting(sources.programFolder.flatMap(Dashboard.near), from: .standard)
    }

    private mutating func certificate() -> Setting<WebServerOptions.Certificate>? {
        let chain = path(scalars[.httpCertificate])
        let key = path(scalars[.httpKey])
        guard let chain, let key else {
            let lacking: SettingName = chain == nil ? .httpCertificate : .httpKey
            if let lonely = chain ?? key, !written.contains(lacking) {
                fail(
                    lonely.origin,
                    Explanation(
                        what: "\(lacking.rawValue) is missing",
                        why: "TLS needs a certificate and its key",
                        action: "Name both, or neither"))
            }
            return nil
        }
        _ = content(of: chain, "http.certificate", isSecret: false)
        _ = content(of: key, "http.key", isSecret: true)
        return Setting(
            WebServerOptions.Certificate(chainPath: chain.value, keyPath: key.value),
            from: chain.origin)
    }

    private mutating func noteUnknownVariables(accounts: [String]) {
        for name in sources.environment.keys.sorted()
        where name.hasPrefix("PLIMSOLL_") && !knownVariables.contains(name) {
            let closest = NearestName.of(name, among: knownVariables.sorted())
            notes.append(
                "the environment variable \(name) is no setting"
                    + (closest.map { "; did you mean \($0)?" } ?? ""))
        }
    }

    // MARK: Values

    mutating func fail(_ origin: SettingOrigin?, _ explanation: Explanation) {
        faults.append(ConfigurationFault(at: origin, explanation))
    }

    private mutating func value<Value>(
        _ setting: SettingName, _ read: (String) throws(SettingObjection) -> Value
    ) -> Setting<Value>? {
        value(scalars[setting], setting.rawValue, read)
    }

    /// The checked value of a text; nil where there is none, or it is wrong and this was told.
    mutating func value<Value>(
        _ text: SettingText?, _ name: String, _ read: (String) throws(SettingObjection) -> Value
    ) -> Setting<Value>? {
        guard let text else { return nil }
        do throws(SettingObjection) {
            return Setting(try read(text.text), from: text.origin)
        } catch {
            fail(
                text.origin,
                Explanation(
                    what: "\(name) cannot be \(text.shown)", why: error.why, action: error.action))
            return nil
        }
    }

    /// A path in the file counts from the file's own folder; any other from the working directory.
    func path(_ text: SettingText?) -> Setting<String>? {
        guard let text else { return nil }
        guard case .file = text.origin, !text.text.hasPrefix("/") else {
            return Setting(text.text, from: text.origin)
        }
        return Setting(folder + text.text, from: text.origin)
    }

    /// The folder of the file, with a slash at its end; empty for the working directory.
    var folder: String {
        sources.file.lastIndex(of: "/").map { String(sources.file[...$0]) } ?? ""
    }
}
