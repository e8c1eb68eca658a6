/// How a venue wants a request signed.
public enum SigningAlgorithm: UInt8, Sendable, Equatable, CaseIterable {
    /// A keyed hash with a shared secret; 32 bytes.
    case hmacSHA256 = 1
    /// An asymmetric signature; 64 bytes.
    case ed25519 = 2
}

/// How the bytes of a signature become text.
public enum SignatureText: UInt8, Sendable, Equatable, CaseIterable {
    /// Two lower-case digits a byte.
    case hexadecimal = 1
    /// RFC 4648 §4, with padding.
    case base64 = 2
    /// As ``base64``, with `+`, `/` and `=` percent-encoded, as a query needs it.
    case base64InQuery = 3
}

/// Why a request could not be completed.
public enum SigningFault: Error, Sendable, Equatable {
    /// The public part of the key holds a character that would need an escape somewhere: correct
    /// the configuration.
    case keyUnfitting(atOffset: Int)
    /// The template wants a signature and none was given, or the other way round.
    case signatureMisplaced
}

/// Bytes with places left open for what a session never sees: the key's public name and the
/// signature.
public struct SignedTemplate: Sendable, Equatable {
    /// What goes into an open place.
    public enum Filling: Sendable, Equatable {
        case apiKey
        case signature(SignatureText)
    }

    /// An open place.
    public struct Place: Sendable, Equatable {
        /// Before which of the template's bytes; places are in order.
        public let offset: Int
        public let filling: Filling
    }

    /// The bytes between the open places.
    public private(set) var bytes: [UInt8] = []
    /// Where something is to be put in.
    public private(set) var places: [Place] = []

    /// A template of nothing.
    public init() {}

    /// Adds text.
    public mutating func append(_ text: String) { bytes.append(contentsOf: text.utf8) }

    /// Adds bytes.
    public mutating func append(contentsOf other: some Sequence<UInt8>) {
        bytes.append(contentsOf: other)
    }

    /// Leaves a place open at the end of what there is.
    public mutating func leavePlace(for filling: Filling) {
        places.append(Place(offset: bytes.count, filling: filling))
    }

    /// The whole, with everything put in.
    ///
    /// - Parameters:
    ///   - apiKey: the key's public name: letters, digits, `-`, `_` and `.` only.
    ///   - signature: what signing gave, as bytes; nil where the template has no place for one.
    /// - Throws: ``SigningFault``; nothing may be sent then.
    public func filled(
        apiKey: [UInt8], signature: [UInt8]?
    ) throws(SigningFault) -> [UInt8] {
        if let offset = apiKey.firstIndex(where: { !Self.isPlain($0) }) {
            throw .keyUnfitting(atOffset: offset)
        }
        var whole: [UInt8] = []
        whole.reserveCapacity(bytes.count + apiKey.count + 128)
        var start = 0
        var isSigned = false
        for place in places {
            whole.append(contentsOf: bytes[start..<place.offset])
            start = place.offset
            switch place.filling {
            case .apiKey: whole.append(contentsOf: apiKey)
            case .signature(let text):
                guard let signature else { throw .signatureMisplaced }
                text.append(signature, to: &whole)
                isSigned = true
            }
        }
        guard isSigned == (signature != nil) else { throw .signatureMisplaced }
        whole.append(contentsOf: bytes[start...])
        return whole
    }

    /// Whether a byte means itself in a query, a header and a JSON string.
    private static func isPlain(_ byte: UInt8) -> Bool {
        switch byte {
        case 0x30...0x39, 0x41...0x5A, 0x61...0x7A, 0x2D, 0x2E, 0x5F: true
        case _: false
        }
    }
}

extension SignatureText {
    /// Appends the bytes as text.
    public func append(_ signature: [UInt8], to text: inout [UInt8]) {
        switch self {
        case .hexadecimal:
            let digits = Array("0123456789abcdef".utf8)
            for byte in signature {
                text.append(digits[Int(byte >> 4)])
                text.append(digits[Int(byte & 15)])
            }
        case .base64:
            Self.appendBase64(signature, to: &text)
        case .base64InQuery:
            var plain: [UInt8] = []
            Self.appendBase64(signature, to: &plain)
            PercentEncoding.append(plain, to: &text)
        }
    }

    private static func appendBase64(_ bytes: [UInt8], to text: inout [UInt8]) {
        let letters = Array(
            "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/".utf8)
        var start = 0
        while start < bytes.count {
            let count = min(3, bytes.count - start)
            var group: UInt32 = 0
            for offset in 0..<3 {
                group = group << 8 | (offset < count ? UInt32(bytes[start + offset]) : 0)
            }
            for place in 0..<4 {
                let letter = letters[Int(group >> UInt32(18 - 6 * place) & 63)]
                text.append(place <= count ? letter : UInt8(ascii: "="))
            }
            start += 3
        }
    }
}

/// Percent-encoding of a query's values.
///
/// - Source: RFC 3986 §2.3: letters, digits, `-`, `.`, `_` and `~` stand for themselves.
public enum PercentEncoding {
    /// Appends the bytes, encoded where they need to be.
    public static func append(_ bytes: some Sequence<UInt8>, to text: inout [UInt8]) {
        let digits = Array("0123456789ABCDEF".utf8)
        for byte in bytes {
            switch byte {
            case 0x30...0x39, 0x41...0x5A, 0x61...0x7A, 0x2D, 0x2E, 0x5F, 0x7E: text.append(byte)
            case _:
                text.append(UInt8(ascii: "%"))
                text.append(digits[Int(byte >> 4)])
                text.append(digits[Int(byte & 15)])
            }
        }
    }
}

/// What must be signed, and how: filled by whoever holds the key.
public struct SigningSlot: Sendable, Equatable {
    public let algorithm: SigningAlgorithm
    /// The bytes to sign, once the key's public name is put in where they hold it.
    public let payload: SignedTemplate

    public init(algorithm: SigningAlgorithm, payload: SignedTemplate) {
        self.algorithm = algorithm
        self.payload = payload
    }
}
