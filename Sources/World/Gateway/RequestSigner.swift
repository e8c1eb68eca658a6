public import VenueKit

/// Holds an account's key and signs with it; the key itself is never seen outside.
public protocol RequestSigner: Sendable {
    /// The key's public name: letters, digits, `-`, `_` and `.` only.
    var apiKey: [UInt8] { get }
    /// The signature of some bytes. - Parameter algorithm: the one that the account's session asks
    /// for.
    func sign(_ bytes: [UInt8], by algorithm: SigningAlgorithm) -> [UInt8]
}
