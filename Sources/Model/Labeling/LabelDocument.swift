public import Foundation
import Support

/// What a project tells annotators, in versions that are only ever appended.
public enum LabelDocument: String, Hashable, Sendable, Codable, CaseIterable {
  /// What is asked.
  case schema
  /// How to decide.
  case guidelines
}

/// That a version of a document was made; what it says is read by itself.
public struct LabelDocumentVersion: Hashable, Sendable, Codable {
  /// From 1.
  public var version: Int
  public var author: String
  public var at: Date
  /// Of the text.
  public var bytes: Int

  public init(version: Int, author: String, at: Date, bytes: Int) {
    self.version = version
    self.author = author
    self.at = at
    self.bytes = bytes
  }

  /// Versions of one list.
  public static let max = 1000
}

extension LabelingOperations {
  /// What a version of a document says: the guidelines as they are, a schema as JSON on several lines. Fails with
  /// `not_found`.
  public func labelDocument(_ document: LabelDocument, of project: LabelProjectID, version: Int) async throws -> String
  {
    switch document {
    case .guidelines: try await labelGuidelines(project, version: version)
    case .schema: try await labelSchema(project, version: version).text
    }
  }
}

extension LabelSchema {
  /// The document that it is, as JSON on several lines: `label change --schema` takes it.
  public var text: String { ((try? JSON(encoding: self)) ?? .null).text(pretty: true) }
}
