internal import Domain
internal import Durability
internal import Wire

/// Reads a value of each kind, and says what is wrong with a text that is none.
enum SettingValues {
    static func isDigit(_ byte: UInt8) -> Bool { (0x30...0x39).contains(byte) }

    static func integer(
        _ text: String, in range: ClosedRange<Int64>
    ) throws(SettingObjection) -> Int64 {
        let action = "Give a whole number from \(range.lowerBound) to \(range.upperBound)"
        let digits = text.hasPrefix("-") ? text.dropFirst() : text[...]
        guard !digits.isEmpty, digits.utf8.allSatisfy(isDigit) else {
            throw SettingObjection(why: "it is no whole number in digits", action: action)
        }
        guard let number = Int64(text), range.contains(number) else {
            throw SettingObjection(why: "it is out of range", action: action)
        }
        return number
    }

    static func segmentBytes(_ text: String) throws(SettingObjection) -> Int {
        let number = try integer(text, in: SettingLimits.segmentBytes)
        guard number % SettingLimits.segmentBlockBytes == 0 else {
            throw SettingObjection(
                why: "a segment is whole blocks of \(SettingLimits.segmentBlockBytes) bytes",
                action: "Give a multiple of it, such as \(JournalFormat.segmentBytesStandard)")
        }
        return Int(number)
    }

    /// An address of this machine in digits. Nobody else may reach a door without a lock.
    static func address(_ text: String) throws(SettingObjection) -> String {
        let parts = text.split(separator: ".", omittingEmptySubsequences: false)
        let isIPv4 =
            parts.count == 4
            && parts.allSatisfy { UInt8($0) != nil && $0.utf8.allSatisfy(isDigit) }
        guard isIPv4 || text.contains(":") && !text.contains("[") else {
            throw SettingObjection(
                why: "it is no address in digits", action: "Give 127.0.0.1, or ::1 for IPv6")
        }
        guard isIPv4 && UInt8(parts[0]) == 127 || text == "::1" else {
            throw SettingObjection(
                why: "the interface has no credentials yet, so whoever reached it could trade",
                action: "Give 127.0.0.1, and reach it from elsewhere through ssh -L")
        }
        return text
    }

    /// What a venue or account may be called: short, and plain in a URL and a variable's name.
    static func name(_ text: String) throws(SettingObjection) -> String {
        let isPlain = text.utf8.allSatisfy { byte in
            (0x61...0x7A).contains(byte) || isDigit(byte) || byte == 0x2D
        }
        guard isPlain, let first = text.utf8.first, (0x61...0x7A).contains(first),
            text.utf8.count <= SettingLimits.nameLengthMax
        else {
            throw SettingObjection(
                why: "a name is at most \(SettingLimits.nameLengthMax) lower-case letters, digits "
                    + "and hyphens, a letter first",
                action: "Give a name such as 'main' or 'binance-2'")
        }
        return text
    }

    static func word<Word>(
        _ text: String, _ kind: Word.Type
    ) throws(SettingObjection) -> Word
    where Word: RawRepresentable<String> & CaseIterable {
        if let word = Word(rawValue: text) { return word }
        let words = Word.allCases.map(\.rawValue)
        let closest = NearestName.of(text, among: words)
        throw SettingObjection(
            why: "it is not among what is known",
            action: closest.map { "Perhaps '\($0)' was meant" }
                ?? "Give " + (words.count == 1 ? "" : "one of ") + words.joined(separator: ", "))
    }

    /// An instrument as Binance spot names it: what people mistype is its case and a separator.
    static func symbol(_ text: String) throws(SettingObjection) -> Symbol {
        let plain = text.uppercased().filter { $0.isLetter || $0.isNumber }
        guard let symbol = try? Symbol(text), plain == text else {
            throw SettingObjection(
                why: "the venue names instruments in capitals and digits without a separator",
                action: plain.isEmpty || (try? Symbol(plain)) == nil
                    ? "Give a symbol such as BTCUSDT" : "Perhaps '\(plain)' was meant")
        }
        return symbol
    }
}
