internal import Host

/// Cuts a file, packed or not, into lines.
struct LineSource: ~Copyable {
    private var file: InputFile
    private var decoder: ZstdDecoder?
    private var isStarted = false
    /// Bytes of the file, and which of them were not taken yet.
    private var packed = [UInt8](repeating: 0, count: TapeReader.Limits.pieceBytes)
    private var packedRange = 0..<0
    /// Bytes unpacked in one go.
    private var piece = [UInt8](repeating: 0, count: TapeReader.Limits.pieceBytes)
    /// Unpacked bytes; ``range`` of them is the line read last.
    private(set) var line: [UInt8] = []
    private(set) var range = 0..<0
    private var isAtEnd = false
    /// From 1; zero before the first line.
    private(set) var lineNumber = 0

    init(path: String) throws(TapeFault) {
        do throws(FileFault) { file = try InputFile(path: path) } catch { throw .file(error) }
    }

    var path: String { file.path }

    /// The line is empty or white space.
    var isBlank: Bool {
        line[range].allSatisfy { $0 == 0x20 || $0 == 0x09 || $0 == 0x0D }
    }

    /// Goes to the next line. - Returns: false at the end.
    mutating func advance() throws(TapeFault) -> Bool {
        var start = lineNumber == 0 ? 0 : min(range.upperBound + 1, line.count)
        var searched = start
        while true {
            while searched < line.count, line[searched] != 0x0A { searched += 1 }
            if searched < line.count { break }
            if start > 0 {
                line.removeFirst(start)
                searched -= start
                start = 0
            }
            guard line.count <= TapeReader.Limits.lineBytesMax else {
                throw .lineTooLong(
                    path: path, line: lineNumber + 1, bytesMax: TapeReader.Limits.lineBytesMax)
            }
            if try !fill() {
                guard searched > start else { return false }
                break
            }
        }
        range = start..<searched
        lineNumber += 1
        return true
    }

    /// Adds unpacked bytes. - Returns: false at the end of the file.
    private mutating func fill() throws(TapeFault) -> Bool {
        guard !isAtEnd else { return false }
        if !isStarted { try start() }
        while true {
            if decoder == nil {
                line.append(contentsOf: packed[packedRange])
                let count = packedRange.count
                packedRange = 0..<0
                if count > 0 { return true }
            } else if try unpack() {
                return true
            }
            guard try read() else { return try end() }
        }
    }

    /// Reads until the first four bytes are there, which tell whether the file is packed.
    private mutating func start() throws(TapeFault) {
        isStarted = true
        var head: [UInt8] = []
        while head.count < 4, try read() { head += packed[packedRange] }
        packed = head
        packed.append(
            contentsOf: repeatElement(0, count: max(0, TapeReader.Limits.pieceBytes - head.count)))
        packedRange = 0..<head.count
        // RFC 8878: the magic numbers of a frame and of a skippable frame.
        guard head.count >= 4,
            head[1] == 0xB5 && head[2] == 0x2F && head[3] == 0xFD
                && head[0] == 0x28 || head.starts(with: [0x50, 0x2A, 0x4D, 0x18])
        else { return }
        do throws(ZstdFault) { decoder = try ZstdDecoder() } catch { throw fault(error) }
    }

    private mutating func read() throws(TapeFault) -> Bool {
        do throws(FileFault) {
            packedRange = 0..<(try file.read(into: &packed))
        } catch { throw .file(error) }
        return !packedRange.isEmpty
    }

    /// Unpacks what was read. - Returns: false if nothing came of it.
    private mutating func unpack() throws(TapeFault) -> Bool {
        do throws(ZstdFault) {
            let done =
                try decoder?.unpack(packed, packedRange, into: &piece) ?? (taken: 0, made: 0)
            packedRange = packedRange.lowerBound + done.taken..<packedRange.upperBound
            line.append(contentsOf: piece[0..<done.made])
            return done.made > 0
        } catch { throw fault(error) }
    }

    private mutating func end() throws(TapeFault) -> Bool {
        isAtEnd = true
        if let isWhole = decoder?.isBetweenFrames, !isWhole {
            throw .truncated(path: path, offset: file.offset, line: lineNumber)
        }
        return false
    }

    private func fault(_ fault: ZstdFault) -> TapeFault {
        let reason =
            switch fault {
            case .damaged(let reason): reason
            case .windowTooLarge: "it asks for more memory than is given"
            case .noMemory: "no memory is left"
            }
        return .damaged(path: path, offset: file.offset - packedRange.count, reason: reason)
    }
}
