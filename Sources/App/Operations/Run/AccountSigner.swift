internal import Gateway
internal import VenueKit

/// Signs for one account, with the secret that the configuration names.
struct AccountSigner: RequestSigner {
    let apiKey: [UInt8]
    private let credentials: Credentials

    init(_ account: Configuration.Account) {
        apiKey = Array(account.credentials.apiKey.utf8)
        credentials = account.credentials
    }

    /// The session was set up with the account's algorithm, and the secret fits that one.
    func sign(_ bytes: [UInt8], by algorithm: SigningAlgorithm) -> [UInt8] {
        credentials.signature(of: bytes)
    }
}
