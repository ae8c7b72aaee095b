public import Support

/// A workflow document: steps and what they wait for. YAML, versioned; checked when loaded.
public struct Workflow: Hashable, Sendable, Codable {
  public var name: String
  public var version: Int
  /// The event type that starts a run; `nil`: people and schedules start them.
  public var startsOn: String?
  /// What may be set for a run, and the values that each may have, the one it has unless another is set first.
  public var parameters: [String: [String]]
  public var policy: RunPolicy
  public var steps: [Step]

  public init(
    name: String, version: Int, startsOn: String? = nil, parameters: [String: [String]] = [:],
    policy: RunPolicy = RunPolicy(), steps: [Step]
  ) {
    self.name = name
    self.version = version
    self.startsOn = startsOn
    self.parameters = parameters
    self.policy = policy
    self.steps = steps
  }

  public struct Step: Hashable, Sendable, Codable {
    public var name: String
    /// A name in the registry of the service that owns the queue.
    public var function: String
    public var queue: String
    public var dependsOn: [String]
    /// It is skipped unless this holds when its turn comes.
    public var when: Condition?
    /// It becomes several steps when its turn comes.
    public var fanOut: FanOut?
    /// That of the document, unless it has one of its own.
    public var priority: Int?
    public var retry: RetryPolicy
    /// The hard deadline of one attempt.
    public var timeoutSeconds: Int
    /// What waits for the step can do without it: a person may skip it.
    public var isOptional: Bool
    /// What undoes the step; `nil` when there is nothing to undo.
    public var compensation: Compensation?
    /// Which part of a step it is; `nil` of all that stand in the document.
    public var part: FanOut.Part?

    public init(
      name: String, function: String, queue: String, dependsOn: [String] = [], when: Condition? = nil,
      fanOut: FanOut? = nil, priority: Int? = nil, retry: RetryPolicy = .standard, timeoutSeconds: Int = 3600,
      isOptional: Bool = false, compensation: Compensation? = nil, part: FanOut.Part? = nil
    ) {
      self.name = name
      self.function = function
      self.queue = queue
      self.dependsOn = dependsOn
      self.when = when
      self.fanOut = fanOut
      self.priority = priority
      self.part = part
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
      when: try container.decodeIfPresent(Condition.self, forKey: .when),
      fanOut: try container.decodeIfPresent(FanOut.self, forKey: .fanOut),
      priority: try container.decodeIfPresent(Int.self, forKey: .priority),
      retry: try container.decodeIfPresent(RetryPolicy.self, forKey: .retry) ?? .standard,
      timeoutSeconds: try container.decodeIfPresent(Int.self, forKey: .timeoutSeconds) ?? 3600,
      isOptional: try container.decodeIfPresent(Bool.self, forKey: .isOptional) ?? false,
      compensation: try container.decodeIfPresent(Compensation.self, forKey: .compensation),
      part: try container.decodeIfPresent(FanOut.Part.self, forKey: .part))
  }

  private enum CodingKeys: String, CodingKey {
    case name, function, queue, dependsOn, when, fanOut, priority, retry, timeoutSeconds, compensation, part
    case isOptional = "optional"
  }
}

extension Workflow {
  public init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: CodingKeys.self)
    self.init(
      name: try container.decode(String.self, forKey: .name),
      version: try container.decode(Int.self, forKey: .version),
      startsOn: try container.decodeIfPresent(String.self, forKey: .startsOn),
      parameters: try container.decodeIfPresent([String: [String]].self, forKey: .parameters) ?? [:],
      // The policy's members stand beside the others.
      policy: try RunPolicy(from: decoder),
      steps: try container.decode([Step].self, forKey: .steps))
  }

  public func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: CodingKeys.self)
    try container.encode(name, forKey: .name)
    try container.encode(version, forKey: .version)
    try container.encodeIfPresent(startsOn, forKey: .startsOn)
    if !parameters.isEmpty { try container.encode(parameters, forKey: .parameters) }
    if policy.priority != 0 { try container.encode(policy.priority, forKey: .priority) }
    try container.encodeIfPresent(policy.deadlineSeconds, forKey: .deadlineSeconds)
    try container.encodeIfPresent(policy.concurrency, forKey: .concurrency)
    try container.encode(steps, forKey: .steps)
  }

  private enum CodingKeys: CodingKey {
    case name, version, startsOn, parameters, priority, deadlineSeconds, concurrency, steps
  }

  /// What a run's parameters are when these are set.
  public func completed(_ parameters: JSON) -> JSON {
    var all = JSON.object(
      self.parameters.sorted { $0.key < $1.key }.compactMap { name, choices in
        choices.first.map { JSON.Member(name, .string($0)) }
      })
    for member in parameters.members ?? [] { all[member.name] = member.value }
    return all
  }

  /// Whether a run of it makes the version, and its fate is the version's. Others read what is there.
  public var makesVersion: Bool { steps.contains { Workflow.makers.contains($0.function) } }

  /// Whether a run of it changes what there is of the version.
  public var writesVersion: Bool { steps.contains { Workflow.writers.contains($0.function) } }

  /// The functions that write a version's rows, or give them out.
  public static let makers = Set(undoings.keys)

  /// The steps, by name and function, whose outputs functions read.
  public static let inputs: [String: (step: String, function: String)] = [
    "processing.standardize": ("validate", "processing.validate"),
    "processing.clean": ("validate", "processing.validate"),
    "processing.load_ods": ("clean", "processing.clean"), "processing.build_dwd": ("load_ods", "processing.load_ods"),
    "metadata.publish": ("build_dwd", "processing.build_dwd"),
    "processing.summarize_profile": ("plan", "processing.plan_profile"),
  ]

  /// What takes away what each of the makers has made: of the version, whoever made it.
  public static let undoings = [
    "processing.load_ods": "processing.empty_ods", "processing.build_dwd": "processing.empty_dwd",
    "metadata.publish": "metadata.withdraw",
  ]

  /// The functions that change a version in any way: one run at a time has such a step.
  public static let writers = makers.union(undoings.values).union(["metadata.roll_back"])

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

  /// Members that a document leaves out are those of ``standard``; a base above its cap raises that, unless the document
  /// names it.
  public init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: CodingKeys.self)
    let standard = RetryPolicy.standard
    let base = try container.decodeIfPresent(Double.self, forKey: .baseSeconds) ?? standard.baseSeconds
    self.init(
      attemptsMax: try container.decodeIfPresent(Int.self, forKey: .attemptsMax) ?? standard.attemptsMax,
      baseSeconds: base,
      capSeconds: try container.decodeIfPresent(Double.self, forKey: .capSeconds) ?? max(base, standard.capSeconds))
  }

  private enum CodingKeys: CodingKey { case attemptsMax, baseSeconds, capSeconds }

  /// Seconds to wait after attempt `number` (from 1); `random` in 0..<1 is the jitter.
  public func delay(after number: Int, random: Double) -> Double {
    var delay = baseSeconds
    for _ in 1..<max(1, min(number, 64)) where delay < capSeconds { delay *= 2 }
    delay = min(capSeconds, delay)
    return delay / 2 + random * delay / 2
  }
}
