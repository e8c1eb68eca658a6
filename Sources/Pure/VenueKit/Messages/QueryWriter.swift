public import Domain
internal import Wire

/// Writes the parameters of a request: in the order in which they are put, with a place left for
/// the signature at the end.
///
/// - Source: Binance, "Request security", the same for spot and futures: over HTTP the query as it
///   is sent, percent-encoded, is signed, and the signature is its last parameter. HMAC signatures
///   are hexadecimal, Ed25519 ones base64.
public struct QueryWriter: Sendable {
    /// A name and its value.
    public struct Parameter: Sendable {
        /// As the venue calls it.
        public let name: String
        /// Not encoded.
        public let value: [UInt8]
        /// In JSON without quotes.
        public let isNumber: Bool
    }

    /// In the order in which they were put.
    public private(set) var parameters: [Parameter] = []

    /// Without a parameter.
    public init() {}

    /// Puts text.
    public mutating func put(_ name: String, _ text: String) {
        parameters.append(Parameter(name: name, value: Array(text.utf8), isNumber: false))
    }

    /// Puts a name.
    public mutating func put<Tag>(_ name: String, _ identifier: TextIdentifier<Tag>) {
        let bytes = (0..<identifier.count).map { identifier.byte(at: $0) }
        parameters.append(Parameter(name: name, value: bytes, isNumber: false))
    }

    /// Puts a number with decimals.
    public mutating func put(_ name: String, _ mantissa: Int64, decimals: UInt8) {
        var bytes: [UInt8] = []
        DecimalWriter.append(mantissa, decimals: Int(decimals), to: &bytes)
        parameters.append(Parameter(name: name, value: bytes, isNumber: false))
    }

    /// Puts a whole number.
    public mutating func put(_ name: String, _ number: some FixedWidthInteger) {
        parameters.append(
            Parameter(name: name, value: Array(String(number).utf8), isNumber: true))
    }

    /// Puts a truth value.
    public mutating func put(_ name: String, _ flag: Bool) {
        parameters.append(
            Parameter(name: name, value: Array((flag ? "true" : "false").utf8), isNumber: true))
    }

    /// Most milliseconds of `recvWindow`.
    private static var receiveWindowMax: Int64 { 60_000 }

    /// Puts from when and for how long the request is good, by the venue's clock.
    ///
    /// - Source: Binance, "Timing security", the same for spot and futures.
    public mutating func putWindow(_ milliseconds: Int64, timestamp: Int64) {
        put("recvWindow", min(milliseconds, Self.receiveWindowMax))
        put("timestamp", timestamp)
    }

    /// Puts a number that is kept as text.
    public mutating func putNumber(_ name: String, _ identifier: VenueOrderID) {
        guard let number = UInt64(identifier.description) else {
            preconditionFailure("the venue's names for orders are numbers")
        }
        put(name, number)
    }

    /// The query without a signature.
    public var plain: SignedTemplate {
        var payload = SignedTemplate()
        for (index, parameter) in parameters.enumerated() {
            payload.append((index == 0 ? "" : "&") + parameter.name + "=")
            var value: [UInt8] = []
            PercentEncoding.append(parameter.value, to: &value)
            payload.append(contentsOf: value)
        }
        return payload
    }

    /// The query with a place for its signature, and what is to be signed.
    public func rest(
        _ algorithm: SigningAlgorithm
    ) -> (query: SignedTemplate, slot: SigningSlot) {
        let payload = plain
        var query = payload
        query.append("&signature=")
        query.leavePlace(for: .signature(algorithm == .ed25519 ? .base64InQuery : .hexadecimal))
        return (query, SigningSlot(algorithm: algorithm, payload: payload))
    }
}

extension ClientOrderID {
    /// Whether venues take it: 1 to 36 of letters, digits, `.`, `:`, `/`, `_`, `-`.
    public var isPlain: Bool {
        count > 0
            && (0..<count).allSatisfy { place in
                switch byte(at: place) {
                case 0x2D...0x3A, 0x41...0x5A, 0x5F, 0x61...0x7A: true
                case _: false
                }
            }
    }
}

extension TimeInForce {
    /// As venues that know no orders with a date have it: we cancel those ourselves.
    public var plainName: String {
        switch self {
        case .goodTillCanceled, .goodTillDate: "GTC"
        case .immediateOrCancel: "IOC"
        case .fillOrKill: "FOK"
        }
    }
}

extension Symbol {
    /// Whether it means itself in a query and in JSON: letters, digits, `-`, `.` and `_`.
    public var isPlain: Bool {
        count > 0
            && (0..<count).allSatisfy { place in
                switch byte(at: place) {
                case 0x2D, 0x2E, 0x30...0x39, 0x41...0x5A, 0x5F, 0x61...0x7A: true
                case _: false
                }
            }
    }
}
