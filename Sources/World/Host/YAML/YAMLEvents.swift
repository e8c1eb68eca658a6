internal import CYAML

/// One step of the library through a document.
struct YAMLEvent {
    enum Kind: Equatable {
        case streamStart, streamEnd, documentStart, documentEnd
        case sequenceStart, sequenceEnd, mappingStart, mappingEnd
        case scalar(YAMLScalar)
        case alias
    }

    let kind: Kind
    let place: TextPlace
    let hasAnchor: Bool
    let hasTag: Bool

    func fault(_ reason: YAMLFault.Reason) -> YAMLFault { YAMLFault(reason: reason, place: place) }

    func refuseProperties() throws(YAMLFault) {
        guard !hasAnchor else { throw fault(.anchor) }
        guard !hasTag else { throw fault(.tag) }
    }
}

/// The library's parser at work on bytes of its own.
///
/// Owned by exactly one place. After a fault it is of no more use.
/// - Source: yaml.h of libyaml 0.2.5.
@safe struct YAMLEvents: ~Copyable {
    private let parser: UnsafeMutablePointer<yaml_parser_t>
    /// What the parser reads; it keeps a pointer to it.
    private let input: UnsafeMutableBufferPointer<UInt8>

    init(_ bytes: [UInt8]) throws(YAMLFault) {
        unsafe parser = .allocate(capacity: 1)
        unsafe input = .allocate(capacity: bytes.count)
        _ = unsafe input.initialize(from: bytes)
        guard unsafe yaml_parser_initialize(parser) == 1 else {
            // Zeroed by the library, so that it may be deleted.
            throw YAMLFault(reason: .noMemory, place: TextPlace(line: 1, column: 1))
        }
        unsafe yaml_parser_set_encoding(parser, YAML_UTF8_ENCODING)
        unsafe yaml_parser_set_input_string(parser, input.baseAddress, input.count)
    }

    deinit {
        unsafe yaml_parser_delete(parser)
        unsafe parser.deallocate()
        unsafe input.deallocate()
    }

    mutating func next() throws(YAMLFault) -> YAMLEvent {
        var event = unsafe yaml_event_t()
        guard unsafe yaml_parser_parse(parser, &event) == 1 else { throw fault() }
        defer { unsafe yaml_event_delete(&event) }
        let place = Self.place(unsafe event.start_mark)
        return switch unsafe event.type {
        case YAML_STREAM_START_EVENT: Self.plain(.streamStart, place)
        case YAML_DOCUMENT_START_EVENT: Self.plain(.documentStart, place)
        case YAML_DOCUMENT_END_EVENT: Self.plain(.documentEnd, place)
        case YAML_ALIAS_EVENT: Self.plain(.alias, place)
        case YAML_SEQUENCE_END_EVENT: Self.plain(.sequenceEnd, place)
        case YAML_MAPPING_END_EVENT: Self.plain(.mappingEnd, place)
        case YAML_SCALAR_EVENT:
            unsafe YAMLEvent(
                kind: .scalar(Self.scalar(event)), place: place,
                hasAnchor: event.data.scalar.anchor != nil, hasTag: event.data.scalar.tag != nil)
        case YAML_SEQUENCE_START_EVENT:
            unsafe YAMLEvent(
                kind: .sequenceStart, place: place,
                hasAnchor: event.data.sequence_start.anchor != nil,
                hasTag: event.data.sequence_start.tag != nil)
        case YAML_MAPPING_START_EVENT:
            unsafe YAMLEvent(
                kind: .mappingStart, place: place,
                hasAnchor: event.data.mapping_start.anchor != nil,
                hasTag: event.data.mapping_start.tag != nil)
        // The end of the stream; after it the library gives events without a type.
        default: Self.plain(.streamEnd, place)
        }
    }

    private static func plain(_ kind: YAMLEvent.Kind, _ place: TextPlace) -> YAMLEvent {
        YAMLEvent(kind: kind, place: place, hasAnchor: false, hasTag: false)
    }

    private static func scalar(_ event: yaml_event_t) -> YAMLScalar {
        let scalar = unsafe event.data.scalar
        let bytes = unsafe UnsafeBufferPointer(start: scalar.value, count: scalar.length)
        let style: YAMLScalar.Style =
            switch unsafe scalar.style {
            case YAML_SINGLE_QUOTED_SCALAR_STYLE, YAML_DOUBLE_QUOTED_SCALAR_STYLE: .quoted
            case YAML_LITERAL_SCALAR_STYLE, YAML_FOLDED_SCALAR_STYLE: .block
            default: .plain
            }
        return YAMLScalar(text: unsafe String(decoding: bytes, as: UTF8.self), style: style)
    }

    private func fault() -> YAMLFault {
        let words = unsafe parser.pointee.problem.map { unsafe String(cString: $0) } ?? "no reason"
        switch unsafe parser.pointee.error {
        case YAML_MEMORY_ERROR:
            return YAMLFault(reason: .noMemory, place: TextPlace(line: 1, column: 1))
        case YAML_READER_ERROR:
            let isControl = words.contains("control character")
            return YAMLFault(
                reason: isControl ? .controlCharacter : .notUTF8,
                place: place(ofByte: Int(unsafe parser.pointee.problem_offset)))
        default:
            let context = unsafe parser.pointee.context.map { unsafe String(cString: $0) }
            let began = Self.place(unsafe parser.pointee.context_mark)
            return YAMLFault(
                reason: .malformed(context.map { "\(words), \($0) begun at \(began)" } ?? words),
                place: Self.place(unsafe parser.pointee.problem_mark))
        }
    }

    private static func place(_ mark: yaml_mark_t) -> TextPlace {
        TextPlace(line: Int(mark.line) + 1, column: Int(mark.column) + 1)
    }

    /// The library counts bytes only where it cannot read characters.
    private func place(ofByte offset: Int) -> TextPlace {
        let before = unsafe input[..<min(max(offset, 0), input.count)]
        let line = unsafe before.reduce(1) { $1 == UInt8(ascii: "\n") ? $0 + 1 : $0 }
        let start = unsafe before.lastIndex(of: UInt8(ascii: "\n")).map { $0 + 1 } ?? 0
        let isCharacter = { (byte: UInt8) in byte & 0xC0 != 0x80 }
        let column = unsafe before[start...].count(where: isCharacter) + 1
        return TextPlace(line: line, column: column)
    }
}
