import Domain
import Edge
import Foundation
import Testing

/// The names that bots look at.
@Suite struct DenialCodeTests {
    /// Every word that a code is made of: a new one is added here by whoever reads it first.
    private static let vocabulary = Set(
        """
        none trading halted reducing instrument unknown not tradable price positive off tick on \
        market order quantity lot too small large notional time in force contradiction mark \
        missing stale balance insufficient strategy client id trigger expiry reduce only would \
        increase leg limits duplicate reference outside collar over limit depth book share volume \
        rate cancel open orders working position gross net leverage margin terms table ratio \
        liquidation near allocation day loss drawdown rejects self trade account conversion \
        expired bracket killed buffer
        """.split(separator: " ").map(String.init))

    @Test(
        "every code is made of known words, with a line between each",
        arguments: DenialCode.allCases)
    func wellFormed(code: DenialCode) {
        let words = code.code.components(separatedBy: "_")
        #expect(words.allSatisfy { $0 == $0.uppercased() })
        let strange = words.filter { !Self.vocabulary.contains($0.lowercased()) }
        #expect(strange.isEmpty, "\(code.code)")
    }

    @Test("no two denials have the same code, and each stands in the reference")
    func documented() throws {
        #expect(Set(DenialCode.allCases.map(\.code)).count == DenialCode.allCases.count)
        let page = URL(filePath: #filePath).deletingLastPathComponent()
            .appending(path: "../../docs/reference/api.md").standardized
        let text = try String(contentsOf: page, encoding: .utf8)
        let absent = DenialCode.allCases.filter {
            $0 != .none && !text.contains("| `\($0.code)` |")
        }
        #expect(absent.isEmpty, "\(absent.map(\.code))")
    }
}
