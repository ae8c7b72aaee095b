public import Foundation

/// What lets work through, and can hold it: a workflow or a queue.
public struct Gate: Hashable, Sendable, Codable {
  public enum Kind: String, Hashable, Sendable, Codable, CaseIterable { case workflow, queue }

  public struct ID: Hashable, Sendable, Codable, CustomStringConvertible {
    public var kind: Kind
    public var name: String

    public init(_ kind: Kind, _ name: String) {
      self.kind = kind
      self.name = name
    }

    public var description: String { "\(kind.rawValue) \(name)" }
  }

  public var id: ID
  public var state: GateState
  /// Raised by every change, so that news of one can be told from older news.
  public var revision: Int64
  /// Who changed it last, and why; `nil` when nobody ever did.
  public var actor: String?
  public var reason: String?
  public var changedAt: Date?

  public init(
    _ id: ID, state: GateState = .initial, revision: Int64 = 0, actor: String? = nil, reason: String? = nil,
    changedAt: Date? = nil
  ) {
    self.id = id
    self.state = state
    self.revision = revision
    self.actor = actor
    self.reason = reason
    self.changedAt = changedAt
  }
}

/// A workflow as it is run now: its newest document, its gate, and how its runs stand.
public struct WorkflowSummary: Hashable, Sendable, Codable {
  public var document: Workflow
  public var gate: Gate
  public var runs: [JobState: Int]

  public init(document: Workflow, gate: Gate, runs: [JobState: Int]) {
    self.document = document
    self.gate = gate
    self.runs = runs
  }

  public var name: String { document.name }
  public var state: GateState { gate.state }
}
