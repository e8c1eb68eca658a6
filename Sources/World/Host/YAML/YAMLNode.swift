/// A place in a text file, as editors count: from 1.
public struct TextPlace: Sendable, Hashable, CustomStringConvertible {
    /// The line, from 1.
    public let line: Int
    /// The character in the line, from 1.
    public let column: Int

    /// A place; both numbers count from 1.
    public init(line: Int, column: Int) {
        self.line = line
        self.column = column
    }

    public var description: String { "\(line):\(column)" }
}

/// One value of a YAML document, and where it stands.
///
/// Nothing is guessed: `no`, `1e3` and `null` are texts, and whoever asked for a setting decides
/// what its text may mean.
public struct YAMLNode: Sendable, Equatable {
    /// What a node is.
    public indirect enum Content: Sendable, Equatable {
        /// A text, as written.
        case scalar(YAMLScalar)
        /// Values in their order.
        case sequence([YAMLNode])
        /// Values by name, in the order of the file; no name stands twice.
        case mapping([YAMLEntry])
    }

    /// What it is.
    public let content: Content
    /// Where it begins.
    public let place: TextPlace
}

/// A text of a YAML document.
public struct YAMLScalar: Sendable, Equatable {
    /// How it is written.
    public enum Style: Sendable, Equatable {
        /// Bare: `8080`. Nothing at all (`port:`) is a plain text that is empty.
        case plain
        /// In single or double quotes: `"8080"`.
        case quoted
        /// A block after `|` or `>`.
        case block
    }

    /// The text, escapes and line folding resolved.
    public let text: String
    /// How it is written.
    public let style: Style
}

/// A name and its value in a mapping.
public struct YAMLEntry: Sendable, Equatable {
    /// The name.
    public let name: String
    /// Where the name stands.
    public let place: TextPlace
    /// The value.
    public let value: YAMLNode
}
