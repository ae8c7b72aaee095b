import Cron
import Foundation
import Model
import Support
import Terminal

extension Option {
  static let cron = value(
    "cron", "TEXT", "when: minute, hour, day, month, weekday: '30 2 * * MON-FRI'; or @hourly, @daily, @weekly, @monthly"
  )
  static let timeZone = value("time-zone", "NAME", "whose clock it is: Europe/Berlin; UTC without it")
  static let misfire = value(
    "misfire", "WHAT", "times that went by unnoticed: skip, run_once (the default), run_all",
    choices: ScheduleSettings.Misfire.allCases.map(\.rawValue))
  static let grace = value(
    "grace", "SECONDS", "a time that is noticed later than this was missed; \(ScheduleSettings.graceDefault) without it"
  )
  static let overlap = value(
    "overlap", "WHAT", "when the one before has not ended: skip (the default), queue, cancel_running, allow",
    choices: ScheduleSettings.Overlap.allCases.map(\.rawValue))
  static let workflowName = value("workflow", "NAME", "the workflow that is run; dataset.load without it")
  static let newName = value("name", "NAME", "another name for it")
  static let timesCount = value("count", "N", "so many times (5)")

  fileprivate static let scheduling: [Option] =
    [cron, timeZone, misfire, grace, overlap, workflowName] + backfilling
}

extension Command {
  static let schedules: [Command] = [
    scheduleList, scheduleShow, scheduleCreate, scheduleEdit,
    scheduleChange("pause", .pause, "hold a schedule: what has begun goes on, its times are not acted on"),
    scheduleChange("resume", .resume, "let a schedule go on; times that went by are not made up for"),
    scheduleChange("delete", .delete, "delete a schedule; its backfills go on"),
    scheduleNext,
    scheduleChange("trigger", .trigger, "begin a schedule's backfill now; its times stay as they are"),
  ]

  private static let nameOperand = [Operand("NAME", "the schedule's name or id")]

  private static let scheduleList = Command(
    "schedules list", "list schedules, their next times and what became of the last", options: Option.listing
  ) { invocation in
    try await invocation.withPlatform { platform in
      try await invocation.list(scheduleColumns, empty: "no schedules") { try await platform.schedules($0, $1) }
    }
  }

  private static let scheduleShow = Command(
    "schedules show", "show a schedule, and what became of its times, newest first",
    details: "With `-o json`, one time a line.", operands: nameOperand, options: Option.listing
  ) { invocation in
    try await invocation.withPlatform { platform in
      let schedule = try await platform.schedule(named: invocation.arguments.operands.first ?? "")
      if invocation.format == .table { invocation.streams.output(schedule.details.text + "\n") }
      return try await invocation.list(fireColumns, empty: "no time has come yet") {
        try await platform.scheduleFires(schedule.id, $0, $1)
      }
    }
  }

  private static let scheduleCreate = Command(
    "schedules create", "run a workflow for existing versions again and again, by a clock",
    details: """
      At every time that --cron means, a backfill is begun over the versions that are selected then. Where clocks are
      put forward, a time that does not exist is meant by the first instant after; where they are put back, one that
      comes twice is meant once.
      """, operands: [Operand("NAME", "what it is called")], options: Option.scheduling + Option.acting
  ) { invocation in
    let name = invocation.arguments.operands.first ?? ""
    guard invocation.arguments.has(.cron) else {
      throw UsageError.missingOption(.cron, command: "schedules create", because: "it says when")
    }
    let settings = try ScheduleSettings(name: name, cron: "").changed(by: invocation.arguments)
    return try await invocation.intervene(
      .saveSchedule(nil, settings), noun: "schedule", command: "schedules create")
  }

  private static let scheduleEdit = Command(
    "schedules edit", "change a schedule; what is not named stays as it is", operands: nameOperand,
    options: [.newName] + Option.scheduling + Option.acting
  ) { invocation in
    try await invocation.withPlatform { platform in
      let schedule = try await platform.schedule(named: invocation.arguments.operands.first ?? "")
      let settings = try schedule.settings.changed(by: invocation.arguments)
      return try await invocation.intervene(
        .saveSchedule(schedule.id, settings), noun: "schedule", command: "schedules edit", on: platform)
    }
  }

  private static func scheduleChange(_ verb: String, _ change: ScheduleChange, _ summary: String) -> Command {
    Command(
      "schedules \(verb)", summary, operands: [Operand("NAME", "schedules, by name or id", .several)],
      options: Option.acting
    ) { invocation in
      try await invocation.withPlatform { platform in
        var changes: [Intervention] = []
        for name in invocation.arguments.operands {
          changes.append(.changeSchedule(try await platform.schedule(named: name).id, change))
        }
        return try await invocation.intervene(
          changes, noun: "schedule", command: "schedules \(verb)", on: platform,
          remark: change == .trigger && changes.count == 1 ? begun : nil)
      }
    }
  }

  @Sendable private static func begun(_ result: ActionResult) -> String? {
    guard let id = result.operation else { return "nothing began: no version is left to run for" }
    return "backfill \(id) goes on by itself: see `flowsight backfill show \(id)`"
  }

  private static let scheduleNext = Command(
    "schedules next", "tell the next times of a schedule, or of any cron expression",
    details: "With --cron it needs no server and no name.",
    operands: [Operand("NAME", "the schedule's name or id", .optional)],
    options: [.cron, .timeZone, .timesCount, .format]
  ) { invocation in
    let count = try invocation.arguments.integer(.timesCount, in: 1...1000) ?? 5
    if invocation.arguments.has(.cron) {
      let settings = try ScheduleSettings(name: "it", cron: "").changed(by: invocation.arguments)
      return try invocation.showTimes(settings, count)
    }
    return try await invocation.withPlatform { platform in
      let schedule = try await platform.schedule(named: invocation.arguments.operands.first ?? "")
      return try invocation.showTimes(schedule.settings, count)
    }
  }

  private static let scheduleColumns: [Column<Schedule>] = [
    Column("name") { $0.name }, Column("state") { $0.state.rawValue }, Column("cron") { $0.settings.cron },
    Column("zone") { $0.settings.timeZone }, Column("next") { $0.nextAt?.shortText ?? "" },
    Column("last") { $0.last?.dueAt.shortText ?? "" }, Column("outcome") { $0.last?.shown ?? "" },
    Column("workflow") { $0.settings.backfill.workflow },
    Column("versions", isFlexible: true) { $0.settings.backfill.filter }, Column("by") { $0.actor },
  ]

  private static let fireColumns: [Column<ScheduleFire>] = [
    Column("due") { $0.dueAt.shortText }, Column("at") { $0.at.shortText }, Column("outcome") { $0.shown },
    Column("missed", .trailing) { String($0.missed) }, Column("backfill") { $0.operation?.description ?? "" },
    Column("why", isFlexible: true) { $0.failure.map { "\($0.errorCode.rawValue): \($0.message)" } ?? "" },
  ]
}

extension ScheduleFire {
  /// Its outcome, and how the backfill stands.
  fileprivate var shown: String {
    [outcome.rawValue, operationState?.rawValue, isManual ? "by hand" : nil].compactMap(\.self).joined(separator: ", ")
  }
}

extension ScheduleSettings {
  /// With what the options name in place of what it was. Fails as ``check()`` does.
  func changed(by arguments: Arguments) throws -> ScheduleSettings {
    var settings = self
    settings.name = arguments.value(.newName) ?? name
    settings.cron = arguments.value(.cron) ?? cron
    settings.timeZone = arguments.value(.timeZone) ?? timeZone
    settings.misfire = arguments.value(.misfire).flatMap(Misfire.init(rawValue:)) ?? misfire
    settings.graceSeconds = try arguments.integer(.grace, in: ScheduleSettings.graceRange) ?? graceSeconds
    settings.overlap = arguments.value(.overlap).flatMap(Overlap.init(rawValue:)) ?? overlap
    settings.backfill.workflow = arguments.value(.workflowName) ?? backfill.workflow
    try settings.backfill.change(by: arguments)
    try settings.check()
    return settings
  }
}

extension Schedule {
  fileprivate var details: Details {
    var details = Details()
    details.add("schedule", name)
    details.add("id", id.description)
    details.add("state", state.rawValue)
    details.add("cron", settings.cron)
    if let clock = try? settings.clock() { details.add("in words", clock.expression.explanation) }
    details.add("time zone", settings.timeZone)
    details.add("next", nextAt)
    details.add("misfire", "\(settings.misfire.rawValue), after \(settings.graceSeconds) s")
    details.add("overlap", settings.overlap.rawValue)
    details.add("versions", settings.backfill.filter)
    details.add("how", settings.backfill.options)
    details.add("by", actor)
    details.add("updated at", updatedAt)
    return details
  }
}

extension Invocation {
  /// The next times, as the clock there shows them and in UTC.
  fileprivate func showTimes(_ settings: ScheduleSettings, _ count: Int) throws -> ExitStatus {
    let clock = try settings.clock()
    let times = clock.times(after: Date(), count: count)
    if format == .json {
      write(["in_words": .string(clock.expression.explanation), "times": .array(times.map { .string($0.iso8601) })])
      return .success
    }
    note("\(clock.expression.explanation) (\(settings.timeZone))")
    let table = Table<Date>(columns: [
      Column("there") { $0.shown(in: clock.timeZone) }, Column("UTC") { $0.iso8601 },
    ])
    streams.output(table.text(times, width: tableWidth))
    return .success
  }
}
