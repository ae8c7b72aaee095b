extension JSON {
  /// One place where two values differ.
  public struct Difference: Hashable, Sendable, Codable, CustomStringConvertible {
    public var path: Path
    /// `nil` when it was added.
    public var before: JSON?
    /// `nil` when it was removed.
    public var after: JSON?

    public init(_ path: Path, before: JSON?, after: JSON?) {
      self.path = path
      self.before = before
      self.after = after
    }

    /// `mode: strict → lenient`
    public var description: String {
      "\(path.elements.isEmpty ? "" : "\(path): ")\(Difference.text(before)) → \(Difference.text(after))"
    }

    /// A value as it is read; `–` for none.
    public static func text(_ value: JSON?) -> String {
      switch value {
      case nil: "–"
      case .string(let text): text.isEmpty ? "\"\"" : text
      case let value?: value.text()
      }
    }

    /// With secrets masked.
    public var masked: Difference {
      let isSecret = path.names.last.map(JSON.isSecret) ?? false
      func masked(_ value: JSON?) -> JSON? { value.map { isSecret && !$0.isContainer ? .secret : $0.masked } }
      return Difference(path, before: masked(before), after: masked(after))
    }
  }

  /// Where the values differ: the innermost places, in the order of the first value, what was added last. Lists are
  /// compared place by place; the order of members makes no difference.
  public static func differences(from before: JSON, to after: JSON) -> [Difference] {
    var found: [Difference] = []
    collect(before, after, Path(), &found)
    return found
  }

  private static func collect(_ before: JSON?, _ after: JSON?, _ path: Path, _ found: inout [Difference]) {
    guard before != after else { return }
    if let old = before?.members, let new = after?.members {
      let added = new.map(\.name).filter { before?[$0] == nil }
      for name in old.map(\.name) + added {
        collect(before?[name], after?[name], path.appending(.member(name)), &found)
      }
    } else if let old = before?.array, let new = after?.array {
      for index in 0..<max(old.count, new.count) {
        collect(old.element(at: index), new.element(at: index), path.appending(.index(index)), &found)
      }
    } else {
      found.append(Difference(path, before: before, after: after))
    }
  }
}

extension JSON.Path: Codable {
  public init(from decoder: any Decoder) throws {
    let text = try decoder.singleValueContainer().decode(String.self)
    if text.isEmpty {
      self.init()
    } else if let path = JSON.Path(parsing: text) {
      self = path
    } else {
      throw DecodingError.dataCorrupted(.init(codingPath: decoder.codingPath, debugDescription: "'\(text)' is no path"))
    }
  }

  public func encode(to encoder: any Encoder) throws {
    var container = encoder.singleValueContainer()
    try container.encode(description)
  }
}
