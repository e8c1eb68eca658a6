import Containers

/// Makes random JSON texts, and hostile ones out of them, from a seed.
struct RandomJSON {
    var random: SeededRandom
    private var bytes: [UInt8] = []

    init(seed: UInt64) { random = SeededRandom(seed: seed) }

    /// A well-formed document of a few hundred bytes, with white space, escapes, letters beyond
    /// ASCII, numbers of every form, and sometimes the same name twice.
    mutating func document() -> [UInt8] {
        bytes = []
        value(depth: 0)
        blank()
        return bytes
    }

    /// One to four random changes: bits flipped, bytes cut, doubled, replaced or added.
    mutating func mutated(_ document: [UInt8]) -> [UInt8] {
        var text = document
        for _ in 0...random.below(4) {
            let place = random.below(text.count + 1)
            let end = min(text.count, place + random.below(6))
            switch random.below(6) {
            case 0 where place < text.count: text[place] ^= 1 << UInt8(random.below(8))
            case 1: text.removeSubrange(place..<end)
            case 2: text.insert(contentsOf: text[place..<end], at: place)
            case 3: text.insert(contentsOf: pick(Self.hostile).utf8, at: place)
            case 4: text.insert(UInt8(random.below(256)), at: place)
            default: text.removeLast(random.chance(1, in: 4) ? text.count - place : 0)
            }
        }
        return text
    }

    private static let hostile = [
        "NaN", "Infinity", "-Infinity", "\\ud800", "\\uDC00", "\\ud83d\\ude00", "\\u0000", "\\x",
        "\\",
        "\"", "\u{0}", "\u{1F}", "\u{7F}", "00", "-", "1.", ".5", "1e", "+1", "0x1", "{", "}", "[",
        "]",
        ",", ":", "nul", "true", "//", "/**/", "\u{FEFF}", "\u{A0}", "'", "1e+", "-0", "\u{B}",
        "\\u12",
        "{\"a\":1,\"a\":2}", "\u{2028}", "1_0", "truefalse", "\"\"",
    ]

    private mutating func pick(_ texts: [String]) -> String { texts[random.below(texts.count)] }

    private mutating func put(_ text: String) { bytes.append(contentsOf: text.utf8) }

    private mutating func blank() {
        guard random.chance(1, in: 6) else { return }
        for _ in 0...random.below(3) { put(pick([" ", "\n", "\t", "\r", "    "])) }
    }

    private mutating func value(depth: Int) {
        blank()
        switch random.below(depth > 6 ? 5 : 9) {
        case 0: put(pick(["true", "false", "null"]))
        case 1, 2: number()
        case 3, 4: string()
        case 5, 6: array(depth: depth)
        default: object(depth: depth)
        }
        blank()
    }

    private mutating func array(depth: Int) {
        put("[")
        let count = random.below(5)
        if count == 0 { blank() }
        for index in 0..<count {
            if index > 0 { put(",") }
            value(depth: depth + 1)
        }
        put("]")
    }

    private mutating func object(depth: Int) {
        put("{")
        let count = random.below(6)
        if count == 0 { blank() }
        for index in 0..<count {
            if index > 0 { put(",") }
            blank()
            if random.chance(1, in: 2) {
                put("\"" + pick(["a", "b", "price", "quantity", "lastUpdateId", "\\u0061"]) + "\"")
            } else {
                string()
            }
            blank()
            put(":")
            value(depth: depth + 1)
        }
        put("}")
    }

    private mutating func number() {
        if random.chance(1, in: 3) { put("-") }
        put(random.chance(1, in: 3) ? "0" : "\(1 + random.below(9))")
        if bytes.last != UInt8(ascii: "0") { digits(atMost: 20) }
        if random.chance(1, in: 2) {
            put(".\(random.below(10))")
            digits(atMost: 20)
        }
        if random.chance(1, in: 4) {
            put(pick(["e", "E"]) + pick(["", "+", "-"]) + "\(random.below(10))")
            digits(atMost: 2)
        }
    }

    private mutating func digits(atMost max: Int) {
        for _ in 0..<random.below(max + 1) { put("\(random.below(10))") }
    }

    private mutating func string() {
        put("\"")
        for _ in 0..<random.below(random.chance(1, in: 10) ? 40 : 12) { character() }
        put("\"")
    }

    private mutating func character() {
        switch random.below(14) {
        case 0: put(pick(["\\\"", "\\\\", "\\/", "\\b", "\\f", "\\n", "\\r", "\\t"]))
        case 1:
            put(pick(["\\u0041", "\\u00e9", "\\u20AC", "\\ud83d\\uDE00", "\\u0000", "\\uFFFF"]))
        case 2: put(pick(["é", "ß", "€", "漢", "\u{FFFD}", "😀", "\u{10FFFF}", "\u{80}", "\u{7F}"]))
        case 3:
            if let scalar = Unicode.Scalar(UInt32(0x80 + random.below(0x10FF80))) {
                put(String(Character(scalar)))
            }
        default:
            let byte = UInt8(0x20 + random.below(0x5F))
            put(byte == 0x22 || byte == 0x5C ? "x" : String(Character(Unicode.Scalar(byte))))
        }
    }
}
