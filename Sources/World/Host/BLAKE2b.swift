internal import COpenSSL

/// A 512-bit digest that nobody can find other bytes for.
public struct Digest512: Sendable, Equatable, CustomStringConvertible {
    /// 64 bytes.
    public let bytes: [UInt8]

    /// The digest made of 64 bytes.
    public init(bytes: [UInt8]) {
        precondition(bytes.count == Self.byteCount)
        self.bytes = bytes
    }

    /// The digest written as 128 hexadecimal digits; nil for any other text.
    public init?(hexadecimal text: String) {
        let digits = text.utf8.map { Character(UnicodeScalar($0)).hexDigitValue }
        guard digits.count == 2 * Self.byteCount, !digits.contains(nil) else { return nil }
        let values = digits.compactMap(\.self)
        bytes = stride(from: 0, to: values.count, by: 2).map {
            UInt8(values[$0] << 4 | values[$0 + 1])
        }
    }

    /// How many bytes a digest has.
    public static let byteCount = 64
    /// All bits zero: "nothing yet".
    public static let zero = Digest512(bytes: [UInt8](repeating: 0, count: byteCount))

    /// 128 lower-case hexadecimal digits.
    public var description: String {
        let digits = Array("0123456789abcdef".utf8)
        return String(
            decoding: bytes.flatMap { [digits[Int($0 >> 4)], digits[Int($0 & 15)]] },
            as: UTF8.self)
    }
}

/// BLAKE2b with 512 bits, without a key, piece by piece.
///
/// Owned by exactly one place.
/// - Source: RFC 7693; computed by OpenSSL.
@safe public struct BLAKE2b: ~Copyable {
    private let context: OpaquePointer

    /// The digest of nothing so far.
    public init() {
        guard let made = unsafe EVP_MD_CTX_new() else { preconditionFailure("no memory left") }
        unsafe context = made
        let status = unsafe EVP_DigestInit_ex(made, EVP_blake2b512(), nil)
        precondition(status == 1, "OpenSSL knows no BLAKE2b")
    }

    deinit { unsafe EVP_MD_CTX_free(context) }

    /// Goes on with `bytes`. - Complexity: O(bytes), 600 MB/s and more; no allocation.
    public mutating func update(_ bytes: RawSpan) {
        let context = unsafe context
        let status = unsafe bytes.withUnsafeBytes { raw in
            unsafe EVP_DigestUpdate(context, raw.baseAddress, raw.count)
        }
        precondition(status == 1, "a digest of bytes in memory cannot fail")
    }

    /// The digest of everything so far.
    public consuming func digest() -> Digest512 {
        var bytes = [UInt8](repeating: 0, count: Digest512.byteCount)
        var length: UInt32 = 0
        let status = unsafe EVP_DigestFinal_ex(context, &bytes, &length)
        precondition(status == 1 && length == UInt32(Digest512.byteCount))
        return Digest512(bytes: bytes)
    }

    /// The digest of `bytes`.
    public static func digest(of bytes: RawSpan) -> Digest512 {
        var hash = BLAKE2b()
        hash.update(bytes)
        return hash.digest()
    }
}
