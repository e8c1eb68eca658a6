import Durability
import Foundation
import Host
import Testing

/// Every bit and every sector of the golden log, with every kind of record in it.
@Suite struct GoldenFlipTests {
    private static let schema = GoldenLogTests.schemas[GoldenLogTests.schemas.count - 1]

    private static func segments() throws -> [[UInt8]] {
        let files = try GoldenLog(schema: schema).files
        return files.keys.filter { $0.hasPrefix("segment-") }.sorted().compactMap { files[$0] }
    }

    private static let places = 0..<((try? segments().count) ?? 0)

    /// Scans the segments from `first` on; true where that finds damage.
    private func isFound(
        _ before: JournalScanner, _ segments: [[UInt8]], from first: Int
    ) -> Bool {
        var scanner = before
        do throws(JournalFault) {
            for place in first..<segments.count {
                let bytes = segments[place]
                try scanner.scan(
                    segment: UInt32(place + 1), bytes: unsafe bytes.span.bytes
                ) { _, _ in }
            }
            _ = try scanner.finish()
            return false
        } catch {
            if case .damaged = error { return true }
            return false
        }
    }

    @Test(
        "every single flipped bit of a golden log is damage",
        arguments: places)
    func flips(place: Int) throws {
        var segments = try Self.segments()
        var before = JournalScanner()
        for earlier in 0..<place {
            let bytes = segments[earlier]
            try before.scan(
                segment: UInt32(earlier + 1), bytes: unsafe bytes.span.bytes
            ) { _, _ in }
        }
        #expect(!isFound(before, segments, from: place))
        var missed: [Int] = []
        for offset in 0..<segments[place].count {
            for bit in 0..<8 {
                segments[place][offset] ^= 1 << bit
                if !isFound(before, segments, from: place) { missed.append(offset * 8 + bit) }
                segments[place][offset] ^= 1 << bit
            }
        }
        #expect(missed == [])
    }

    @Test("every lost sector of a golden log is damage, and a cut where it is in the last frame")
    func sectors() throws {
        let segments = try Self.segments()
        let last = try #require(segments.last?.lastIndex { $0 != 0 })
        let lastFrame = last / 4096 * 4096
        var cuts = 0
        for place in segments.indices {
            for start in stride(from: 0, to: segments[place].count, by: 512) {
                var changed = segments
                changed[place].replaceSubrange(
                    start..<start + 512, with: [UInt8](repeating: 0, count: 512))
                guard changed != segments else { continue }
                let isLast = place == segments.count - 1 && start >= lastFrame
                if isLast { cuts += 1 }
                #expect(isFound(JournalScanner(), changed, from: 0) != isLast, "\(place) \(start)")
            }
        }
        #expect(cuts == 8)
    }
}
