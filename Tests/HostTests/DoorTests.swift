import Foundation
import Glibc
import Host
import Testing

@Suite struct DoorTests {
    @Test("a lock lets one thread in at a time")
    func lock() async {
        let counter = Locked(0)
        await withTaskGroup(of: Void.self) { group in
            for _ in 0..<8 {
                group.addTask {
                    for _ in 0..<1000 { counter.withLock { $0 += 1 } }
                }
            }
        }
        #expect(counter.withLock { $0 } == 8000)
    }

    @Test("taking a lock twice in one thread stops the process")
    func recursion() async {
        await #expect(processExitsWith: .failure) {
            let outer = Locked(1)
            outer.withLock { _ in outer.withLock { _ in } }
        }
    }

    @Test("the monotonic clock does not go back, and the real one is in this century")
    func clocks() {
        let time = SystemTime()
        let first = time.monotonicNanoseconds()
        #expect(time.monotonicNanoseconds() >= first)
        #expect(time.realtimeNanoseconds() > 1_700_000_000_000_000_000)
    }

    @Test("aligned bytes are zeros at an aligned place, little-endian, and checked")
    func alignedBytes() async {
        var bytes = AlignedBytes(count: 64, alignment: 4096)
        bytes.store(UInt32(0x0102_0304), at: 1)
        let word = bytes.read(0..<8) { $0.integer(at: 0, as: UInt64.self) }
        #expect(word == 0x01_0203_0400)
        await #expect(processExitsWith: .failure) {
            var bytes = AlignedBytes(count: 64, alignment: 16)
            bytes.store(UInt64(1), at: 57)
        }
    }

    @Test("no file gets the place of a standard stream that was closed")
    func closedPlaces() async {
        await #expect(processExitsWith: .success) {
            for number: Int32 in 0...2 { close(number) }
            StandardStream.holdClosedPlaces()
            let opened = unsafe open("/dev/null", O_RDWR)
            var isRefused = false
            do { try StandardStream.output.write([0x78]) } catch { isRefused = true }
            exit(opened > 2 && isRefused ? 0 : 1)
        }
    }

    @Test("each fault says what, why and what to do")
    func explanations() {
        let reasons: [FileFault.Reason] = [
            .noSpace, .readOnly, .notPermitted, .notFound, .exists, .inputOutput, .held,
            .tooShort, .unsupported, .tooManyFiles, .notDirectory, .isDirectory, .closed,
            .crashed, .other(110),
        ]
        for reason in reasons {
            let text = FileFault(.write, path: "f", offset: 512, reason: reason).explanation
            #expect(text.what == "cannot write f at byte 512")
            #expect(!text.why.isEmpty && !text.action.isEmpty)
            #expect(text.description.hasSuffix("."))
        }
        let other = FileFault(.read, path: "f", reason: .other(110)).explanation.why
        #expect(other.contains("errno 110"))
        #expect(FileFault.Reason(errno: ENOSPC) == .noSpace)
        #expect(FileFault.Reason(errno: EROFS) == .readOnly)
    }

    @Test("files are made, read, renamed and removed by their plain names")
    func directory() throws {
        let path =
            FileManager.default.temporaryDirectory
            .appending(path: "plimsoll-\(UUID().uuidString)/deep/er").path
        defer { try? FileManager.default.removeItem(atPath: path) }
        try OpenDirectory.create(path: path)
        let directory = try OpenDirectory(path: path)
        let content = Array("hello".utf8)
        do {
            let file = try directory.open("b", [.write, .create])
            try file.write(unsafe content.span.bytes, at: 3)
            try file.synchronize()
            #expect(try file.byteCount() == 8)
            var buffer = AlignedBytes(count: 16, alignment: 16)
            try file.read(into: &buffer, 0..<5, at: 3)
            let first = buffer.read(0..<1) { $0.integer(at: 0, as: UInt8.self) }
            #expect(first == 104)
            #expect(throws: FileFault.self) { try file.read(into: &buffer, 0..<16, at: 0) }
        }
        try directory.rename("b", to: "a")
        try directory.synchronize()
        #expect(try directory.entries() == [.init(name: "a", byteCount: 8)])
        try directory.remove("a")
        #expect(try directory.entries() == [])
        let fault = #expect(throws: FileFault.self) { _ = try directory.open("a", []) }
        #expect(fault?.reason == .notFound)
    }

    @Test("a file where a directory is needed, and the reverse, is called what it is")
    func wrongKindOfFile() throws {
        let path =
            FileManager.default.temporaryDirectory
            .appending(path: "plimsoll-\(UUID().uuidString)").path
        defer { try? FileManager.default.removeItem(atPath: path) }
        try OpenDirectory.create(path: path)
        _ = try OpenDirectory(path: path).open("file", [.write, .create])
        let noDirectory = #expect(throws: FileFault.self) {
            _ = try OpenDirectory(path: path + "/file")
        }
        #expect(noDirectory?.reason == .notDirectory)
        let noFile = #expect(throws: FileFault.self) {
            var input = try InputFile(path: path)
            var buffer = [UInt8](repeating: 0, count: 16)
            _ = try input.read(into: &buffer)
        }
        #expect(noFile?.reason == .isDirectory)
    }
}
