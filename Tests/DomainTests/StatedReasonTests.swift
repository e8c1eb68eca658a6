import Containers
import Domain
import Testing

@Suite struct StatedReasonTests {
    @Test func aReasonIsOneLineOfWhatFits() {
        #expect(StatedReason("it buys in a loop").text == "it buys in a loop")
        #expect(StatedReason("a\r\nb\tc\u{1B}[31m\u{202E}d\u{2028}e").text == "a b c [31m d e")
        #expect(StatedReason(String(repeating: "x", count: 300)).text.utf8.count == 200)
        // Cut at a character, whatever it takes.
        let long = StatedReason(String(repeating: "\u{1F6D1}", count: 51)).text
        #expect(long == String(repeating: "\u{1F6D1}", count: 50))
        #expect(StatedReason(String(repeating: "x", count: 199) + "\u{E9}").text.utf8.count == 199)
        #expect(StatedReason("") == .none)
    }

    @Test func whatIsReadBackIsAReason() throws {
        for text in ["", "because \u{E9}", String(repeating: "y", count: 200)] {
            let bytes = written { StatedReason(text).encode(into: &$0) }
            #expect(bytes.count == 1 + text.utf8.count)
            let read = try reading(bytes) { reader throws(ByteFault) in
                try StatedReason(decoding: &reader)
            }
            #expect(read.text == text)
        }
        let broken: [[UInt8]] = [[201], [2, 0x61], [1, 0xFF], [1, 0x0A]]
        for bytes in broken {
            #expect(throws: ByteFault.self, "\(bytes)") {
                _ = try reading(bytes) { reader throws(ByteFault) in
                    try StatedReason(decoding: &reader)
                }
            }
        }
    }
}
