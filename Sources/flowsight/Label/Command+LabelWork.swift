import Console
import Foundation
import Model
import Support
import Terminal

extension Option {
  fileprivate static let fence = value("fence", "N", "the lease's fence, as `label next` gave it")
  fileprivate static let annotation = value(
    "annotation", "JSON", "the answers, an object; - reads the standard input")
  fileprivate static let key = value("key", "KEY", "an idempotency key: the same key submits once")
  fileprivate static let seconds = value("seconds", "N", "seconds of work on it")
  fileprivate static let way = value("way", "WAY", "how it is put down", choices: LeaveTask.allCases.map(\.rawValue))
  fileprivate static let queue = value(
    "queue", "QUEUE", "which tasks to take", choices: ReviewQueue.allCases.map(\.rawValue))
  fileprivate static let accept = flag("accept", "the labels are right")
  fileprivate static let fix = value("fix", "JSON", "the right answers instead; - reads the standard input")
  fileprivate static let reject = value(
    "reject", "TO", "the labels are wrong; who does it again", choices: ReviewDecision.Requeue.allCases.map(\.rawValue))
  fileprivate static let letGo = flag("release", "leave it undecided")
}

extension Command {
  static let labelWork: [Command] = [work, next, held, draft, submit, undoable, takeBack, leave, review, decide]

  private static let assignment = [Operand("ASSIGNMENT", "the lease's assignment, as `label next` gave it")]

  private static let work = Command(
    "label work", "open the workbench of a project",
    details: "What is in your hands comes first: a workbench that was killed goes on with the same item and its draft.",
    operands: [.labelProject], options: Option.looks + [.record, .slow]
  ) { invocation in
    let looks = try invocation.consoleOptions()
    return try await invocation.withPlatform { platform in
      var options = looks
      let project = try await invocation.labelProject(platform)
      options.address = "labeling/\(project.name)/work"
      return try await invocation.runConsole(on: platform, options)
    }
  }

  private static let next = Command(
    "label next", "claim the next task", details: "Without a task it writes null, and the status is 3.",
    operands: [.labelProject], options: [.format]
  ) { invocation in
    try await invocation.withPlatform { platform in
      let project = try await invocation.labelProject(platform)
      guard let item = try await platform.nextLabelTask(project.id) else {
        return invocation.nothing("no task is left")
      }
      return try invocation.show(item) { item.details }
    }
  }

  private static let held = Command(
    "label held", "list the tasks in your hands, and those you postponed", operands: [.labelProject],
    options: Option.listing
  ) { invocation in
    try await invocation.withPlatform { platform in
      let project = try await invocation.labelProject(platform)
      let columns: [Column<WorkItem>] = [
        Column("assignment") { $0.lease.assignment.description }, Column("fence", .trailing) { String($0.lease.fence) },
        Column("state") { $0.state.rawValue }, Column("key") { $0.key },
        Column("draft", isFlexible: true) { $0.draft?.text() ?? "" },
      ]
      return try await invocation.list(columns, empty: "nothing is in your hands") { query, page in
        let items = try await platform.heldLabelTasks(project.id) + platform.postponedLabelTasks(project.id)
        return query.page(of: items, page, at: Date())
      }
    }
  }

  private static let draft = Command(
    "label draft", "save an unfinished answer, and renew the lease", operands: assignment,
    options: [.fence, .annotation, .format]
  ) { invocation in
    let lease = try invocation.lease(command: "label draft")
    let answer = try invocation.json(.annotation, command: "label draft")
    return try await invocation.withPlatform { platform in
      let renewed = try await platform.saveLabelDraft(lease, answer)
      return try invocation.show(renewed) { renewed.details }
    }
  }

  private static let submit = Command(
    "label submit", "submit the answer to a task", operands: assignment,
    options: [.fence, .annotation, .key, .seconds, .format]
  ) { invocation in
    let answer = try invocation.json(.annotation, command: "label submit")
    let lease = try invocation.lease(command: "label submit")
    // Without a key of its own, one act of submitting is one lease.
    let key = invocation.arguments.value(.key) ?? "\(lease.assignment)/\(lease.fence)"
    let submission = Submission(
      lease: lease, annotation: answer, idempotencyKey: key,
      secondsSpent: Double(try invocation.arguments.integer(.seconds, in: 0...86_400) ?? 0))
    return try await invocation.withPlatform { platform in
      let result = try await platform.submitLabel(submission)
      return try invocation.show(result) { result.details }
    }
  }

  private static let undoable = Command(
    "label undoable", "list what you submitted last and can take back", operands: [.labelProject],
    options: Option.listing
  ) { invocation in
    try await invocation.withPlatform { platform in
      let project = try await invocation.labelProject(platform)
      let columns: [Column<WorkItem>] = [
        Column("assignment") { $0.lease.assignment.description }, Column("key") { $0.key },
        Column("answer", isFlexible: true) { $0.before?.text() ?? "" },
      ]
      return try await invocation.list(columns, empty: "nothing can be taken back") { query, page in
        query.page(of: try await platform.undoableLabelTasks(project.id), page, at: Date())
      }
    }
  }

  private static let takeBack = Command(
    "label undo", "take a submission of yours back",
    details: "For ten minutes, while nobody else has built on it. The answer is the draft; every version stays.",
    operands: assignment, options: [.format]
  ) { invocation in
    guard let id = invocation.arguments.operands.first.flatMap({ AssignmentID($0) }) else {
      throw Failure.invalid("'\(invocation.arguments.operands.first ?? "")' is no assignment")
    }
    return try await invocation.withPlatform { platform in
      let item = try await platform.takeBackLabel(id)
      return try invocation.show(item) { item.details }
    }
  }

  private static let leave = Command(
    "label leave", "put a task down: skip, postpone or release it", operands: assignment,
    options: [.fence, .way, .reason]
  ) { invocation in
    guard let way = invocation.arguments.value(.way).flatMap(LeaveTask.init(rawValue:)) else {
      throw UsageError.missingOption(.way, command: "label leave", because: "the ways differ")
    }
    let lease = try invocation.lease(command: "label leave")
    return try await invocation.withPlatform { platform in
      try await platform.leaveLabelTask(lease, way, reason: invocation.arguments.value(.reason))
      return .success
    }
  }

  // MARK: - Review

  private static let review = Command(
    "label review", "take the next task that waits for a review or a decision", operands: [.labelProject],
    options: [.queue, .format]
  ) { invocation in
    let queue = invocation.arguments.value(.queue).flatMap(ReviewQueue.init(rawValue:)) ?? .review
    return try await invocation.withPlatform { platform in
      let project = try await invocation.labelProject(platform)
      guard let item = try await platform.nextReview(project.id, queue) else {
        return invocation.nothing("nothing waits in this queue")
      }
      return try invocation.show(item) { item.details }
    }
  }

  private static let decide = Command(
    "label decide", "accept, fix or reject a task that `label review` gave",
    operands: [Operand("TASK", "the task's id, or the end of it")],
    options: [.fence, .accept, .fix, .reject, .letGo, .reason, .format]
  ) { invocation in
    let named = try invocation.named(LabelTask.self)
    let fence = try invocation.fence(command: "label decide")
    let decision = try invocation.decision()
    return try await invocation.withPlatform { platform in
      let id = try await platform.identify(named)
      let task = try await platform.decideReview(
        id, fence: fence, decision, reason: invocation.arguments.value(.reason))
      return try invocation.show(task) { task.details }
    }
  }
}

extension Invocation {
  fileprivate func fence(command: String) throws -> Int64 {
    guard let fence = try arguments.integer(.fence, in: 0...Int(Int64.max)) else {
      throw UsageError.missingOption(.fence, command: command, because: "a write names its lease")
    }
    return Int64(fence)
  }

  fileprivate func lease(command: String) throws -> LabelLease {
    LabelLease(
      assignment: try identifier("assignment", list: "label held"), fence: try fence(command: command),
      expiresAt: .distantPast, now: .distantPast)
  }

  fileprivate func json(_ option: Option, command: String) throws -> JSON {
    guard let text = arguments.value(option) else {
      throw UsageError.missingOption(option, command: command, because: "it is what is said about the task")
    }
    let document = text == "-" ? try InputFile(path: "-").document(bytesMax: WorkItem.draftBytesMax) : text
    do {
      return try JSON(parsing: document)
    } catch {
      throw UsageError.badValue(option, document, expected: "JSON: \(error)")
    }
  }

  fileprivate func decision() throws -> ReviewDecision {
    let ways = [Option.accept, .fix, .reject, .letGo].filter(arguments.has)
    guard ways.count == 1, let way = ways.first else {
      throw UsageError.conflict("say one of --accept, --fix, --reject and --release", command: "label decide")
    }
    switch way {
    case .accept: return .accept
    case .fix: return .fix(try json(.fix, command: "label decide"))
    case .reject: return .reject(arguments.value(.reject).flatMap(ReviewDecision.Requeue.init(rawValue:)) ?? .other)
    default: return .release
    }
  }

  /// There is nothing to take.
  fileprivate func nothing(_ text: String) -> ExitStatus {
    if format == .json { write(.null) }
    note(text)
    return .refused
  }
}

extension LabelLease {
  fileprivate var details: Details {
    var details = Details()
    details.add("assignment", assignment.description)
    details.add("fence", String(fence))
    details.add("expires at", expiresAt)
    return details
  }
}

extension WorkItem {
  fileprivate var details: Details {
    var details = lease.details
    details.add("task", taskID.description)
    details.add("key", key)
    details.add("schema", "v\(schemaVersion)")
    details.add("remark", remark)
    details.section("payload", Terminal.Text.sanitisedLines(payload.text(pretty: true)))
    for prediction in predictions {
      let score = prediction.score.map { " \($0)" } ?? ""
      details.section("\(Terminal.Text.sanitised(prediction.model))\(score)", prediction.annotation.text())
    }
    details.section("draft", draft?.text() ?? "")
    return details
  }
}

extension ReviewItem {
  fileprivate var details: Details {
    var details = task.details
    details.add("fence", String(fence))
    details.add("differ in", disputed.isEmpty ? nil : disputed.joined(separator: ", "))
    details.section("payload", Terminal.Text.sanitisedLines(payload.text(pretty: true)))
    for submission in submissions {
      details.section(Terminal.Text.sanitised(submission.annotator), submission.annotation?.text() ?? "")
    }
    return details
  }
}

extension LabelResult {
  fileprivate var details: Details {
    var details = Details()
    details.add("task", taskID.description)
    details.add("version", String(version))
    details.add("kind", kind.rawValue)
    details.add("author", author)
    details.add("at", at)
    details.add("answer", after.text())
    return details
  }
}

extension LabelTask {
  var details: Details {
    var details = Details()
    details.add("task", id.description)
    details.add("key", key)
    details.add("state", state.rawValue)
    details.add("priority", String(priority))
    details.add("labels", "\(submitted) of \(overlap)")
    details.add("for", lane == .everybody ? nil : lane.rawValue)
    details.add("version", String(version))
    return details
  }
}
