internal import Domain
internal import Host
internal import Wire

extension ConfigurationReader {
    private static let accountNames = [
        "name", "id", "venue", "strategy", "compare-interval-ms", "key-file", "secret-file",
        "algorithm",
    ]

    mutating func readAccounts(
        _ root: SettingsMapping, venues: [Configuration.Venue]
    ) -> [Configuration.Account] {
        guard let entry = root["accounts"],
            let elements = list(entry, max: SettingLimits.accountsMax)
        else { return [] }
        let accounts = elements.compactMap { readAccount($0, root, venues: venues) }
        refuseRepeats(accounts.map(\.name), "the name of an account")
        refuseRepeats(accounts.map(\.id), "the id of an account") { "\($0.raw)" }
        return accounts
    }

    private mutating func readAccount(
        _ node: YAMLNode, _ root: SettingsMapping, venues: [Configuration.Venue]
    ) -> Configuration.Account? {
        guard let account = mapping(node, title(of: node, "account"), Self.accountNames) else {
            return nil
        }
        let name = value(
            requiredText(account, "name", "main"), "the name of an account", SettingValues.name)
        let id = value(requiredText(account, "id", "1"), "id") { (text) throws(SettingObjection) in
            AccountID(UInt32(try SettingValues.integer(text, in: SettingLimits.number)))
        }
        let strategy = value(text(account, "strategy"), "strategy") {
            (text) throws(SettingObjection) in
            StrategyID(UInt32(try SettingValues.integer(text, in: SettingLimits.number)))
        }
        let compareEvery = value(text(account, "compare-interval-ms"), "compare-interval-ms") {
            (text) throws(SettingObjection) in
            try SettingValues.integer(text, in: SettingLimits.compareInterval) * 1_000_000
        }
        let algorithm = value(text(account, "algorithm"), "algorithm") {
            (text) throws(SettingObjection) in
            try SettingValues.word(text, Configuration.Account.Algorithm.self)
        }
        let venue = venueName(of: account, root, venues: venues)
        let signing = algorithm ?? Setting(.hmacSHA256, from: .standard)
        let files = credentialFiles(of: account, name: name?.value)
        let credentials = credentials(key: files.key, secret: files.secret, signing.value)
        guard let name, let id, let venue, let key = files.key, let secret = files.secret,
            let credentials
        else { return nil }
        return Configuration.Account(
            name: name, id: id, venue: venue,
            strategy: strategy ?? Setting(StrategyID(1), from: .standard),
            compareEvery: compareEvery
                ?? Setting(Reconciliation.Limits.trustedInterval, from: .standard),
            keyFile: key, secretFile: secret, algorithm: signing, credentials: credentials)
    }

    /// The name of a venue of this file; where venues themselves are wrong, theirs is told enough.
    private mutating func venueName(
        of account: SettingsMapping, _ root: SettingsMapping, venues: [Configuration.Venue]
    ) -> Setting<String>? {
        let names = venueNames(root)
        return value(
            requiredText(account, "venue", names.first ?? "binance"), "the venue of an account"
        ) { (text) throws(SettingObjection) in
            guard !names.contains(text) else { return text }
            let closest = NearestName.of(text, among: names)
            throw SettingObjection(
                why: "no venue of this file has that name",
                action: closest.map { "Perhaps '\($0)' was meant" }
                    ?? "Give one of " + names.joined(separator: ", "))
        }
    }

    /// Also those of venues that have other faults.
    private func venueNames(_ root: SettingsMapping) -> [String] {
        guard case .sequence(let elements) = root["venues"]?.value.content else { return [] }
        return elements.compactMap { element in
            guard case .mapping(let entries) = element.content,
                case .scalar(let name) = entries.first(where: { $0.name == "name" })?.value.content
            else { return nil }
            return name.text
        }
    }

    // MARK: Keys and secrets

    private mutating func credentialFiles(
        of account: SettingsMapping, name: String?
    ) -> (key: Setting<String>?, secret: Setting<String>?) {
        let word = name.map { "PLIMSOLL_" + SettingText.environmentWord($0) }
        let key = credentialFile(account, "key-file", word.map { $0 + "_KEY_FILE" })
        let secret = credentialFile(account, "secret-file", word.map { $0 + "_SECRET_FILE" })
        for inline in ["_KEY", "_SECRET"] {
            guard let variable = word.map({ $0 + inline }),
                sources.environment[variable] != nil
            else { continue }
            knownVariables.insert(variable)
            fail(
                .environment(variable),
                Explanation(
                    what: "a secret stands in the environment",
                    why: "the environment is handed on to every process, and shown by ps",
                    action: "Put it into a file with mode 0600 and name that with \(variable)_FILE")
            )
        }
        return (key, secret)
    }

    private mutating func credentialFile(
        _ account: SettingsMapping, _ name: String, _ variable: String?
    ) -> Setting<String>? {
        if let variable {
            knownVariables.insert(variable)
            if let value = sources.environment[variable] {
                return path(checked(SettingText(text: value, origin: .environment(variable)), name))
            }
        }
        return path(requiredText(account, name, "keys/main.\(name.prefix { $0 != "-" })"))
    }

    private mutating func credentials(
        key: Setting<String>?, secret: Setting<String>?,
        _ algorithm: Configuration.Account.Algorithm
    ) -> Credentials? {
        let keyText = key.flatMap { content(of: $0, "key-file", isSecret: false) }
        let secretText = secret.flatMap { content(of: $0, "secret-file", isSecret: true) }
        guard let key, let secret, let keyText, let secretText else { return nil }
        guard keyText.allSatisfy({ $0 > 0x20 && $0 < 0x7F }) else {
            fail(
                key.origin,
                Explanation(
                    what: "the key-file holds no API key",
                    why: "a key is one word of printable ASCII",
                    action: "Write the key alone into it"))
            return nil
        }
        let isPrivateKey = String(decoding: secretText, as: UTF8.self).contains("PRIVATE KEY-----")
        guard isPrivateKey == (algorithm == .ed25519) else {
            fail(
                secret.origin,
                Explanation(
                    what: "the secret-file does not fit the algorithm \(algorithm.rawValue)",
                    why: isPrivateKey
                        ? "it holds a private key in PEM" : "it holds no private key in PEM",
                    action: isPrivateKey
                        ? "Set 'algorithm: ed25519', or name the file of the secret"
                        : "Name the file of the private key, or set 'algorithm: hmac-sha256'"))
            return nil
        }
        do throws(SecretFault) {
            return Credentials(
                apiKey: String(decoding: keyText, as: UTF8.self),
                secret: isPrivateKey
                    ? .privateKey(try Ed25519Key(path: secret.value))
                    : .shared(try SecretBytes(path: secret.value)))
        } catch {
            fail(secret.origin, error.explanation)
            return nil
        }
    }

    /// What a file of a key or secret holds, without blanks around it.
    ///
    /// A path that leads nowhere is named in a message only where it cannot be the secret itself,
    /// written in the wrong place.
    mutating func content(
        of file: Setting<String>, _ name: String, isSecret: Bool
    ) -> [UInt8]? {
        let path = SettingText(text: file.value, origin: file.origin)
        var shown = path.quoted
        let objection: SettingObjection
        do throws(FileFault) {
            let content = try SmallFile(path: file.value, bytesMax: SettingLimits.secretBytesMax)
            let text = content.bytes.trimmingBlanks
            if isSecret, content.isOpenToOthers {
                let mode = "0" + String(content.permissions, radix: 8)
                objection = SettingObjection(
                    why: "others than its owner may read or change it (mode \(mode))",
                    action: "Run: chmod 600 \(shown)")
            } else if content.isCut {
                objection = SettingObjection(
                    why: "it is larger than \(SettingLimits.secretBytesMax) bytes",
                    action: "Check that this is the right file")
            } else if text.isEmpty {
                objection = SettingObjection(why: "it is empty", action: "Write the key into it")
            } else {
                return text
            }
        } catch {
            if error.operation == .open, path.isSecret(below: folder) { shown = SettingText.hidden }
            objection = SettingObjection(why: error.reason.why, action: error.reason.action)
        }
        fail(
            file.origin,
            Explanation(
                what: "\(name) \(shown) cannot be used", why: objection.why,
                action: objection.action))
        return nil
    }
}

extension [UInt8] {
    /// Without blanks and line ends at both ends.
    fileprivate var trimmingBlanks: [UInt8] {
        let isBlank = { (byte: UInt8) in byte == 0x20 || (0x09...0x0D).contains(byte) }
        return Array(drop(while: isBlank).reversed().drop(while: isBlank).reversed())
    }
}
