public import Host

/// An API key and the secret that signs with it. Prints as nothing but its kind.
public struct Credentials: Sendable, CustomStringConvertible, CustomReflectable {
    /// What signs.
    public enum Secret: Sendable {
        /// HMAC with SHA-256, by a secret that the venue has too.
        case shared(SecretBytes)
        /// Ed25519, by a key that never leaves this machine.
        case privateKey(Ed25519Key)
    }

    /// The key, which goes out with each request: printable ASCII.
    public let apiKey: String
    private let secret: Secret

    /// A key and its secret.
    public init(apiKey: String, secret: Secret) {
        self.apiKey = apiKey
        self.secret = secret
    }

    /// The signature of `bytes`: 32 bytes for a shared secret, 64 for a private key. Any thread.
    public func signature(of bytes: [UInt8]) -> [UInt8] {
        switch secret {
        case .shared(let secret): HMACSHA256.code(of: bytes, key: secret)
        case .privateKey(let key): key.sign(bytes)
        }
    }

    /// Says nothing of either.
    public var description: String { "(credentials)" }

    /// Shows nothing of either.
    public var customMirror: Mirror { Mirror(self, children: [:]) }
}
