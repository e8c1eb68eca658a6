internal import COpenSSL

/// Signs and checks messages with a shared secret: HMAC with SHA-256.
///
/// - Source: RFC 2104, FIPS 198-1; computed by OpenSSL.
public enum HMACSHA256 {
    /// The code of `message`, 32 bytes.
    ///
    /// - Parameter key: the secret, at most 4096 bytes.
    public static func code(of message: [UInt8], key: [UInt8]) -> [UInt8] {
        unsafe key.withUnsafeBytes { unsafe code(of: message, key: $0) }
    }

    /// The code of `message`, 32 bytes.
    public static func code(of message: [UInt8], key: SecretBytes) -> [UInt8] {
        unsafe key.withBytes { unsafe code(of: message, key: $0) }
    }

    /// The code of `message`, as 64 hexadecimal digits in lower case.
    ///
    /// - Parameter key: the secret, at most 4096 bytes.
    public static func hexadecimal(of message: [UInt8], key: [UInt8]) -> [UInt8] {
        let digits = Array("0123456789abcdef".utf8)
        return code(of: message, key: key).flatMap { [digits[Int($0 >> 4)], digits[Int($0 & 15)]] }
    }

    private static func code(of message: [UInt8], key: UnsafeRawBufferPointer) -> [UInt8] {
        precondition(key.count <= 4096, "no secret is so long")
        var code = [UInt8](repeating: 0, count: 32)
        var length: UInt32 = 0
        // Without an address OpenSSL would take the key of the call before.
        let empty: [UInt8] = [0]
        let result = unsafe empty.withUnsafeBytes { nothing in
            unsafe HMAC(
                EVP_sha256(), key.baseAddress ?? nothing.baseAddress, Int32(key.count), message,
                message.count, &code, &length)
        }
        precondition(unsafe result != nil && length == 32, "OpenSSL knows no SHA-256")
        return code
    }
}
