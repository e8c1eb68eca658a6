public import Domain

/// What one line of a recording is about.
public enum TapeDirection: String, Sendable, Equatable, CaseIterable {
    /// How the recorder was set up.
    case config
    /// A connection was made.
    case connect
    /// The recorder sent a frame.
    case send
    /// A frame was received.
    case recv
    /// A REST answer was received.
    case http
}

/// One line of a recording. Its text is in the reader that read it.
public struct TapeEntry: Sendable, Equatable {
    /// From 1.
    public let line: Int
    /// When it was received by the recorder's clock; nil where it did not say.
    public let time: Timestamp?
    /// What it is about.
    public let direction: TapeDirection
    /// Of a connection or a REST answer, else empty.
    public let url: String
}
