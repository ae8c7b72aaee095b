public import Foundation
import Support

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
  /// Of a queue whose jobs are leased; `nil`: none.
  public var limits: QueueLimits?

  public init(
    _ id: ID, state: GateState = .initial, revision: Int64 = 0, actor: String? = nil, reason: String? = nil,
    changedAt: Date? = nil, limits: QueueLimits? = nil
  ) {
    self.limits = limits
    self.id = id
    self.state = state
    self.revision = revision
    self.actor = actor
    self.reason = reason
    self.changedAt = changedAt
  }
}

/// How much of a queue is done at once, by all workers together.
public struct QueueLimits: Hashable, Sendable, Codable {
  public static let rateRange = 0.001...1_000_000
  public static let leasesRange = 1...100_000

  /// Jobs that begin in a second; `nil`: as many as there is room for.
  public var ratePerSecond: Double?
  /// Jobs at work; `nil`: as many as the workers have slots.
  public var leasesMax: Int?

  public init(ratePerSecond: Double? = nil, leasesMax: Int? = nil) {
    self.ratePerSecond = ratePerSecond
    self.leasesMax = leasesMax
  }

  public var isEmpty: Bool { ratePerSecond == nil && leasesMax == nil }

  /// `rate=50 max=4`; empty where there are none.
  public var text: String {
    [ratePerSecond.map { "rate=\(JSON.number($0).text())" }, leasesMax.map { "max=\($0)" }].compactMap(\.self)
      .joined(separator: " ")
  }

  /// Fails with `invalid_argument`.
  public func check() throws(Failure) {
    if let ratePerSecond, !QueueLimits.rateRange.contains(ratePerSecond) {
      throw Failure.invalid("a rate is a number from 0.001 to 1000000, jobs a second")
    }
    if let leasesMax, !QueueLimits.leasesRange.contains(leasesMax) {
      throw Failure.invalid("a maximum is a whole number from 1 to 100000, jobs at once")
    }
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
