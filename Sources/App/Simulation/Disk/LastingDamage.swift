internal import Containers
internal import Durability

/// What a disk may do to bytes that were written and synced.
enum LastingDamage: CaseIterable {
    /// One bit is another.
    case flippedBit
    /// A sector reads as zeros.
    case zeroedSector
    /// The last write never reached the platters, though the disk said so.
    case lostWrite
    /// The first block of the last write was also written to a place where it does not belong.
    case misdirectedWrite

    /// The class of faults it is.
    var fault: Fault {
        switch self {
        case .flippedBit: .bitFlip
        case .zeroedSector: .zeroedSector
        case .lostWrite: .lostWrite
        case .misdirectedWrite: .misdirectedWrite
        }
    }
}

extension SimulatedDisk {
    /// The last write that the disk said it had done.
    struct LastWrite {
        var place: Int
        var offset: Int
        var before: [UInt8]
        var after: [UInt8]
    }

    /// Damages what survived a crash, while no process looks.
    ///
    /// - Returns: to which file it was done; nil where there was nothing to do it to.
    func damage(
        _ kind: LastingDamage, _ random: inout SeededRandom
    ) -> String? {
        switch kind {
        case .flippedBit, .zeroedSector:
            let names = platters.names.keys.sorted().filter { lastByte(of: $0) != nil }
            guard !names.isEmpty else { return nil }
            let name = names[random.below(names.count)]
            guard let place = platters.names[name], let last = lastByte(of: name) else {
                return nil
            }
            let offset = random.below(last + 1)
            if kind == .flippedBit {
                platters.contents[place][offset] ^= 1 << UInt8(random.below(8))
            } else {
                let start = offset / JournalFormat.sectorBytes * JournalFormat.sectorBytes
                let end = min(
                    start + JournalFormat.sectorBytes, platters.contents[place].count)
                for index in start..<end { platters.contents[place][index] = 0 }
            }
            return name
        case .lostWrite:
            guard let write = platters.lastWrite, let name = name(of: write.place) else {
                return nil
            }
            platters.contents[write.place].replaceSubrange(
                write.offset..<write.offset + write.before.count, with: write.before)
            return name
        case .misdirectedWrite:
            guard let write = platters.lastWrite, let name = name(of: write.place) else {
                return nil
            }
            let blocks = platters.contents[write.place].count / alignment
            let target = random.below(blocks) * alignment
            guard target != write.offset else { return nil }
            platters.contents[write.place].replaceSubrange(
                target..<target + alignment, with: write.after.prefix(alignment))
            return name
        }
    }

    private func name(of place: Int) -> String? {
        platters.names.keys.sorted().first { platters.names[$0] == place }
    }

    /// The place of the last byte of a file that is not zero.
    private func lastByte(of name: String) -> Int? {
        platters.names[name].flatMap { platters.contents[$0].lastIndex { $0 != 0 } }
    }
}
