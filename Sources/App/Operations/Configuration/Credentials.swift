/// An API key and the secret that signs with it. Prints as nothing but its kind.
public struct Credentials: Sendable, Equatable, CustomStringConvertible, CustomReflectable {
    /// The key, which goes out with each request: printable ASCII.
    public let apiKey: String
    /// What signs: the secret's bytes for HMAC, a private key as PEM for Ed25519.
    public let secret: [UInt8]

    /// A key and its secret.
    public init(apiKey: String, secret: [UInt8]) {
        self.apiKey = apiKey
        self.secret = secret
    }

    /// Says nothing of either.
    public var description: String { "(credentials)" }

    /// Shows nothing of either.
    public var customMirror: Mirror { Mirror(self, children: [:]) }
}
