import Support

/// Builds the value of the only document from libyaml's events.
struct DocumentReader: ~Copyable {
  private let events: EventStream
  private var depth = 0
  private var nodeCount = 0
  private let keepsLines: Bool
  private var path: [String] = []
  /// The line of each member's key, by the keys that lead to it.
  private(set) var lines: [[String]: Int] = [:]

  init(events: consuming EventStream, keepsLines: Bool) {
    self.events = events
    self.keepsLines = keepsLines
  }

  mutating func document() throws(YAMLError) -> JSON {
    guard case .documentStart = try events.next().kind else { return .null }
    let value = try value(from: try events.next())
    _ = try events.next()
    let after = try events.next()
    guard case .streamEnd = after.kind else { throw after.error("a second document starts here; one is allowed") }
    return value
  }

  private mutating func value(from event: Event) throws(YAMLError) -> JSON {
    try admit(event)
    switch event.kind {
    case .scalar(let text, isPlain: false): return .string(text)
    case .scalar(let text, isPlain: true):
      switch PlainScalar(text) {
      case .value(let value): return value
      case .unrepresentable(let problem): throw event.error(problem)
      }
    case .sequenceStart: return try nested(event) { (reader) throws(YAMLError) in .array(try reader.elements()) }
    case .mappingStart: return try nested(event) { (reader) throws(YAMLError) in .object(try reader.members()) }
    default: throw event.error("a value is expected here")
    }
  }

  private mutating func value(from event: Event, at name: String, line: Int) throws(YAMLError) -> JSON {
    guard keepsLines else { return try value(from: event) }
    path.append(name)
    defer { path.removeLast() }
    lines[path] = line
    return try value(from: event)
  }

  private mutating func admit(_ event: Event) throws(YAMLError) {
    nodeCount += 1
    if nodeCount > YAML.nodeCountMax { throw event.error("there are more than \(YAML.nodeCountMax) values") }
    if event.hasAnchor { throw event.error("anchors are not supported; write the value out") }
    if event.hasTag { throw event.error("tags are not supported") }
    if case .alias = event.kind { throw event.error("aliases are not supported; write the value out") }
  }

  private mutating func nested(
    _ event: Event, _ body: (inout DocumentReader) throws(YAMLError) -> JSON
  ) throws(YAMLError) -> JSON {
    guard depth < YAML.depthMax else { throw event.error("values nest deeper than \(YAML.depthMax) levels") }
    depth += 1
    defer { depth -= 1 }
    return try body(&self)
  }

  private mutating func elements() throws(YAMLError) -> [JSON] {
    var elements: [JSON] = []
    while true {
      let event = try events.next()
      if case .sequenceEnd = event.kind { return elements }
      elements.append(try value(from: event, at: String(elements.count), line: event.line))
    }
  }

  private mutating func members() throws(YAMLError) -> [JSON.Member] {
    var members: [JSON.Member] = []
    var lines: [String: Int] = [:]
    while true {
      let event = try events.next()
      if case .mappingEnd = event.kind { return members }
      let name = try key(from: event)
      if let line = lines[name] { throw event.error("the key '\(name)' stands in line \(line) already") }
      lines[name] = event.line
      members.append(JSON.Member(name, try value(from: try events.next(), at: name, line: event.line)))
    }
  }

  private mutating func key(from event: Event) throws(YAMLError) -> String {
    try admit(event)
    guard case .scalar(let text, let isPlain) = event.kind else { throw event.error("a key is a text, no collection") }
    if isPlain && text == "<<" { throw event.error("merge keys are not supported; write the members out") }
    return text
  }
}
