internal import Containers
internal import Gateway
internal import VenueKit

/// Signs by a keyed sum instead of a keyed hash, since a world has thousands of requests; whoever
/// checks it sees as well that what was signed is what was sent.
struct WorldSigner: RequestSigner {
    static let key = "world-key"
    private static let secret: UInt64 = 0x5EC2_E7

    var apiKey: [UInt8] { Array(Self.key.utf8) }

    func sign(_ bytes: [UInt8], by algorithm: SigningAlgorithm) -> [UInt8] {
        var hash = StateHash(seed: Self.secret)
        hash.combine(bytes.span)
        var words = SeededRandom(seed: hash.value)
        return (0..<4).flatMap { _ in
            let word = words.next()
            return (0..<8).map { UInt8(truncatingIfNeeded: word >> UInt64(8 * $0)) }
        }
    }

    /// The signature as a request has it.
    static func text(of bytes: [UInt8]) -> String {
        var text: [UInt8] = []
        SignatureText.hexadecimal.append(WorldSigner().sign(bytes, by: .hmacSHA256), to: &text)
        return String(decoding: text, as: UTF8.self)
    }
}
