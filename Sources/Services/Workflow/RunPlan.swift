public import Model

/// What follows from the states of a run's steps: which steps may be ordered now, and how the run stands. Pure.
public struct RunPlan: Hashable, Sendable {
  public struct Node: Hashable, Sendable {
    public var name: String
    public var dependsOn: [String]
    public var state: JobState
    /// The order for it has been given.
    public var isOrdered: Bool

    public init(name: String, dependsOn: [String], state: JobState, isOrdered: Bool) {
      self.name = name
      self.dependsOn = dependsOn
      self.state = state
      self.isOrdered = isOrdered
    }
  }

  /// Steps whose dependencies have all succeeded or were skipped, and that were not ordered yet.
  public var ready: [String]
  /// The event that the run is given; `nil` while steps are at work.
  public var conclusion: JobState.Event?

  /// One failed step fails the run at once; steps at work finish, but nothing new is ordered.
  public init(_ nodes: [Node]) {
    let satisfied = Set(nodes.filter(\.state.isSatisfied).map(\.name))
    if nodes.contains(where: { $0.state == .failed }) {
      ready = []
      conclusion = .failed
    } else if satisfied.count == nodes.count {
      ready = []
      conclusion = .succeeded
    } else {
      ready = nodes.filter { $0.state == .pending && !$0.isOrdered && satisfied.isSuperset(of: $0.dependsOn) }
        .map(\.name)
      conclusion = nil
    }
  }
}
