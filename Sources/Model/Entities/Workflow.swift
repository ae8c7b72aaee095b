public import Support

/// A workflow document: steps and what they wait for. YAML, versioned; checked when loaded.
public struct Workflow: Hashable, Sendable, Codable {
  public var name: String
  public var version: Int
  /// The event type that starts a run.
  public var startsOn: String
  /// What a person may set for a run, and the values that each may have.
  public var parameters: [String: [String]]
  public var steps: [Step]

  public init(
    name: String, version: Int, startsOn: String, parameters: [String: [String]] = [:], steps: [Step]
  ) {
    self.name = name
    self.version = version
    self.startsOn = startsOn
    self.parameters = parameters
    self.steps = steps
  }

  public struct Step: Hashable, Sendable, Codable {
    public var name: String
    /// A name in the registry of the service that owns the queue.
    public var function: String
    public var queue: String
    public var dependsOn: [String]
    public var retry: RetryPolicy
    /// The hard deadline of one attempt.
    public var timeoutSeconds: Int
    /// What waits for the step can do without it: a person may skip it.
    public var isOptional: Bool
    /// What undoes the step; `nil` when there is nothing to undo.
    public var compensation: Compensation?

    public init(
      name: String, function: String, queue: String, dependsOn: [String] = [], retry: RetryPolicy = .standard,
      timeoutSeconds: Int = 3600, isOptional: Bool = false, compensation: Compensation? = nil
    ) {
      self.name = name
      self.function = function
      self.queue = queue
      self.dependsOn = dependsOn
      self.retry = retry
      self.timeoutSeconds = timeoutSeconds
      self.isOptional = isOptional
      self.compensation = compensation
    }

    /// A function that may be run any number of times, and then has undone the step once.
    public struct Compensation: Hashable, Sendable, Codable {
      public var function: String
      public var queue: String

      public init(function: String, queue: String) {
        self.function = function
        self.queue = queue
      }
    }
  }
}

extension Workflow.Step {
  public init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: CodingKeys.self)
    self.init(
      name: try container.decode(String.self, forKey: .name),
      function: try container.decode(String.self, forKey: .function),
      queue: try container.decode(String.self, forKey: .queue),
      dependsOn: try container.decodeIfPresent([String].self, forKey: .dependsOn) ?? [],
      retry: try container.decodeIfPresent(RetryPolicy.self, forKey: .retry) ?? .standard,
      timeoutSeconds: try container.decodeIfPresent(Int.self, forKey: .timeoutSeconds) ?? 3600,
      isOptional: try container.decodeIfPresent(Bool.self, forKey: .isOptional) ?? false,
      compensation: try container.decodeIfPresent(Compensation.self, forKey: .compensation))
  }

  private enum CodingKeys: String, CodingKey {
    case name, function, queue, dependsOn, retry, timeoutSeconds, compensation
    case isOptional = "optional"
  }
}

extension Workflow {
  public init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: CodingKeys.self)
    self.init(
      name: try container.decode(String.self, forKey: .name),
      version: try container.decode(Int.self, forKey: .version),
      startsOn: try container.decode(String.self, forKey: .startsOn),
      parameters: try container.decodeIfPresent([String: [String]].self, forKey: .parameters) ?? [:],
      steps: try container.decode([Step].self, forKey: .steps))
  }

  private enum CodingKeys: CodingKey { case name, version, startsOn, parameters, steps }

  /// The step and all that wait for it, directly or through others.
  public static func downstream(of step: String, in steps: [(name: String, dependsOn: [String])]) -> Set<String> {
    var found: Set<String> = [step]
    while let next = steps.first(where: { !found.contains($0.name) && !found.isDisjoint(with: $0.dependsOn) }) {
      found.insert(next.name)
    }
    return found
  }

  /// Fails with `invalid_argument` unless the document has each parameter, and its value is one of those.
  public func check(_ parameters: JSON) throws(Failure) {
    for member in parameters.members ?? [] {
      guard let choices = self.parameters[member.name] else {
        let known = self.parameters.keys.sorted().joined(separator: ", ")
        throw Failure.invalid(
          "\(name) has no parameter '\(member.name)'",
          nextStep: known.isEmpty ? "its runs take no parameters" : "its parameters are \(known)")
      }
      guard let value = member.value.string, choices.contains(value) else {
        throw Failure.invalid(
          "\(member.name)=\(member.value.string ?? member.value.text()) is not possible",
          nextStep: "\(member.name) is one of \(choices.joined(separator: ", "))")
      }
    }
  }
}

/// When a failed attempt is tried again: d = min(cap, base · 2ⁿ⁻¹), then a delay in d/2 … d.
public struct RetryPolicy: Hashable, Sendable, Codable {
  public var attemptsMax: Int
  public var baseSeconds: Double
  public var capSeconds: Double

  public init(attemptsMax: Int, baseSeconds: Double, capSeconds: Double) {
    self.attemptsMax = attemptsMax
    self.baseSeconds = baseSeconds
    self.capSeconds = capSeconds
  }

  public static let standard = RetryPolicy(attemptsMax: 5, baseSeconds: 1, capSeconds: 300)

  /// Seconds to wait after attempt `number` (from 1); `random` in 0..<1 is the jitter.
  public func delay(after number: Int, random: Double) -> Double {
    var delay = baseSeconds
    for _ in 1..<max(1, min(number, 64)) where delay < capSeconds { delay *= 2 }
    delay = min(capSeconds, delay)
    return delay / 2 + random * delay / 2
  }
}

extension Workflow {
  /// What is wrong with the document: unknown functions, names used twice or not defined, cycles.
  public func problems(knownFunctions: Set<String>) -> [String] {
    var problems: [String] = []
    let names = steps.map(\.name)
    if steps.isEmpty { problems.append("it has no steps") }
    for name in Set(names).sorted() where names.filter({ $0 == name }).count > 1 {
      problems.append("two steps are named '\(name)'")
    }
    for step in steps {
      if !knownFunctions.contains(step.function) {
        problems.append("step '\(step.name)' names the unknown function '\(step.function)'")
      }
      if let undo = step.compensation, !knownFunctions.contains(undo.function) {
        problems.append("step '\(step.name)' is undone by the unknown function '\(undo.function)'")
      }
      for dependency in step.dependsOn where !names.contains(dependency) {
        problems.append("step '\(step.name)' waits for '\(dependency)', which does not exist")
      }
    }
    if problems.isEmpty, let cycle = stepsInCycle.first {
      problems.append("step '\(cycle)' waits for itself through others")
    }
    return problems
  }

  private var stepsInCycle: [String] {
    var remaining = steps
    var settled: Set<String> = []
    while true {
      let ready = remaining.filter { $0.dependsOn.allSatisfy(settled.contains) }
      if ready.isEmpty { return remaining.map(\.name) }
      settled.formUnion(ready.map(\.name))
      remaining.removeAll { settled.contains($0.name) }
    }
  }
}
