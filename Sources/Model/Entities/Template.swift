/// How the files of a dataset are read and landed: names, types, rules and tables as data (A8, B1–B3). A YAML document.
public struct Template: Hashable, Sendable, Codable {
  public var name: String
  public var version: Int
  /// `schema.table` of the rows as received, standardized.
  public var odsTable: String
  /// `schema.table` of the cleaned, typed rows.
  public var dwdTable: String
  /// Fields that together name a row; later rows with the same values are duplicates. Empty: rows are never duplicates.
  public var key: [String]
  public var mode: LoadMode
  /// Made from a file's header, not written by a person: all its fields are optional texts.
  public var isInferred: Bool
  public var fields: [Field]

  public init(
    name: String, version: Int, odsTable: String, dwdTable: String, key: [String], mode: LoadMode, isInferred: Bool,
    fields: [Field]
  ) {
    self.name = name
    self.version = version
    self.odsTable = odsTable
    self.dwdTable = dwdTable
    self.key = key
    self.mode = mode
    self.isInferred = isInferred
    self.fields = fields
  }

  /// One standard field.
  public struct Field: Hashable, Sendable, Codable {
    /// The standard name, also the column's name.
    public var name: String
    /// Header names that mean this field; the name itself always does.
    public var aliases: [String]
    public var type: FieldType
    public var isRequired: Bool
    public var mask: Mask?
    /// Allowed values; empty allows all.
    public var allowed: [String]
    public var minimum: Double?
    public var maximum: Double?
    /// In bytes of UTF-8.
    public var lengthMax: Int?
    /// The largest share of empty values in 0…1 before the file fails.
    public var nullRateMax: Double?

    public init(
      name: String, aliases: [String] = [], type: FieldType = .text, isRequired: Bool = false, mask: Mask? = nil,
      allowed: [String] = [], minimum: Double? = nil, maximum: Double? = nil, lengthMax: Int? = nil,
      nullRateMax: Double? = nil
    ) {
      self.name = name
      self.aliases = aliases
      self.type = type
      self.isRequired = isRequired
      self.mask = mask
      self.allowed = allowed
      self.minimum = minimum
      self.maximum = maximum
      self.lengthMax = lengthMax
      self.nullRateMax = nullRateMax
    }
  }

  public enum FieldType: String, Hashable, Sendable, Codable, CaseIterable {
    case text, integer, decimal, boolean, date, timestamp
    /// A length of time, stored in whole seconds.
    case duration
  }

  /// How a sensitive value is shown and stored (H6).
  public enum Mask: String, Hashable, Sendable, Codable, CaseIterable {
    /// `138****5678`; also inside a longer text.
    case phone
    /// `110101********1234`
    case identity
    /// `****`
    case token
  }
}

extension Template.Field {
  /// Reads a field of a document, where everything but the name may be left out.
  public init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: CodingKeys.self)
    self.init(
      name: try container.decode(String.self, forKey: .name),
      aliases: try container.decodeIfPresent([String].self, forKey: .aliases) ?? [],
      type: try container.decodeIfPresent(Template.FieldType.self, forKey: .type) ?? .text,
      isRequired: try container.decodeIfPresent(Bool.self, forKey: .isRequired) ?? false,
      mask: try container.decodeIfPresent(Template.Mask.self, forKey: .mask),
      allowed: try container.decodeIfPresent([String].self, forKey: .allowed) ?? [],
      minimum: try container.decodeIfPresent(Double.self, forKey: .minimum),
      maximum: try container.decodeIfPresent(Double.self, forKey: .maximum),
      lengthMax: try container.decodeIfPresent(Int.self, forKey: .lengthMax),
      nullRateMax: try container.decodeIfPresent(Double.self, forKey: .nullRateMax))
  }

  private enum CodingKeys: String, CodingKey {
    case name, aliases, type, mask, allowed, minimum, maximum, lengthMax, nullRateMax
    case isRequired = "required"
  }
}
