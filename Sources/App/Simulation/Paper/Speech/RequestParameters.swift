internal import Domain
internal import Wire

/// The parameters of a request, from its query, its body or its frame.
struct RequestParameters {
    /// Bounds of a request.
    enum Limits {
        static let countMax = 64
        static let valueBytesMax = 1024
    }

    private(set) var pairs: [(name: String, value: String)] = []
    private var read: [String] = []

    /// Adds `name=value` parts, percent-decoded already.
    mutating func add(parts: [String]) throws(PaperRefusal) {
        for part in parts where !part.isEmpty {
            let halves = part.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
            try add(String(halves[0]), halves.count > 1 ? String(halves[1]) : "")
        }
    }

    /// Adds a form as it is sent in a body.
    mutating func add(form: [UInt8]) throws(PaperRefusal) {
        let text = String(decoding: form, as: UTF8.self)
        try add(parts: text.split(separator: "&").map { Self.percentDecoded($0) })
    }

    mutating func add(_ name: String, _ value: String) throws(PaperRefusal) {
        guard pairs.count < Limits.countMax, value.utf8.count <= Limits.valueBytesMax,
            !pairs.contains(where: { $0.name == name })
        else {
            throw PaperRefusal(-1101, "Too many parameters sent for this endpoint.")
        }
        pairs.append((name, value))
    }

    /// - Source: RFC 3986 §2.1; `+` for a space as HTML forms write it.
    static func percentDecoded(_ text: some StringProtocol) -> String {
        var bytes: [UInt8] = []
        var rest = Array(text.utf8)[...]
        while let byte = rest.popFirst() {
            if byte == UInt8(ascii: "+") {
                bytes.append(UInt8(ascii: " "))
            } else if byte == UInt8(ascii: "%"), rest.count >= 2,
                let value = UInt8(String(decoding: rest.prefix(2), as: UTF8.self), radix: 16)
            {
                bytes.append(value)
                rest = rest.dropFirst(2)
            } else {
                bytes.append(byte)
            }
        }
        return String(decoding: bytes, as: UTF8.self)
    }

    // MARK: - Reading

    mutating func text(_ name: String) -> String? {
        read.append(name)
        return pairs.first { $0.name == name }?.value
    }

    mutating func required(_ name: String) throws(PaperRefusal) -> String {
        guard let value = text(name), !value.isEmpty else { throw .missing(name) }
        return value
    }

    mutating func integer(_ name: String) throws(PaperRefusal) -> Int64? {
        guard let value = text(name) else { return nil }
        guard let number = Int64(value), number >= 0 else { throw .illegal(name) }
        return number
    }

    /// A price or quantity in units of 10^−8.
    mutating func decimal(_ name: String) throws(PaperRefusal) -> Int64 {
        let value = try required(name)
        let bytes = Array(value.utf8)
        guard let number = DecimalText(bytes.span), !number.isNegative else { throw .illegal(name) }
        guard let mantissa = number.mantissa(decimals: PaperSymbol.decimals) else {
            throw PaperRefusal(-1108, "Parameter '\(name)' overflowed.")
        }
        guard mantissa.isExact else { throw .precision }
        return mantissa.value
    }

    mutating func limit(standard: Int, max: Int) throws(PaperRefusal) -> Int {
        let value = try integer("limit") ?? Int64(standard)
        guard value >= 1 else { throw .value("limit") }
        return Int(min(value, Int64(max)))
    }

    /// The client's name for an order or a cancel.
    mutating func clientID(_ name: String) throws(PaperRefusal) -> String? {
        guard let value = text(name) else { return nil }
        let isFit =
            !value.isEmpty && value.utf8.count <= 36
            && value.utf8.allSatisfy { byte in
                switch byte {
                case 0x2D...0x3A, 0x41...0x5A, 0x5F, 0x61...0x7A: true
                case _: false
                }
            }
        guard isFit else {
            throw PaperRefusal(
                -1100,
                "Illegal characters found in parameter '\(name)'; legal range is"
                    + " '^[\\.A-Z\\:/a-z0-9_-]{1,36}$'.")
        }
        return value
    }

    /// - Throws: where something was sent that nothing here reads.
    func checkAllRead() throws(PaperRefusal) {
        let count = pairs.count { pair in read.contains(pair.name) }
        guard count == pairs.count else {
            throw PaperRefusal(
                -1104,
                "Not all sent parameters were read; read '\(count)' parameter(s) but was sent "
                    + "'\(pairs.count)'.")
        }
    }
}
