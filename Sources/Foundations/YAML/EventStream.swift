internal import CYAML

/// What libyaml finds in a text, one piece after another.
struct Event {
  enum Kind {
    case scalar(text: String, isPlain: Bool)
    case sequenceStart
    case sequenceEnd
    case mappingStart
    case mappingEnd
    case alias
    case documentStart
    case documentEnd
    case streamEnd
  }

  var kind: Kind
  var hasAnchor = false
  var hasTag = false
  var line: Int
  var column: Int

  func error(_ problem: String) -> YAMLError { YAMLError(problem, line: line, column: column) }
}

/// A libyaml parser over a copy of a text.
struct EventStream: ~Copyable {
  // On the heap, as libyaml keeps pointers to the parser in it, and to the text.
  private let parser: UnsafeMutablePointer<yaml_parser_t>
  private let text: UnsafeMutableBufferPointer<UInt8>

  init(_ text: String) {
    self.text = .allocate(capacity: text.utf8.count)
    _ = self.text.initialize(from: text.utf8)
    parser = .allocate(capacity: 1)
    guard yaml_parser_initialize(parser) == 1 else { preconditionFailure("out of memory") }
    yaml_parser_set_encoding(parser, YAML_UTF8_ENCODING)
    yaml_parser_set_input_string(parser, self.text.baseAddress, self.text.count)
  }

  deinit {
    yaml_parser_delete(parser)
    parser.deallocate()
    text.deallocate()
  }

  /// The next event. Not to be asked for after the end of the stream or an error.
  func next() throws(YAMLError) -> Event {
    while true {
      var event = yaml_event_t()
      guard yaml_parser_parse(parser, &event) == 1 else { throw failure() }
      defer { yaml_event_delete(&event) }
      if let event = Event(event) { return event }
    }
  }

  private func failure() -> YAMLError {
    let problem = parser.pointee.problem.map { String(cString: $0) } ?? "this is no YAML"
    if parser.pointee.error == YAML_READER_ERROR {
      return place(ofByte: parser.pointee.problem_offset).error(problem)
    }
    let mark = parser.pointee.problem_mark
    return YAMLError(problem, line: Int(clamping: mark.line) + 1, column: Int(clamping: mark.column) + 1)
  }

  private func place(ofByte offset: Int) -> Event {
    let before = text.prefix(offset)
    let lineStart = before.lastIndex(of: UInt8(ascii: "\n")).map { $0 + 1 } ?? 0
    return Event(
      kind: .streamEnd, line: before.count { $0 == UInt8(ascii: "\n") } + 1,
      column: before[lineStart...].count { $0 & 0xc0 != 0x80 } + 1)
  }
}

extension Event {
  /// `nil` for the start of the stream, which says nothing.
  fileprivate init?(_ event: yaml_event_t) {
    var (hasAnchor, hasTag) = (false, false)
    switch event.type {
    case YAML_SCALAR_EVENT:
      let scalar = event.data.scalar
      let bytes = UnsafeBufferPointer(start: scalar.value, count: scalar.length)
      let isPlain = scalar.style == YAML_PLAIN_SCALAR_STYLE
      kind = .scalar(text: String(decoding: bytes, as: UTF8.self), isPlain: isPlain)
      (hasAnchor, hasTag) = (scalar.anchor != nil, scalar.tag != nil)
    case YAML_SEQUENCE_START_EVENT:
      kind = .sequenceStart
      (hasAnchor, hasTag) = (event.data.sequence_start.anchor != nil, event.data.sequence_start.tag != nil)
    case YAML_MAPPING_START_EVENT:
      kind = .mappingStart
      (hasAnchor, hasTag) = (event.data.mapping_start.anchor != nil, event.data.mapping_start.tag != nil)
    case YAML_SEQUENCE_END_EVENT: kind = .sequenceEnd
    case YAML_MAPPING_END_EVENT: kind = .mappingEnd
    case YAML_ALIAS_EVENT: kind = .alias
    case YAML_DOCUMENT_START_EVENT: kind = .documentStart
    case YAML_DOCUMENT_END_EVENT: kind = .documentEnd
    case YAML_STREAM_END_EVENT, YAML_NO_EVENT: kind = .streamEnd
    default: return nil
    }
    self.hasAnchor = hasAnchor
    self.hasTag = hasTag
    line = Int(clamping: event.start_mark.line) + 1
    column = Int(clamping: event.start_mark.column) + 1
  }
}
