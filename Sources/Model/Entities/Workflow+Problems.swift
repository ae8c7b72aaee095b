extension Workflow {
  /// One thing that is wrong with a document.
  public struct Problem: Hashable, Sendable, Codable {
    /// The keys that lead to it; elements of lists have their number for a key.
    public var path: [String]
    public var message: String
    /// Where it stands in the document, from 1; `nil` of a document that was not read from a text.
    public var line: Int?

    public init(_ path: [String], _ message: String, line: Int? = nil) {
      self.path = path
      self.message = message
      self.line = line
    }
  }

  /// All that is wrong with the document: names that are used twice, malformed or not defined, unknown functions and
  /// queues, cycles, expressions that read what is not there or not yet, limits that make no sense.
  public func problems(knownFunctions: Set<String>) -> [Problem] {
    var problems = headProblems
    if steps.isEmpty { problems.append(Problem(["steps"], "it has no steps")) }
    guard steps.count <= Workflow.stepsMax else {
      return problems
        + [Problem(["steps"], "it has \(steps.count) steps, and \(Workflow.stepsMax) are possible; use 'fan_out'")]
    }
    let graph = StepGraph(steps)
    for (index, step) in steps.enumerated() {
      let check = StepCheck(step, at: index, in: self, graph, knownFunctions: knownFunctions)
      if graph.positions[step.name] != index {
        problems.append(Problem(["steps", String(index), "name"], "two steps are named '\(step.name)'"))
      }
      problems += check.problems
    }
    return problems
      + graph.cycles.map { cycle in
        let names = cycle.map { "'\(steps[$0].name)'" }.joined(separator: ", ")
        return Problem(
          ["steps", String(cycle[0]), "depends_on"],
          cycle.count == 1 ? "step \(names) waits for itself" : "steps \(names) wait for each other, so none can begin")
      }
  }

  /// So many steps a document may have.
  public static let stepsMax = 1000

  /// The events that a document may name, and the functions that have them said: a run of one of these must not be
  /// started by its own.
  public static let triggers: [EventType: Set<String>] = [
    .datasetIngested: [], .datasetValidated: ["processing.validate"],
    .datasetValidationFailed: ["processing.validate"], .datasetProcessed: ["processing.build_dwd"],
    .datasetProcessFailed: [
      "processing.validate", "processing.standardize", "processing.clean", "processing.load_ods",
      "processing.build_dwd",
    ],
    .datasetVersionPublished: ["metadata.publish"], .datasetVersionWithdrawn: ["metadata.withdraw"],
  ]

  private var headProblems: [Problem] {
    var problems: [Problem] = []
    if !name.split(separator: ".", omittingEmptySubsequences: false).allSatisfy({ ValuePath.isName(String($0)) }) {
      problems.append(Problem(["name"], "the name '\(name)' is not made of letters, digits, '_' and '.'"))
    }
    if version < 1 { problems.append(Problem(["version"], "versions are counted from 1")) }
    if let startsOn {
      if let functions = Workflow.triggers[EventType(rawValue: startsOn)] {
        for step in steps where functions.contains(step.function) {
          problems.append(
            Problem(["starts_on"], "its step '\(step.name)' says '\(startsOn)', so it would start itself"))
        }
      } else {
        let known = Workflow.triggers.keys.map(\.rawValue).sorted().joined(separator: ", ")
        problems.append(Problem(["starts_on"], "no run starts on '\(startsOn)'; the events are \(known)"))
      }
    }
    for (name, choices) in parameters.sorted(by: { $0.key < $1.key }) {
      if !ValuePath.isName(name) {
        problems.append(Problem(["parameters", name], "parameter '\(name)' is not named by letters, digits and '_'"))
      }
      if choices.isEmpty { problems.append(Problem(["parameters", name], "parameter '\(name)' has no values")) }
    }
    problems += Workflow.priorityProblem(policy.priority, ["priority"])
    if let seconds = policy.deadlineSeconds, seconds < 1 {
      problems.append(Problem(["deadline_seconds"], "a deadline is at least 1 second"))
    }
    if let concurrency = policy.concurrency, concurrency.max < 1 {
      problems.append(Problem(["concurrency", "max"], "at least 1 run must be allowed at once"))
    }
    return problems
  }

  static func priorityProblem(_ priority: Int?, _ path: [String]) -> [Problem] {
    guard let priority, !RunPolicy.priorityRange.contains(priority) else { return [] }
    let range = RunPolicy.priorityRange
    return [Problem(path, "a priority is between \(range.lowerBound) and \(range.upperBound), not \(priority)")]
  }

  /// The steps that are over when the step begins: those it waits for, directly or through others.
  public static func upstream(of step: String, in steps: [(name: String, dependsOn: [String])]) -> Set<String> {
    let dependencies = Dictionary(steps.map { ($0.name, $0.dependsOn) }, uniquingKeysWith: { first, _ in first })
    return upstream(of: step) { dependencies[$0] ?? [] }
  }

  fileprivate static func upstream(of step: String, _ dependencies: (String) -> [String]) -> Set<String> {
    var found: Set<String> = []
    var waiting = dependencies(step)
    while let next = waiting.popLast() {
      if found.insert(next).inserted { waiting += dependencies(next) }
    }
    return found
  }
}

/// Steps by their names, and what each waits for.
private struct StepGraph {
  /// Where each name stands first.
  let positions: [String: Int]
  private let dependencies: [String: [String]]
  private let order: [(name: String, dependsOn: [String])]

  init(_ steps: [Workflow.Step]) {
    positions = Dictionary(steps.enumerated().map { ($1.name, $0) }, uniquingKeysWith: { first, _ in first })
    dependencies = Dictionary(steps.map { ($0.name, $0.dependsOn) }, uniquingKeysWith: { first, _ in first })
    order = steps.map { ($0.name, $0.dependsOn) }
  }

  func upstream(of step: String) -> Set<String> { Workflow.upstream(of: step) { dependencies[$0] ?? [] } }

  /// Steps that wait for each other, each lot in the order of the document.
  var cycles: [[Int]] {
    let stuck = stepsThatNeverBegin
    let before = Dictionary(
      stuck.map { (order[$0].name, upstream(of: order[$0].name)) }, uniquingKeysWith: { first, _ in first })
    func waits(_ one: Int, for other: Int) -> Bool { before[order[one].name]?.contains(order[other].name) == true }
    var told: Set<Int> = []
    return stuck.compactMap { first in
      guard !told.contains(first), waits(first, for: first) else { return nil }
      let cycle = stuck.filter { waits(first, for: $0) && waits($0, for: first) }
      told.formUnion(cycle)
      return cycle
    }
  }

  /// Those that wait for each other, and those that wait for them.
  private var stepsThatNeverBegin: [Int] {
    var missing = order.map { Set($0.dependsOn.filter { positions[$0] != nil }) }
    var dependents: [String: [Int]] = [:]
    for (index, names) in missing.enumerated() { for name in names { dependents[name, default: []].append(index) } }
    var free = missing.indices.filter { missing[$0].isEmpty }
    var isFree = missing.map(\.isEmpty)
    while let next = free.popLast() {
      for index in dependents[order[next].name] ?? [] where !isFree[index] {
        missing[index].remove(order[next].name)
        if missing[index].isEmpty {
          isFree[index] = true
          free.append(index)
        }
      }
    }
    return isFree.indices.filter { !isFree[$0] }
  }
}

/// What is wrong with one step.
private struct StepCheck {
  let problems: [Workflow.Problem]

  init(
    _ step: Workflow.Step, at index: Int, in workflow: Workflow, _ graph: StepGraph, knownFunctions: Set<String>
  ) {
    let path = ["steps", String(index)]
    var problems: [Workflow.Problem] = []
    func add(_ keys: [String], _ message: String) {
      problems.append(Workflow.Problem(path + keys, "step '\(step.name)' \(message)"))
    }
    if !ValuePath.isName(step.name) { add(["name"], "is not named by letters, digits and '_'") }
    StepCheck.call(step.function, step.queue, knownFunctions) { add([$0], $1) }
    if let undo = step.compensation {
      StepCheck.call(undo.function, undo.queue, knownFunctions) { add(["compensation", $0], "is undone so: it \($1)") }
    }
    for dependency in step.dependsOn where graph.positions[dependency] == nil {
      add(["depends_on"], "waits for '\(dependency)', which does not exist")
    }
    for (place, name) in step.dependsOn.enumerated() where step.dependsOn.firstIndex(of: name) != place {
      add(["depends_on", String(place)], "waits for '\(name)' twice")
    }
    if knownFunctions.contains(step.function), let missing = StepCheck.missingInput(of: step, in: workflow, graph) {
      add(
        ["function"],
        "reads what the step '\(missing.step)' leaves, and does not wait for a step of that name that does "
          + "'\(missing.function)'")
    }
    if step.timeoutSeconds < 1 { add(["timeout_seconds"], "has a timeout below 1 second") }
    if step.retry.attemptsMax < 1 { add(["retry", "attempts_max"], "is given no attempt") }
    if step.retry.baseSeconds < 0 || step.retry.capSeconds < 0 { add(["retry"], "waits for a negative time") }
    problems += Workflow.priorityProblem(step.priority, path + ["priority"])
    if let fanOut = step.fanOut {
      if !(1...FanOut.partsMax).contains(fanOut.max) {
        add(["fan_out", "max"], "may have 1 to \(FanOut.partsMax) parts")
      }
      if let count = fanOut.count, !(1...Swift.max(1, fanOut.max)).contains(count) {
        add(["fan_out", "count"], "has \(count) parts, and 1 to \(fanOut.max) are allowed")
      }
      if (fanOut.over == nil) == (fanOut.count == nil) {
        add(["fan_out"], "fans out by 'over' or by 'count', by one of them")
      }
      if case .parameter? = fanOut.over { add(["fan_out", "over"], "fans out over a parameter, which is no list") }
    }
    var reads: [(String, ValuePath)] = (step.when?.paths ?? []).map { ("when", $0) }
    if let over = step.fanOut?.over { reads.append(("fan_out", over)) }
    let upstream = reads.isEmpty ? [] : graph.upstream(of: step.name)
    for (key, value) in reads {
      switch value {
      case .parameter(let name) where workflow.parameters[name] == nil:
        add([key], "reads \(value), but there is no parameter '\(name)'")
      case .output(let name, _) where graph.positions[name] == nil:
        add([key], "reads \(value), but there is no step '\(name)'")
      case .output(let name, _) where !upstream.contains(name) || name == step.name:
        add([key], "reads \(value), but does not wait for '\(name)'")
      default: break
      }
    }
    for (name, text) in step.when?.comparedParameters ?? [] {
      guard let choices = workflow.parameters[name], !choices.contains(text) else { continue }
      add(["when"], "compares parameters.\(name) with '\(text)', but it is one of \(choices.joined(separator: ", "))")
    }
    self.problems = problems
  }

  /// The step that its function reads and that is not done before it.
  private static func missingInput(
    of step: Workflow.Step, in workflow: Workflow, _ graph: StepGraph
  ) -> (step: String, function: String)? {
    guard let input = Workflow.inputs[step.function] else { return nil }
    let isThere = graph.positions[input.step].map { workflow.steps[$0].function == input.function } == true
    return isThere && graph.upstream(of: step.name).contains(input.step) ? nil : input
  }

  private static func call(
    _ function: String, _ queue: String, _ known: Set<String>, _ add: (String, String) -> Void
  ) {
    let queues = Streams.jobQueues
    if !known.contains(function) { add("function", "names the unknown function '\(function)'") }
    if !queues.contains(queue) {
      add("queue", "names the queue '\(queue)', which nobody reads; queues are \(queues.joined(separator: ", "))")
    }
    guard known.contains(function), queues.contains(queue) else { return }
    // A function stands in the registry of the service that reads the queue of its name.
    guard let owner = function.split(separator: ".").first.map(String.init), queues.contains(owner), owner != queue
    else { return }
    add("queue", "is put into the queue '\(queue)', but '\(function)' is done by those who read '\(owner)'")
  }
}
