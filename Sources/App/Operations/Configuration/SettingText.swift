internal import Host

/// The text of a value before it is checked, and where it was written.
struct SettingText {
    let text: String
    let origin: SettingOrigin

    /// The longest part of a wrong value that is repeated in a message.
    static let shownMax = 80

    /// A name as it goes into the name of an environment variable: `http.port` is `HTTP_PORT`.
    static func environmentWord(_ name: String) -> String {
        String(name.uppercased().map { $0 == "." || $0 == "-" ? "_" : $0 })
    }

    /// What stands in a message in place of a value that may be a secret.
    static let hidden = "(not shown: it may be a secret)"

    /// The value for a message, in quotes and cut; not at all where it may be a secret that was
    /// written in the wrong place.
    var shown: String { Self.mayBeSecret(text[...]) ? Self.hidden : quoted }

    /// The value for a message, in quotes and cut, where it is known to be no secret.
    var quoted: String {
        let visible = VisibleText.of(String(text.prefix(Self.shownMax + 1)))
        return "'" + visible.prefix(Self.shownMax) + (visible.count > Self.shownMax ? "…'" : "'")
    }

    /// Whether this path, apart from the folder it counts from, may be a secret.
    func isSecret(below folder: String) -> Bool {
        Self.mayBeSecret(text.hasPrefix(folder) ? text.dropFirst(folder.count) : text[...])
    }

    /// Secrets of venues are long words without a dot; or they are several lines. A URL may have a
    /// password before an `@`.
    private static func mayBeSecret(_ text: Substring) -> Bool {
        text.contains("\n") || text.contains("PRIVATE KEY")
            || text.contains("://") && text.contains("@")
            || text.split(separator: "/").contains { part in
                part.utf8.count >= 32 && !part.contains(".") && !part.contains(" ")
            }
    }
}

/// Names that would hold a secret itself. None is a setting.
enum SecretNames {
    private static let words: Set<String> = [
        "secret", "apisecret", "secretkey", "apikey", "key", "privatekey", "password",
        "passphrase", "token", "credentials",
    ]

    static func contains(_ name: String) -> Bool {
        words.contains(name.lowercased().filter { $0 != "-" && $0 != "_" && $0 != "." })
    }
}
