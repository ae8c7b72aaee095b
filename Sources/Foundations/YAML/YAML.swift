public import Support

/// YAML as a way to write JSON by hand: one document, and the values of the YAML 1.2 core schema.
///
/// Left out on purpose, and refused with the place where they stand: anchors and aliases (a few lines of them unfold
/// into gigabytes), tags, merge keys, keys that are no scalars, several documents, and a key that occurs twice.
public enum YAML {
  /// The longest text that is read.
  public static let bytesMax = 4 << 20
  /// How deep lists and mappings may nest.
  public static let depthMax = 64
  /// How many values a document may have.
  public static let nodeCountMax = 200_000

  /// Reads a document. Mappings keep their order; keys are texts, also when they look like numbers. An empty text
  /// is `null`. Cost: one pass.
  public static func parse(_ text: String) throws(YAMLError) -> JSON {
    var reader = try reader(of: text, keepsLines: false)
    return try reader.document()
  }

  static func reader(of text: String, keepsLines: Bool) throws(YAMLError) -> DocumentReader {
    guard text.utf8.count <= bytesMax else {
      throw YAMLError("the text is longer than \(bytesMax) bytes", line: 1, column: 1)
    }
    return DocumentReader(events: EventStream(text), keepsLines: keepsLines)
  }
}

/// Why a text is no YAML that is read here, and where. Lines and columns count from 1; columns count characters.
public struct YAMLError: Error, Hashable, Sendable {
  public var problem: String
  public var line: Int
  public var column: Int

  public init(_ problem: String, line: Int, column: Int) {
    self.problem = problem
    self.line = line
    self.column = column
  }
}

extension YAMLError: DescribedError {
  public var errorCode: String { "yaml_invalid" }
  public var description: String { "line \(line), column \(column): \(problem)" }
  public var nextStep: String? { "correct the document at line \(line), column \(column)" }
  public var isTransient: Bool { false }
}
