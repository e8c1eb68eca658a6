internal import Domain
internal import Host

extension ConfigurationReader {
    private static let venueNames = [
        "name", "id", "speaks", "rest", "streams", "orders", "instruments",
    ]

    mutating func readVenues(_ root: SettingsMapping) -> [Configuration.Venue] {
        guard let entry = root["venues"] else {
            fail(
                place(TextPlace(line: 1, column: 1)),
                Explanation(
                    what: "venues is missing", why: "without a venue there is nothing to do",
                    action: "Add a list of venues, as in config/demo.yaml"))
            return []
        }
        guard let elements = list(entry, max: SettingLimits.venuesMax) else { return [] }
        if elements.isEmpty {
            fail(
                place(entry.value.place),
                Explanation(
                    what: "venues is empty", why: "without a venue there is nothing to do",
                    action: "Add a venue, as in config/demo.yaml"))
        }
        let venues = elements.compactMap { readVenue($0, isOnly: elements.count == 1) }
        refuseRepeats(venues.map(\.name), "the name of a venue")
        refuseRepeats(venues.map(\.id), "the id of a venue") { "\($0.raw)" }
        return venues
    }

    private mutating func readVenue(_ node: YAMLNode, isOnly: Bool) -> Configuration.Venue? {
        guard let venue = mapping(node, title(of: node, "venue"), Self.venueNames) else {
            return nil
        }
        let name = value(
            requiredText(venue, "name", "binance"), "the name of a venue", SettingValues.name)
        let id = venueID(of: venue, isOnly: isOnly)
        let speaks = value(
            requiredText(venue, "speaks", "binance-spot"), "speaks"
        ) { (text) throws(SettingObjection) in
            try SettingValues.word(text, Configuration.Venue.Dialect.self)
        }
        let rest = url(venue, "rest", .rest)
        let streams = url(venue, "streams", .streams)
        let orders = url(venue, "orders", .orders)
        let instruments = instruments(of: venue)
        guard let name, let id, let speaks, let rest, let streams, let orders, let instruments
        else { return nil }
        return Configuration.Venue(
            name: name, id: id, speaks: speaks, rest: rest, streams: streams, orders: orders,
            instruments: instruments)
    }

    /// The journal knows venues by number: with several, each must say its own, or a change of
    /// their order in the file would exchange them.
    private mutating func venueID(
        of venue: SettingsMapping, isOnly: Bool
    ) -> Setting<VenueID>? {
        if isOnly, venue["id"] == nil { return Setting(VenueID(1), from: .standard) }
        return value(requiredText(venue, "id", "1"), "id") { (text) throws(SettingObjection) in
            VenueID(UInt16(try SettingValues.integer(text, in: SettingLimits.venueID)))
        }
    }

    private mutating func url(
        _ venue: SettingsMapping, _ name: String, _ interface: VenueURL.Interface
    ) -> Setting<String>? {
        let text = requiredText(venue, name, interface.example)
        let url = value(text, name) { (text) throws(SettingObjection) in
            try VenueURL(text, for: interface)
        }
        guard let url else { return nil }
        if url.value.isOpen {
            notes.append(
                "\(url.origin): \(name) goes to another machine unencrypted; "
                    + "keys can be read on the way"
            )
        }
        return Setting(url.value.text, from: url.origin)
    }

    private mutating func instruments(of venue: SettingsMapping) -> Setting<[Symbol]>? {
        guard let entry = venue["instruments"] else {
            _ = requiredText(venue, "instruments", "[BTCUSDT]")
            return nil
        }
        guard let elements = list(entry, max: SettingLimits.instrumentsMax) else { return nil }
        let symbols = elements.compactMap { element in
            value(text(element, "an instrument"), "an instrument", SettingValues.symbol)
        }
        refuseRepeats(symbols, "the instrument") { $0.description }
        if elements.isEmpty {
            fail(
                place(entry.value.place),
                Explanation(
                    what: "instruments is empty",
                    why: "\(venue.title) has nothing to follow then",
                    action: "Add one, such as BTCUSDT"))
        }
        return Setting(symbols.map(\.value), from: place(entry.value.place))
    }

    /// Tells each value that was there before.
    mutating func refuseRepeats<Value: Equatable>(
        _ settings: [Setting<Value>], _ what: String,
        shown: (Value) -> String = { "'\($0)'" }
    ) {
        for (index, setting) in settings.enumerated() {
            guard let first = settings[..<index].first(where: { $0.value == setting.value })
            else { continue }
            fail(
                setting.origin,
                Explanation(
                    what: "\(what) \(shown(setting.value)) stands twice",
                    why: "\(first.origin) has it already", action: "Give each its own"))
        }
    }
}
