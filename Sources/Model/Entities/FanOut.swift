public import Support

/// How a step becomes several: one part for each element of a list that an earlier step left, or a fixed number of
/// parts. What waits for the step waits for all of its parts.
public struct FanOut: Hashable, Sendable, Codable {
  /// No document may ask for more.
  public static let partsMax = 1000
  public static let partsMaxDefault = 64

  /// A list in a step's output; its elements go to the parts, one each.
  public var over: ValuePath?
  /// So many parts, which differ by their number alone.
  public var count: Int?
  /// A longer list fails the step.
  public var max: Int

  public init(over: ValuePath? = nil, count: Int? = nil, max: Int = FanOut.partsMaxDefault) {
    self.over = over
    self.count = count
    self.max = max
  }

  /// What the parts are given. Fails with `fan_out_invalid` when the value is no list, or too long a one.
  public func items(_ values: RunValues) throws(Failure) -> [JSON] {
    if let count { return [JSON](repeating: .null, count: count) }
    guard let over, let items = values[over].array else {
      throw Failure(
        "fan_out_invalid", "\(over?.description ?? "fan_out") is no list",
        nextStep: "correct the step that leaves it, or the document, and rerun the run")
    }
    guard items.count <= max else {
      throw Failure(
        "fan_out_invalid", "\(over) has \(items.count) elements, and the document allows \(max) parts",
        nextStep: "have the step before make fewer parts, or raise max in the document")
    }
    return items
  }

  /// One of the steps that a step became.
  public struct Part: Hashable, Sendable, Codable {
    /// The step that the document names.
    public var of: String
    /// From 1.
    public var number: Int
    public var count: Int
    /// The element of the list; `null` where there is none.
    public var item: JSON

    public init(of step: String, number: Int, count: Int, item: JSON) {
      of = step
      self.number = number
      self.count = count
      self.item = item
    }

    public var name: String { "\(of)[\(number)]" }
  }
}

extension FanOut {
  public init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: CodingKeys.self)
    self.init(
      over: try container.decodeIfPresent(ValuePath.self, forKey: .over),
      count: try container.decodeIfPresent(Int.self, forKey: .count),
      max: try container.decodeIfPresent(Int.self, forKey: .max) ?? FanOut.partsMaxDefault)
  }

  private enum CodingKeys: CodingKey { case over, count, max }
}
