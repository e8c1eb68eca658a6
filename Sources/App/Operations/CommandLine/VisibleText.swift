/// Text from outside made fit for a terminal: one line, in which nothing moves the cursor, changes
/// colours, rings, or turns the direction of reading.
enum VisibleText {
    /// `text` with what a terminal would obey written out: `\n`, `\u{1B}`.
    ///
    /// - Complexity: linear; the text itself where there is nothing to write out.
    static func of(_ text: String) -> String {
        guard text.unicodeScalars.contains(where: isObeyed) else { return text }
        var visible = ""
        for scalar in text.unicodeScalars {
            if isObeyed(scalar) {
                visible += escape(scalar)
            } else {
                visible.unicodeScalars.append(scalar)
            }
        }
        return visible
    }

    /// Control characters, line and paragraph separators, and marks of direction.
    ///
    /// - Source: Unicode 15, general categories Cc, Zl and Zp, and the property Bidi_Control.
    private static func isObeyed(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.value {
        case 0...0x1F, 0x7F...0x9F, 0x061C, 0x200E, 0x200F, 0x2028...0x202E, 0x2066...0x2069: true
        default: false
        }
    }

    private static func escape(_ scalar: Unicode.Scalar) -> String {
        switch scalar {
        case "\n": "\\n"
        case "\r": "\\r"
        case "\t": "\\t"
        default: "\\u{" + String(scalar.value, radix: 16, uppercase: true) + "}"
        }
    }
}
