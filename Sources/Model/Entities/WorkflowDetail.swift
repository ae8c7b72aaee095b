public import Foundation
import Support

/// A workflow at length: one version of its document, as it was written, and the versions that there are.
public struct WorkflowDetail: Hashable, Sendable, Codable {
  /// With the document of the version that was asked for.
  public var summary: WorkflowSummary
  /// YAML, as it was written.
  public var source: String
  /// The newest first: it is the one that new runs are made from.
  public var versions: [Version]

  public init(summary: WorkflowSummary, source: String, versions: [Version]) {
    self.summary = summary
    self.source = source
    self.versions = versions
  }

  public struct Version: Hashable, Sendable, Codable {
    public var version: Int
    public var createdAt: Date?
    /// Who applied it and why; `nil` of those that the program carries.
    public var actor: String?
    public var reason: String?

    public init(version: Int, createdAt: Date?, actor: String? = nil, reason: String? = nil) {
      self.version = version
      self.createdAt = createdAt
      self.actor = actor
      self.reason = reason
    }
  }
}

extension Workflow {
  /// What is another in this document, in words, a line each: `deadline_seconds: – → 60`, `+ step`, `− step`,
  /// `step: when, function`.
  public func changes(from old: Workflow) -> [String] {
    func members(_ value: some Encodable) -> JSON { (try? JSON(encoding: value)) ?? [:] }
    func text(_ value: JSON?) -> String { value.map { $0.string ?? $0.text() } ?? "–" }
    func names(_ left: JSON, _ right: JSON) -> [String] {
      var names = (left.members ?? []).map(\.name)
      names += (right.members ?? []).map(\.name).filter { !names.contains($0) }
      return names.filter { left[$0] != right[$0] }
    }
    let (before, after) = (members(old), members(self))
    var lines = names(before, after).filter { $0 != "steps" }
      .map { "\($0): \(text(before[$0])) → \(text(after[$0]))" }
    lines += old.steps.filter { step in !steps.contains { $0.name == step.name } }.map { "− \($0.name)" }
    for step in steps {
      guard let known = old.steps.first(where: { $0.name == step.name }) else {
        lines.append("+ \(step.name)")
        continue
      }
      let changed = names(members(known), members(step))
      if !changed.isEmpty { lines.append("\(step.name): \(changed.joined(separator: ", "))") }
    }
    if lines.count < 2, old.steps.map(\.name) != steps.map(\.name) {
      lines.append(localized("the order of the steps", "步骤的顺序"))
    }
    return lines
  }
}
