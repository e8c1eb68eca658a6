internal import Host
internal import Wire

/// A mapping of the file whose names are known ones.
struct SettingsMapping {
    /// How messages call it: `'http'`, `venue 'sim'`.
    let title: String
    /// Where it begins.
    let place: TextPlace
    let entries: [YAMLEntry]

    subscript(name: String) -> YAMLEntry? { entries.first { $0.name == name } }
}

extension ConfigurationReader {
    /// A node as a mapping; names that are not among `names` are told. Nil where it is none.
    mutating func mapping(
        _ node: YAMLNode, _ title: String, _ names: [String]
    ) -> SettingsMapping? {
        guard case .mapping(let entries) = node.content else {
            fail(
                place(node.place),
                Explanation(
                    what: "\(title) has no settings", why: "it is \(node.content.words)",
                    action: "Write 'name: value' on lines of their own, indented alike"))
            return nil
        }
        for entry in entries where !names.contains(entry.name) {
            fail(place(entry.place), unknown(entry.name, in: title, names))
        }
        return SettingsMapping(title: title, place: node.place, entries: entries)
    }

    /// The elements of a list; nil where it is none.
    mutating func list(_ entry: YAMLEntry, max: Int) -> [YAMLNode]? {
        guard case .sequence(let elements) = entry.value.content else {
            fail(
                place(entry.value.place),
                Explanation(
                    what: "'\(entry.name)' is no list", why: "it is \(entry.value.content.words)",
                    action: "Write each element on a line of its own after '- '"))
            return nil
        }
        guard elements.count <= max else {
            fail(
                place(elements[max].place),
                Explanation(
                    what: "'\(entry.name)' is too long", why: "at most \(max) are taken",
                    action: "Remove this one and those after it"))
            return Array(elements.prefix(max))
        }
        return elements
    }

    /// The text of a member; nil where it is not there, or it is none and this was told.
    mutating func text(_ mapping: SettingsMapping, _ name: String) -> SettingText? {
        guard let entry = mapping[name] else { return nil }
        return text(entry.value, name)
    }

    /// As ``text(_:_:)-swift.method``, of a member that must be there.
    mutating func requiredText(
        _ mapping: SettingsMapping, _ name: String, _ example: String
    ) -> SettingText? {
        if mapping[name] == nil {
            fail(
                place(mapping.place),
                Explanation(
                    what: "\(name) is missing", why: "\(mapping.title) cannot do without it",
                    action: "Add a line such as '\(name): \(example)'"))
        }
        return text(mapping, name)
    }

    /// A node as a text; nil where it is none, which is told.
    mutating func text(_ node: YAMLNode, _ name: String) -> SettingText? {
        guard case .scalar(let scalar) = node.content else {
            fail(
                place(node.place),
                Explanation(
                    what: "\(name) is no single value", why: "it is \(node.content.words)",
                    action: "Give one value"))
            return nil
        }
        return checked(SettingText(text: scalar.text, origin: place(node.place)), name)
    }

    /// A text that may be a value: something, on one line.
    mutating func checked(_ text: SettingText, _ name: String) -> SettingText? {
        let scalars = text.text.unicodeScalars
        let isEmpty = text.text.isEmpty
        guard isEmpty || scalars.contains(where: { $0.value < 0x20 || $0.value == 0x7F }) else {
            return text
        }
        fail(
            text.origin,
            Explanation(
                what: isEmpty ? "\(name) has no value" : "\(name) cannot be \(text.shown)",
                why: isEmpty ? "nothing is given" : "a value is one line of text",
                action: isEmpty ? "Give one, or remove the setting" : "Write it on one line"))
        return nil
    }

    /// How messages call an element of a list: `venue 'sim'` where it has a name.
    func title(of node: YAMLNode, _ kind: String) -> String {
        guard case .mapping(let entries) = node.content,
            case .scalar(let name) = entries.first(where: { $0.name == "name" })?.value.content
        else { return "this \(kind)" }
        return "\(kind) \(SettingText(text: name.text, origin: .standard).shown)"
    }

    private func unknown(_ name: String, in title: String, _ names: [String]) -> Explanation {
        let shown = SettingText(text: name, origin: .standard).shown
        if SecretNames.contains(name) {
            return Explanation(
                what: "\(shown) stands in \(title)",
                why: "a secret in this file is read by all who may read it, and copied with it",
                action: "Put it into a file of its own with mode 0600, and name that with "
                    + "key-file or secret-file")
        }
        let elsewhere = SettingName.allCases.first { $0.key == name || $0.rawValue == name }
        let action =
            if let closest = NearestName.of(name, among: names) {
                "Perhaps '\(closest)' was meant"
            } else if let elsewhere {
                "Write '\(elsewhere.key):' below '\(elsewhere.section):'"
            } else {
                "Remove it, or correct its name"
            }
        return Explanation(
            what: "there is no setting \(shown) in \(title)",
            why: "known are \(names.joined(separator: ", "))", action: action)
    }
}

extension YAMLNode.Content {
    /// What it is, for people.
    var words: String {
        switch self {
        case .scalar(let scalar): scalar.text.isEmpty ? "empty" : "a single value"
        case .sequence: "a list"
        case .mapping: "a mapping"
        }
    }
}
