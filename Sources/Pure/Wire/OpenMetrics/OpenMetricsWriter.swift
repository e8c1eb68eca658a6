internal import Domain

/// Writes metrics in the OpenMetrics text format, which Prometheus reads.
///
/// Families follow one another, each with its samples right behind it; values are whole numbers or
/// decimals, exactly. A name or label name that the format does not allow, a family that was begun
/// before and a sample without a family are programmer's mistakes and stop the program.
///
/// ```swift
/// var writer = OpenMetricsWriter()
/// writer.family("plimsoll_orders", .counter, help: "Orders taken since the start.")
/// writer.sample(12, labels: [("side", "buy")])      // plimsoll_orders_total{side="buy"} 12
/// writer.end()                                      // # EOF
/// ```
/// - Source: OpenMetrics 1.0, "Text format".
public struct OpenMetricsWriter: Sendable {
    /// What a family's numbers are.
    public enum Kind: String, Sendable, CaseIterable {
        /// Only grows while the process runs; its samples end in `_total`.
        case counter
        /// Goes up and down.
        case gauge
        /// Facts in labels; its sample ends in `_info` and is 1.
        case info
    }

    /// What `content-type` says of a whole text.
    public static let contentType = "application/openmetrics-text; version=1.0.0; charset=utf-8"

    /// What was written so far; a whole text after ``end()``.
    public private(set) var bytes: [UInt8] = []
    private var names: Set<String> = []
    private var name = ""
    private var kind = Kind.gauge
    private var hasEnded = false

    /// An empty text.
    public init() {}

    /// Begins a family.
    ///
    /// - Parameters:
    ///   - name: without `_total`; with its unit at the end where it has one.
    ///   - kind: what its numbers are.
    ///   - unit: `seconds`, `bytes`; nil for what is merely counted.
    ///   - help: one sentence for people.
    public mutating func family(_ name: String, _ kind: Kind, unit: String? = nil, help: String) {
        precondition(!hasEnded, "nothing follows the end")
        precondition(Self.isName(name), "\(name) is no name of a metric")
        precondition(!name.hasSuffix("_total"), "the suffix is the writer's")
        precondition(names.insert(name).inserted, "\(name) was begun before")
        self.name = name
        self.kind = kind
        put("# TYPE \(name) \(kind.rawValue)\n")
        if let unit {
            precondition(name.hasSuffix("_" + unit), "\(name) must end in its unit, \(unit)")
            put("# UNIT \(name) \(unit)\n")
        }
        put("# HELP \(name) ")
        escape(help)
        put("\n")
    }

    /// Writes one number of the family.
    ///
    /// - Parameters:
    ///   - value: the number, in units of 10^−`decimals`; never negative for a counter.
    ///   - decimals: digits after the point, 0…38.
    ///   - labels: names and values; no name twice.
    public mutating func sample(
        _ value: some BinaryInteger, decimals: Int = 0, labels: [(String, String)] = []
    ) {
        precondition(!name.isEmpty && !hasEnded, "a number belongs to a family")
        precondition(kind == .gauge || value >= 0, "\(name) only grows")
        put(name)
        switch kind {
        case .counter: put("_total")
        case .info: put("_info")
        case .gauge: break
        }
        for (place, label) in labels.enumerated() {
            precondition(Self.isName(label.0) && !label.0.contains(":"), "\(label.0) is no label")
            put(place == 0 ? "{" : ",")
            put(label.0)
            put("=\"")
            escape(label.1)
            put("\"")
        }
        put(labels.isEmpty ? " " : "} ")
        DecimalWriter.append(Int128(value), decimals: decimals, to: &bytes)
        put("\n")
    }

    /// Takes in families that were written elsewhere, without their end.
    public mutating func append(_ families: [UInt8]) {
        precondition(!hasEnded, "nothing follows the end")
        bytes += families
        name = ""
    }

    /// Ends the text.
    public mutating func end() {
        precondition(!hasEnded, "a text ends once")
        put("# EOF\n")
        hasEnded = true
    }

    private mutating func put(_ text: String) { bytes += text.utf8 }

    private mutating func escape(_ text: String) {
        for byte in text.utf8 {
            switch byte {
            case Ascii.backslash, Ascii.quote: bytes += [Ascii.backslash, byte]
            case Ascii.newline: bytes += [Ascii.backslash, Ascii.n]
            case _: bytes.append(byte)
            }
        }
    }

    private static func isName(_ text: String) -> Bool {
        guard let first = text.utf8.first, !(0x30...0x39).contains(first) else { return false }
        return text.utf8.allSatisfy { byte in
            (0x30...0x3A).contains(byte) || (0x41...0x5A).contains(byte)
                || (0x61...0x7A).contains(byte) || byte == 0x5F
        }
    }
}
