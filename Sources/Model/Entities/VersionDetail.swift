/// The file that a version was made from, and how it was read.
public struct VersionSource: Hashable, Sendable, Codable {
  public var upload: UploadID
  public var fileName: String
  public var byteCount: Int64
  /// Of the file, lower-case hexadecimal digits.
  public var sha256: String
  public var template: String
  public var templateVersion: Int
  public var mode: LoadMode
  public var createdBy: String

  public init(
    upload: UploadID, fileName: String, byteCount: Int64, sha256: String, template: String, templateVersion: Int,
    mode: LoadMode, createdBy: String
  ) {
    self.upload = upload
    self.fileName = fileName
    self.byteCount = byteCount
    self.sha256 = sha256
    self.template = template
    self.templateVersion = templateVersion
    self.mode = mode
    self.createdBy = createdBy
  }
}

/// A version at length: what its rows are, where they come from, and what was made from them.
public struct VersionDetail: Hashable, Sendable, Codable {
  /// Letters that are counted at most.
  public static let lettersMax = 100

  public var version: DatasetVersion
  /// In the order of the table; empty until the file was announced.
  public var columns: [VersionColumn]
  /// Oldest first.
  public var log: [StateChange]
  /// What the version was made from, and what was made from it; between columns see ``VersionColumn/origin``.
  public var lineage: [LineageEdge]
  /// Labeling projects that have tasks made from its rows, by name.
  public var labelProjects: [String]
  /// Dead letters about the version that wait for a decision, at most ``lettersMax``.
  public var letters: Int

  public init(
    version: DatasetVersion, columns: [VersionColumn], log: [StateChange], lineage: [LineageEdge],
    labelProjects: [String] = [], letters: Int = 0
  ) {
    self.version = version
    self.columns = columns
    self.log = log
    self.lineage = lineage
    self.labelProjects = labelProjects
    self.letters = letters
  }
}

/// A column of a version's rows.
public struct VersionColumn: Hashable, Sendable, Codable {
  public var name: String
  public var type: Template.FieldType
  public var isRequired: Bool
  /// How its values are masked before they are stored.
  public var mask: Template.Mask?
  /// The column of the file that it was read from; `nil` while that is not known, or when there was none.
  public var origin: String?

  public init(
    name: String, type: Template.FieldType, isRequired: Bool, mask: Template.Mask? = nil, origin: String? = nil
  ) {
    self.name = name
    self.type = type
    self.isRequired = isRequired
    self.mask = mask
    self.origin = origin
  }
}

/// One step of the way of data: `target` was made from `source`. Files go by their key, tables by `schema.name`, a
/// version's rows by `schema.name@version`, labeling projects by `labeling.name`.
public struct LineageEdge: Hashable, Sendable, Codable {
  public enum Direction: String, Hashable, Sendable, Codable, CaseIterable {
    /// What the version was made from.
    case up
    /// What was made from the version.
    case down
  }

  public var direction: Direction
  public var source: String
  public var target: String
  /// The other version at that end of the edge, when there is one: its dataset's name and its own.
  public var dataset: String?
  public var version: String?

  public init(_ direction: Direction, source: String, target: String, dataset: String? = nil, version: String? = nil) {
    self.direction = direction
    self.source = source
    self.target = target
    self.dataset = dataset
    self.version = version
  }
}
