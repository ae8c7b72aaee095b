extension JSON {
  /// Where a value stands in another: `file.template.fields[2].type`; names that are no words are quoted (`["a.b"]`).
  public struct Path: Hashable, Sendable, CustomStringConvertible {
    public enum Element: Hashable, Sendable {
      case member(String)
      case index(Int)
    }

    public var elements: [Element]

    public init(_ elements: [Element] = []) { self.elements = elements }

    /// `nil` when it is no path.
    public init?(parsing text: String) {
      var reader = PathReader(rest: Array(text)[...])
      guard let elements = reader.elements() else { return nil }
      self.elements = elements
    }

    public var description: String {
      elements.enumerated().reduce(into: "") { text, element in
        switch element.element {
        case .index(let index): text += "[\(index)]"
        case .member(let name) where Path.isWord(name): text += (element.offset == 0 ? "" : ".") + name
        case .member(let name): text += "[\(JSON.string(name).text())]"
        }
      }
    }

    /// The names on the way, without the places in lists.
    public var names: [String] { elements.compactMap { if case .member(let name) = $0 { name } else { nil } } }

    public func appending(_ element: Element) -> Path { Path(elements + [element]) }

    public func starts(with prefix: Path) -> Bool { elements.starts(with: prefix.elements) }

    fileprivate static func isWord(_ name: String) -> Bool { !name.isEmpty && name.allSatisfy(isPartOfWord) }

    fileprivate static func isPartOfWord(_ character: Character) -> Bool {
      character.isLetter || character.isNumber || character == "_" || character == "-"
    }
  }

  /// The value at a path; `nil` when nothing stands there.
  public func value(at path: Path) -> JSON? {
    path.elements.reduce(self as JSON?) { value, element in
      switch element {
      case .member(let name): value?[name]
      case .index(let index): value?.array?.element(at: index)
      }
    }
  }

  /// The value with another at a path; with `nil`, without what stands there. Members that miss on the way are made;
  /// an index right behind the end of a list adds to it. `nil` when there is no such place.
  public func setting(_ value: JSON?, at path: Path) -> JSON? {
    guard let first = path.elements.first else { return value }
    let rest = Path(Array(path.elements.dropFirst()))
    switch first {
    case .member(let name):
      guard members != nil || isNull else { return nil }
      let inner = self[name] ?? (rest.elements.isEmpty ? .null : .object([]))
      var copy = self
      if rest.elements.isEmpty {
        copy[name] = value
      } else {
        guard let changed = inner.setting(value, at: rest) else { return nil }
        copy[name] = changed
      }
      return copy
    case .index(let index):
      guard var elements = array, (0...elements.count).contains(index) else { return nil }
      if index == elements.count {
        guard let value, let made = rest.elements.isEmpty ? value : JSON.object([]).setting(value, at: rest) else {
          return nil
        }
        elements.append(made)
      } else if rest.elements.isEmpty {
        if let value { elements[index] = value } else { elements.remove(at: index) }
      } else {
        guard let changed = elements[index].setting(value, at: rest) else { return nil }
        elements[index] = changed
      }
      return .array(elements)
    }
  }
}

extension [JSON] {
  /// `nil` when there is none there. Where `nil` could also be the JSON value, it is not.
  func element(at index: Int) -> JSON? { indices.contains(index) ? .some(self[index]) : .none }
}

private struct PathReader {
  var rest: ArraySlice<Character>

  mutating func elements() -> [JSON.Path.Element]? {
    var elements: [JSON.Path.Element] = []
    while let next = rest.first {
      if next == "[" {
        guard let element = bracket() else { return nil }
        elements.append(element)
        continue
      }
      if !elements.isEmpty {
        guard next == "." else { return nil }
        rest.removeFirst()
      }
      let name = rest.prefix(while: JSON.Path.isPartOfWord)
      guard !name.isEmpty else { return nil }
      rest.removeFirst(name.count)
      elements.append(.member(String(name)))
    }
    return elements.isEmpty ? nil : elements
  }

  /// `[2]`, `["a.b"]`
  private mutating func bracket() -> JSON.Path.Element? {
    rest.removeFirst()
    if rest.first == "\"" {
      var isEscaped = false
      let end = rest.indices.dropFirst().first { index in
        defer { isEscaped = rest[index] == "\\" && !isEscaped }
        return rest[index] == "\"" && !isEscaped
      }
      guard let end, let name = (try? JSON(parsing: String(rest[...end])))?.string else { return nil }
      rest = rest[(end + 1)...]
      guard rest.first == "]" else { return nil }
      rest.removeFirst()
      return .member(name)
    }
    let digits = rest.prefix { $0.isASCII && $0.isNumber }
    rest.removeFirst(digits.count)
    guard let index = Int(String(digits)), rest.first == "]" else { return nil }
    rest.removeFirst()
    return .index(index)
  }
}
