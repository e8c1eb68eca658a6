internal import COpenSSL

/// A private key that signs with Ed25519; freed, and overwritten by OpenSSL, when nobody holds it.
///
/// - Source: RFC 8032; computed by OpenSSL.
@safe
public final class Ed25519Key: @unchecked Sendable, CustomStringConvertible,
    CustomReflectable
{
    private let key: OpaquePointer

    /// The key in the PEM file at `path`, not encrypted.
    ///
    /// - Throws: ``SecretFault``; a file that its group or others may use is refused.
    public init(path: String) throws(SecretFault) {
        let text = try SecretBytes(path: path)
        let found = unsafe text.withBytes { bytes -> OpaquePointer? in
            guard let source = unsafe BIO_new_mem_buf(bytes.baseAddress, Int32(bytes.count)) else {
                return nil
            }
            defer { unsafe BIO_free(source) }
            // No password: where one is needed, OpenSSL would ask at the terminal.
            return unsafe PEM_read_bio_PrivateKey(source, nil, { _, _, _, _ in 0 }, nil)
        }
        guard let found = unsafe found else { throw .notAKey(path: path) }
        guard unsafe EVP_PKEY_get_id(found) == EVP_PKEY_ED25519 else {
            unsafe EVP_PKEY_free(found)
            throw .notAKey(path: path)
        }
        unsafe key = unsafe found
    }

    deinit { unsafe EVP_PKEY_free(key) }

    /// The signature of `message`, 64 bytes. Any thread.
    public func sign(_ message: [UInt8]) -> [UInt8] {
        let context = unsafe EVP_MD_CTX_new()
        defer { unsafe EVP_MD_CTX_free(context) }
        var signature = [UInt8](repeating: 0, count: 64)
        var length = signature.count
        let isReady = unsafe EVP_DigestSignInit(context, nil, nil, nil, key) == 1
        precondition(isReady, "OpenSSL knows no Ed25519")
        let isSigned = unsafe EVP_DigestSign(context, &signature, &length, message, message.count)
        precondition(isSigned == 1 && length == 64, "a private key always signs")
        return signature
    }

    /// `<secret>`.
    public var description: String { "<secret>" }
    /// Nothing.
    public var customMirror: Mirror { Mirror(self, children: []) }
}
