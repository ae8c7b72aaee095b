/// What annotators are asked about a task: a document with versions, written as YAML or JSON.
public struct LabelSchema: Hashable, Sendable, Codable {
  public var fields: [LabelField]

  public init(fields: [LabelField]) { self.fields = fields }

  public subscript(name: String) -> LabelField? { fields.first { $0.name == name } }

  public static let fieldsMax = 32
  public static let optionsMax = 1000
}

/// One question.
public struct LabelField: Hashable, Sendable, Codable {
  public enum Kind: String, Hashable, Sendable, Codable, CaseIterable {
    /// One of the options.
    case choice
    /// Any of the options.
    case choices
    /// Stretches of a text of the payload, an option each.
    case spans
    /// A number from `minimum` to `maximum`.
    case rating
    /// All options, the best first.
    case ranking
    case text
  }

  public var name: String
  public var title: String?
  public var kind: Kind
  /// In the declared order, which ordinal measures keep.
  public var options: [LabelOption]
  public var isRequired: Bool
  /// The options are an ordinal scale.
  public var isOrdered: Bool
  /// Ratings only.
  public var minimum: Double?
  public var maximum: Double?
  /// Ratings only: what a step is; `nil` allows any number.
  public var step: Double?
  /// Spans only: the member of the payload whose text they are of.
  public var source: String?
  /// Texts only, in Unicode scalars.
  public var lengthMax: Int?

  public init(
    name: String, title: String? = nil, kind: Kind, options: [LabelOption] = [], isRequired: Bool = true,
    isOrdered: Bool = false, minimum: Double? = nil, maximum: Double? = nil, step: Double? = nil,
    source: String? = nil, lengthMax: Int? = nil
  ) {
    self.name = name
    self.title = title
    self.kind = kind
    self.options = options
    self.isRequired = isRequired
    self.isOrdered = isOrdered
    self.minimum = minimum
    self.maximum = maximum
    self.step = step
    self.source = source
    self.lengthMax = lengthMax
  }

  public init(from decoder: any Decoder) throws {
    let members = try decoder.container(keyedBy: CodingKeys.self)
    name = try members.decode(String.self, forKey: .name)
    title = try members.decodeIfPresent(String.self, forKey: .title)
    kind = try members.decode(Kind.self, forKey: .kind)
    options = try members.decodeIfPresent([LabelOption].self, forKey: .options) ?? []
    isRequired = try members.decodeIfPresent(Bool.self, forKey: .isRequired) ?? true
    isOrdered = try members.decodeIfPresent(Bool.self, forKey: .isOrdered) ?? false
    minimum = try members.decodeIfPresent(Double.self, forKey: .minimum)
    maximum = try members.decodeIfPresent(Double.self, forKey: .maximum)
    step = try members.decodeIfPresent(Double.self, forKey: .step)
    source = try members.decodeIfPresent(String.self, forKey: .source)
    lengthMax = try members.decodeIfPresent(Int.self, forKey: .lengthMax)
  }

  public func option(_ value: String) -> LabelOption? { options.first { $0.value == value } }
}

/// One label that may be given.
public struct LabelOption: Hashable, Sendable, Codable {
  /// What is stored.
  public var value: String
  /// What people read; the value when absent.
  public var title: String?
  public var help: String?

  public init(_ value: String, title: String? = nil, help: String? = nil) {
    self.value = value
    self.title = title
    self.help = help
  }

  /// A bare text is a value.
  public init(from decoder: any Decoder) throws {
    if let value = try? decoder.singleValueContainer().decode(String.self) {
      self.init(value)
    } else {
      let members = try decoder.container(keyedBy: CodingKeys.self)
      self.init(
        try members.decode(String.self, forKey: .value),
        title: try members.decodeIfPresent(String.self, forKey: .title),
        help: try members.decodeIfPresent(String.self, forKey: .help))
    }
  }
}
