public import Support

/// Where a document finds a value: `parameters.NAME`, or `steps.STEP.MEMBER…` in the output of a step.
public enum ValuePath: Hashable, Sendable, CustomStringConvertible {
  case parameter(String)
  case output(step: String, members: [String])

  /// `nil` when the text is no such path.
  public init?(_ text: String) {
    let parts = text.split(separator: ".", omittingEmptySubsequences: false).map(String.init)
    guard parts.count >= 2, parts.allSatisfy(ValuePath.isName) else { return nil }
    switch parts[0] {
    case "parameters" where parts.count == 2: self = .parameter(parts[1])
    case "steps": self = .output(step: parts[1], members: Array(parts.dropFirst(2)))
    default: return nil
    }
  }

  public var description: String {
    switch self {
    case .parameter(let name): "parameters.\(name)"
    case .output(let step, let members): (["steps", step] + members).joined(separator: ".")
    }
  }

  /// Letters, digits and `_`, and no digit first.
  public static func isName(_ text: String) -> Bool {
    guard let first = text.utf8.first, !(0x30...0x39).contains(first) else { return false }
    return text.utf8.allSatisfy { byte in
      (0x61...0x7a).contains(byte) || (0x41...0x5a).contains(byte) || (0x30...0x39).contains(byte) || byte == 0x5f
    }
  }
}

extension ValuePath: Codable {
  public init(from decoder: any Decoder) throws {
    let container = try decoder.singleValueContainer()
    let text = try container.decode(String.self)
    guard let path = ValuePath(text) else {
      throw DecodingError.dataCorruptedError(in: container, debugDescription: "'\(text)' is no path of a value")
    }
    self = path
  }

  public func encode(to encoder: any Encoder) throws {
    var container = encoder.singleValueContainer()
    try container.encode(description)
  }
}

/// What the expressions of a document can see of a run.
public struct RunValues: Hashable, Sendable {
  public var parameters: JSON
  /// By the step that left them; a step that was skipped left none.
  public var outputs: [String: JSON]

  public init(parameters: JSON, outputs: [String: JSON]) {
    self.parameters = parameters
    self.outputs = outputs
  }

  /// `null` where there is nothing.
  public subscript(path: ValuePath) -> JSON {
    switch path {
    case .parameter(let name): parameters[name] ?? .null
    case .output(let step, let members):
      members.reduce(outputs[step] ?? .null) { value, member in value[member] ?? .null }
    }
  }
}
