// swift-format-ignore-file: AvoidRetroactiveConformances
// `Result` is an enum that Codable would be synthesised for, were it ours.

/// `{"success": …}` or `{"failure": …}`.
extension Result: @retroactive Encodable where Success: Encodable, Failure: Encodable {
  public func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: ResultKey.self)
    switch self {
    case .success(let value): try container.encode(value, forKey: .success)
    case .failure(let failure): try container.encode(failure, forKey: .failure)
    }
  }
}

extension Result: @retroactive Decodable where Success: Decodable, Failure: Decodable {
  public init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: ResultKey.self)
    if container.contains(.failure) {
      self = .failure(try container.decode(Failure.self, forKey: .failure))
    } else {
      self = .success(try container.decode(Success.self, forKey: .success))
    }
  }
}

private enum ResultKey: String, CodingKey { case success, failure }
