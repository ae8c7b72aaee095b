public import Model
public import Support

/// What follows from the states of a run's steps: which are skipped, become parts, or are over with their parts; which
/// may be ordered now; and how the run stands. Pure.
public struct RunPlan: Hashable, Sendable {
  public struct Node: Hashable, Sendable {
    public var name: String
    public var dependsOn: [String]
    public var state: JobState
    /// The order for it has been given.
    public var isOrdered: Bool
    public var when: Condition?
    public var fanOut: FanOut?
    /// The step of which it is a part.
    public var partOf: String?
    public var output: JSON?

    public init(
      name: String, dependsOn: [String], state: JobState, isOrdered: Bool, when: Condition? = nil,
      fanOut: FanOut? = nil, partOf: String? = nil, output: JSON? = nil
    ) {
      self.name = name
      self.dependsOn = dependsOn
      self.state = state
      self.isOrdered = isOrdered
      self.when = when
      self.fanOut = fanOut
      self.partOf = partOf
      self.output = output
    }
  }

  /// What the orchestrator does itself, without any worker.
  public enum Decision: Hashable, Sendable {
    case skip(String, because: String)
    /// The step becomes a part for each item.
    case expand(String, items: [JSON])
    /// All parts have succeeded or were skipped; what they left, in their order.
    case gather(String, outputs: [JSON])
    /// A part failed and the others are over, or there can be no parts.
    case fail(String, Failure)
  }

  /// In the order in which they are to be carried out.
  public private(set) var decisions: [Decision] = []
  /// Steps whose dependencies have all succeeded or were skipped, and that were not ordered yet, after the decisions.
  public private(set) var ready: [String] = []
  /// The event that the run is given; `nil` while steps are at work.
  public private(set) var conclusion: JobState.Event?

  /// One failed step fails the run at once; steps at work finish, but nothing new is ordered. A failed part fails its
  /// step when the other parts are over, so that only what failed is to be done again.
  public init(_ nodes: [Node], parameters: JSON = [:]) {
    var nodes = nodes
    while let decision = RunPlan.next(nodes, parameters) {
      decisions.append(decision)
      RunPlan.carryOut(decision, on: &nodes)
    }
    let steps = nodes.filter { $0.partOf == nil }
    let satisfied = Set(steps.filter(\.state.isSatisfied).map(\.name))
    if steps.contains(where: { $0.state == .failed }) {
      conclusion = .failed
    } else if satisfied.count == steps.count {
      conclusion = .succeeded
    } else {
      ready = nodes.filter { node in
        node.state == .pending && !node.isOrdered && satisfied.isSuperset(of: node.dependsOn)
          && (node.fanOut == nil || node.partOf != nil)
      }.map(\.name)
    }
  }

  private static func next(_ nodes: [Node], _ parameters: JSON) -> Decision? {
    let steps = nodes.filter { $0.partOf == nil }
    for step in steps where step.fanOut != nil && !step.state.isTerminal {
      if let end = end(of: step, parts: nodes.filter { $0.partOf == step.name }) { return end }
    }
    guard !steps.contains(where: { $0.state == .failed }) else { return nil }
    let satisfied = Set(steps.filter(\.state.isSatisfied).map(\.name))
    let outputs = steps.compactMap { step in step.output.map { (step.name, $0) } }
    let values = RunValues(
      parameters: parameters, outputs: Dictionary(outputs, uniquingKeysWith: { first, _ in first }))
    for step in steps where step.state == .pending && !step.isOrdered && satisfied.isSuperset(of: step.dependsOn) {
      // Its parts are there: the decision was made, in this run or in the one before.
      if nodes.contains(where: { $0.partOf == step.name }) { continue }
      if let condition = step.when, !condition.holds(values) {
        return .skip(step.name, because: condition.reason(values))
      }
      guard let fanOut = step.fanOut else { continue }
      do throws(Failure) {
        let items = try fanOut.items(values)
        return items.isEmpty
          ? .skip(step.name, because: "\(fanOut.over?.description ?? "fan_out") is empty")
          : .expand(step.name, items: items)
      } catch {
        return .fail(step.name, error)
      }
    }
    return nil
  }

  private static func end(of step: Node, parts: [Node]) -> Decision? {
    guard !parts.isEmpty, parts.allSatisfy({ $0.state.isTerminal }) else { return nil }
    let failed = parts.filter { !$0.state.isSatisfied }.map(\.name)
    guard !failed.isEmpty else { return .gather(step.name, outputs: parts.map { $0.output ?? .null }) }
    return .fail(
      step.name,
      Failure(
        "parts_failed", "\(failed.count) of \(parts.count) parts failed: \(failed.prefix(5).joined(separator: ", "))",
        nextStep: "redrive their letters, or rerun the run: only these parts are done again"))
  }

  private static func carryOut(_ decision: Decision, on nodes: inout [Node]) {
    func change(_ name: String, _ body: (inout Node) -> Void) {
      guard let index = nodes.firstIndex(where: { $0.name == name }) else { return }
      body(&nodes[index])
    }
    switch decision {
    case .skip(let name, _): change(name) { $0.state = .skipped }
    case .fail(let name, _): change(name) { $0.state = .failed }
    case .gather(let name, let outputs):
      change(name) {
        $0.state = .succeeded
        $0.output = .array(outputs)
      }
    case .expand(let name, let items):
      guard let index = nodes.firstIndex(where: { $0.name == name }) else { return }
      nodes[index].state = .running
      let step = nodes[index]
      let parts = items.indices.map { number in
        Node(
          name: FanOut.Part(of: name, number: number + 1, count: items.count, item: .null).name,
          dependsOn: step.dependsOn, state: .pending, isOrdered: false, partOf: name)
      }
      nodes.insert(contentsOf: parts, at: index + 1)
    }
  }
}
