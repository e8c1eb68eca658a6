internal import Domain
internal import Host
internal import Wire

extension Configuration {
    /// One line of what `plimsoll config show` prints.
    struct Row: Sendable, Equatable {
        let name: String
        /// Nil where there is none.
        let value: String?
        let origin: SettingOrigin

        /// The value for people.
        var shown: String { value ?? "(none)" }
    }

    /// All settings with their values, in the order of the file. No secret is among them.
    var rows: [Row] {
        var rows = [
            row("journal.directory", journal.directory) { $0 },
            row("journal.segment-bytes", journal.segmentBytes) { "\($0)" },
            row("journal.snapshot-interval", journal.snapshotInterval) { "\($0)" },
            row("journal.retention-days", journal.retentionDays) { "\($0)" },
            row("journal.retention-bytes", journal.retentionBytes) { "\($0)" },
            row("http.address", http.address) { $0 },
            row("http.port", http.port) { "\($0)" },
            row("http.dashboard", http.dashboard) { $0 },
        ]
        if let certificate = http.certificate {
            rows.append(row("http.certificate", certificate) { $0.chainPath })
            rows.append(row("http.key", certificate) { $0.keyPath })
        }
        if let valuation = risk.valuation {
            rows.append(row("risk.valuation", valuation) { "\($0)" })
        }
        for conversion in risk.conversions {
            rows.append(
                row("risk.conversions.\(conversion.asset.value)", conversion.price) { "\($0)" })
        }
        for limits in risk.limits {
            let name = "risk.limits.\(limits.name.value)"
            if limits.written.isEmpty { rows.append(row(name, limits.name) { _ in "unlimited" }) }
            for limit in limits.written {
                rows.append(row("\(name).\(limit.name)", limit.text) { $0 })
            }
        }
        return rows + venues.flatMap { self.rows(of: $0) } + accounts.flatMap { self.rows(of: $0) }
    }

    private func rows(of venue: Venue) -> [Row] {
        let prefix = "venues.\(venue.name.value)."
        return [
            row(prefix + "id", venue.id) { "\($0.raw)" },
            row(prefix + "speaks", venue.speaks) { $0.rawValue },
            row(prefix + "rest", venue.rest) { $0 },
            row(prefix + "streams", venue.streams) { $0 },
            row(prefix + "orders", venue.orders) { $0 },
            row(prefix + "instruments", venue.instruments) { symbols in
                symbols.map(\.description).joined(separator: " ")
            },
        ]
    }

    private func rows(of account: Account) -> [Row] {
        let prefix = "accounts.\(account.name.value)."
        return [
            row(prefix + "id", account.id) { "\($0.raw)" },
            row(prefix + "venue", account.venue) { $0 },
            row(prefix + "strategy", account.strategy) { "\($0.raw)" },
            row(prefix + "compare-interval-ms", account.compareEvery) { "\($0 / 1_000_000)" },
            row(prefix + "key-file", account.keyFile) { $0 },
            row(prefix + "secret-file", account.secretFile) { $0 },
            row(prefix + "algorithm", account.algorithm) { $0.rawValue },
        ]
    }

    private func row<Value>(
        _ name: String, _ setting: Setting<Value>, _ text: (Value) -> String?
    ) -> Row {
        Row(name: name, value: text(setting.value), origin: setting.origin)
    }
}

extension SettingOrigin {
    /// The origin as a JSON object.
    func write(to json: inout JSONWriter) {
        json.beginObject()
        switch self {
        case .standard:
            json.member("kind", "default")
        case .file(let path, let place):
            json.member("kind", "file")
            json.member("path", path)
            json.member("line", place.line)
            json.member("column", place.column)
        case .environment(let name):
            json.member("kind", "environment")
            json.member("name", name)
        case .flag(let name):
            json.member("kind", "flag")
            json.member("name", name)
        }
        json.endObject()
    }
}
