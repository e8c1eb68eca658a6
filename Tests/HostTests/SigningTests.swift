import Foundation
import Host
import Testing

@Suite struct SigningTests {
    /// A file with this content and mode, gone when `body` ends.
    private func withFile(
        _ text: String, mode: Int = 0o600, _ body: (String) throws -> Void
    ) throws {
        let path = FileManager.default.temporaryDirectory
            .appending(path: "plimsoll-secret-\(UUID().uuidString)").path
        #expect(
            FileManager.default.createFile(
                atPath: path, contents: Data(text.utf8), attributes: [.posixPermissions: mode]))
        defer { try? FileManager.default.removeItem(atPath: path) }
        try body(path)
    }

    private func fault(_ body: () throws(SecretFault) -> Void) -> SecretFault? {
        do throws(SecretFault) {
            try body()
            return nil
        } catch {
            return error
        }
    }

    @Test("HMAC with SHA-256 gives what RFC 4231 and Binance's documents print")
    func hmac() throws {
        let cases = [
            (
                "Jefe", "what do ya want for nothing?",
                "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843"
            ),
            (
                "NhqPtmdSJYdKjVHjA7PZj4Mge3R5YNiP1e3UZjInClVN65XAbvqqM6A7H5fATj0j",
                "symbol=LTCBTC&side=BUY&type=LIMIT&timeInForce=GTC&quantity=1&price=0.1"
                    + "&recvWindow=5000&timestamp=1499827319559",
                "c8db56825ae71d6d79447849e617115f4a920fa2acdcab2b053c4b2838bd6b71"
            ),
        ]
        for (key, message, code) in cases {
            let digits = HMACSHA256.hexadecimal(of: Array(message.utf8), key: Array(key.utf8))
            #expect(String(decoding: digits, as: UTF8.self) == code)
            try withFile(key + "\n") { path in
                let secret = try SecretBytes(path: path)
                #expect(
                    HMACSHA256.code(of: Array(message.utf8), key: secret)
                        == HMACSHA256.code(of: Array(message.utf8), key: Array(key.utf8)))
            }
        }
    }

    @Test("a file that others may use, an empty one and one that is far too long are refused")
    func files() throws {
        for mode in [0o640, 0o604, 0o620, 0o601, 0o777] {
            try withFile("s3cret", mode: mode) { path in
                let found = fault { () throws(SecretFault) in _ = try SecretBytes(path: path) }
                #expect(found == .openToOthers(path: path, mode: UInt32(mode)))
                #expect(found?.explanation.action.contains("chmod 600") == true)
                #expect("\(String(describing: found?.explanation))".contains("s3cret") == false)
            }
        }
        for text in ["", "\n\n", String(repeating: "x", count: 4097)] {
            try withFile(text) { path in
                let found = fault { () throws(SecretFault) in _ = try SecretBytes(path: path) }
                #expect(found == .badLength(path: path))
            }
        }
        let missing = fault { () throws(SecretFault) in
            _ = try SecretBytes(path: "/nonexistent/secret")
        }
        #expect(
            missing
                == .unreadable(FileFault(.open, path: "/nonexistent/secret", reason: .notFound)))
    }

    @Test("a secret does not print itself, in whichever way it is asked")
    func printing() throws {
        try withFile("s3cret", mode: 0o400) { path in
            let secret = try SecretBytes(path: path)
            var dumped = ""
            dump(secret, to: &dumped)
            for text in ["\(secret)", String(reflecting: secret), "\([secret])", dumped] {
                #expect(!text.contains("s3cret") && !text.contains("115"))
            }
            #expect("\(secret)" == "<secret>")
        }
    }

    @Test("Ed25519 gives what RFC 8032 prints, and refuses what is no such key")
    func ed25519() throws {
        // RFC 8032 §7.1, test 2, its seed behind the fixed bytes of RFC 8410.
        let seed = "4ccd089b28ff96da9db6c346ec114e0f5b8a319f35aba624da8cf6ed4fb8a6fb"
        let der = bytes("302e020100300506032b657004220420" + seed)
        let pem =
            "-----BEGIN PRIVATE KEY-----\n" + Data(der).base64EncodedString()
            + "\n-----END PRIVATE KEY-----\n"
        try withFile(pem) { path in
            let key = try Ed25519Key(path: path)
            #expect(
                key.sign([0x72])
                    == bytes(
                        "92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da"
                            + "085ac1e43e15996e458f3613d0f11d8c387b2eaeb4302aeeb00d291612bb0c00"))
            #expect("\(key)" == "<secret>")
        }
        for text in ["no key", pem.replacing("MC4C", with: "MC4D")] {
            try withFile(text) { path in
                let found = fault { () throws(SecretFault) in _ = try Ed25519Key(path: path) }
                #expect(found == .notAKey(path: path))
            }
        }
        try withFile(pem, mode: 0o644) { path in
            let found = fault { () throws(SecretFault) in _ = try Ed25519Key(path: path) }
            #expect(found == .openToOthers(path: path, mode: 0o644))
        }
    }

    private func bytes(_ digits: String) -> [UInt8] {
        let digits = Array(digits)
        return stride(from: 0, to: digits.count, by: 2).compactMap {
            UInt8(String(digits[$0...($0 + 1)]), radix: 16)
        }
    }
}
