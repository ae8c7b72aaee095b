extension SearchPattern: Codable {
  public init(from decoder: any Decoder) throws {
    let container = try decoder.singleValueContainer()
    let source = try container.decode(String.self)
    do {
      try self.init(source)
    } catch {
      throw DecodingError.dataCorruptedError(in: container, debugDescription: "expected a pattern: \(error.message)")
    }
  }

  public func encode(to encoder: any Encoder) throws {
    var container = encoder.singleValueContainer()
    try container.encode(source)
  }
}
