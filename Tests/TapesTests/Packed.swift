import Foundation

/// Bytes packed beforehand by the zstd command line tool (`zstd --check`), so that tests need no
/// tool.
enum Packed {
    /// What ``TapeReaderTests`` reads, packed.
    static let lines = bytes(
        "KLUv/QRYVQQAcogbHWA11hiEdhZN2MadN1XCPml+FNAA5SHTbWESZAme07AKenTb3uk1aIRlHaeo"
            + "SCl9nN1lyiPt7C4zZAbZ4QwDYonERcE8QCl9HoD1F6HTmzgYWPoui2I+l87aTK5HSoOcRjAH2CTr"
            + "kVFO70FQ32UJAGIoCFWxrhekMCvU+62wCZCLqdzqGQoKKcLYag==")

    /// A line's end, packed.
    static let lineEnd = bytes("KLUv/QRYCQAACitX5M4=")

    private static func bytes(_ base64: String) -> [UInt8] {
        Array(Data(base64Encoded: base64) ?? Data())
    }
}
