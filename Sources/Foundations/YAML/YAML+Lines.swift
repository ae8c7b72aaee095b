public import Support

extension YAML {
  /// A document and where its members stand.
  public struct Document: Sendable {
    public var value: JSON
    /// The line of each member's key, by the keys that lead to it. Elements of lists have their number for a key.
    public var lines: [[String]: Int]

    /// The line of a member, or of the nearest one around it; 1 for the document itself.
    public func line(of path: [String]) -> Int {
      var path = path
      while !path.isEmpty {
        if let line = lines[path] { return line }
        path.removeLast()
      }
      return 1
    }
  }

  /// ``parse(_:)``, with the lines: for saying where a value that reads well is wrong.
  public static func document(_ text: String) throws(YAMLError) -> Document {
    var reader = try reader(of: text, keepsLines: true)
    let value = try reader.document()
    return Document(value: value, lines: reader.lines)
  }
}
