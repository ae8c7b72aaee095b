import Cron
import Foundation
import Model
import Terminal

/// The schedules: when they come next, and what became of their last times.
struct ScheduleSource: ListSource {
  static var address: Address { Address(.topology, "schedules") }

  var address: Address { ScheduleSource.address }
  var neighbour: Address? { Address(.topology) }
  var crumb: String { ScheduleWords.schedules }
  var empty: [String] { ScheduleWords.noSchedules }
  var actions: [Command] { [.hold, .trigger, .edit, .create, .delete] }
  func makesNew(_ command: Command) -> Bool { command == .create }

  var name: ListName { .schedules }
  func concerns(_ change: Change) -> Bool { change == .operations }

  func page(in answer: Answer) -> Page<Schedule>? { if case .schedules(let page) = answer { page } else { nil } }

  /// Its times.
  func address(of schedule: Schedule) -> Address? {
    var address = address
    address.path.append(schedule.id.description)
    return address
  }

  func auditTargets(of schedule: Schedule) -> [AuditTarget] { [.schedule(schedule.name)] }

  func request(_ verb: Verb, of schedule: Schedule) -> ActionRequest? {
    let isHeld = verb == .pause && schedule.state == .paused
    return ActionRequest(verb: isHeld ? .resume : verb, subject: .schedule(schedule.id, schedule.settings))
  }

  /// Under a name that none of these has; the preview says so when another has it.
  func request(_ verb: Verb, newBeside schedules: [Schedule]) -> ActionRequest? {
    let taken = Set(schedules.map(\.name))
    let names = ["nightly"] + (2...schedules.count + 2).map { "nightly-\($0)" }
    return names.first { !taken.contains($0) }.map {
      ActionRequest(verb: verb, subject: .schedule(nil, ScheduleSettings(name: $0, cron: "0 2 * * *")))
    }
  }

  func columns(width: Int) -> [ListColumn<Schedule>] {
    typealias Words = ScheduleWords
    var columns: [ListColumn<Schedule>] = [
      ListColumn("state", width >= 50 ? Words.state : "", .fixed(width >= 50 ? 9 : 1)) { schedule, _ in
        width >= 50 ? schedule.state.sign.span : schedule.state.sign.short
      },
      ListColumn("name", Words.name, .atLeast(10)) { schedule, _ in Span(schedule.name) },
    ]
    if width >= 60 {
      columns.append(ListColumn("cron", Words.cron, .fixed(14)) { schedule, _ in Span(schedule.settings.cron, .muted) })
    }
    columns.append(
      ListColumn("next", Words.next, .fixed(width >= 50 ? 14 : 11)) { schedule, _ in
        schedule.nextAt.map { Span(width >= 50 ? Format.time($0) : String(Format.time($0).prefix(11))) }
          ?? Span("–", .muted)
      })
    columns.append(
      ListColumn("outcome", Words.outcome, .fixed(width >= 50 ? 14 : 8)) { schedule, _ in
        schedule.last?.sign.span ?? Span("–", .muted)
      })
    if width >= 90 {
      columns.append(
        ListColumn("workflow", TopologyWords.workflow, .atLeast(10)) { schedule, _ in
          Span(schedule.settings.backfill.workflow, .muted)
        })
    }
    return columns
  }

  func describe(_ schedule: Schedule, in document: inout Document) { document.schedule(schedule) }
}

/// What became of the times of one schedule, newest first.
struct ScheduleFireSource: ListSource {
  let schedule: ScheduleID

  init(_ schedule: ScheduleID) { self.schedule = schedule }

  var address: Address { Address(.topology, "schedules", schedule.description) }
  var crumb: String { ScheduleWords.times }
  var empty: [String] { ScheduleWords.noTimes }

  var name: ListName { .scheduleFires(schedule) }
  func concerns(_ change: Change) -> Bool { change == .operations }

  func page(in answer: Answer) -> Page<ScheduleFire>? {
    if case .scheduleFires(let page) = answer { page } else { nil }
  }

  func address(of fire: ScheduleFire) -> Address? { fire.operation.map(OperationKind.backfills.address(of:)) }

  func columns(width: Int) -> [ListColumn<ScheduleFire>] {
    typealias Words = ScheduleWords
    var columns: [ListColumn<ScheduleFire>] = [
      ListColumn("due", Words.due, .fixed(14)) { fire, _ in Span(Format.time(fire.dueAt)) },
      ListColumn("outcome", Words.outcome, .fixed(width >= 50 ? 14 : 9)) { fire, _ in fire.sign.span },
      ListColumn("missed", Words.missed, .fixed(7), .trailing) { fire, _ in
        Span(Format.count(fire.missed), fire.missed > 0 ? .warning : .muted)
      },
    ]
    if width >= 60 {
      columns.append(
        ListColumn("backfill_state", OperationWords.backfills, .fixed(12)) { fire, _ in
          fire.operationState?.sign.span ?? Span("–", .muted)
        })
      columns.append(
        ListColumn("message", Words.why, .atLeast(8)) { fire, _ in
          Span(fire.failure.map { $0.errorCode.rawValue + " " + $0.shown } ?? "", .error)
        })
    }
    return columns
  }

  func describe(_ fire: ScheduleFire, in document: inout Document) {
    typealias Words = ScheduleWords
    document.line([fire.sign.span])
    document.failure(fire.failure)
    document.fact(Words.due, Format.time(fire.dueAt))
    document.fact(Words.noticed, Format.time(fire.at))
    if fire.missed > 0 { document.fact(Words.missed, Format.count(fire.missed)) }
    if fire.isManual { document.prose(Words.byHand, style: .info) }
    document.fact(Words.backfill, fire.operation?.description)
    if let state = fire.operationState { document.fact(Words.state, state.sign.word) }
  }
}

extension ScheduleFire {
  /// What became of it; of one that began, how its backfill stands.
  var sign: Sign {
    let word = ScheduleWords.name(outcome)
    return switch outcome {
    case .started: operationState?.sign ?? .working(word)
    case .nothing: .over(word)
    case .missed: .warning(word)
    case .skipped: Sign("–", word, .warning)
    case .queued: .waiting(word)
    case .failed: .bad(word)
    }
  }
}

extension Document {
  mutating func schedule(_ schedule: Schedule) {
    typealias Words = ScheduleWords
    let settings = schedule.settings
    line([schedule.state.sign.span, Span("  " + schedule.name, .title)])
    fact(Words.cron, settings.cron)
    if let clock = try? settings.clock() {
      prose(clock.expression.explanation)
      fact(Words.zone, settings.timeZone)
      if let next = schedule.nextAt {
        heading(Words.nextTimes)
        times([next] + clock.times(after: next, count: 4), in: clock.timeZone)
      }
    }
    if let last = schedule.last {
      heading(Words.last)
      line([last.sign.span, Span("  " + Format.time(last.dueAt), .muted)])
      failure(last.failure)
    }
    gap()
    fact(Words.misfire, Words.name(settings.misfire))
    fact(Words.overlap, Words.name(settings.overlap))
    fact(
      DeadLettersWords.filter, settings.backfill.filter.isEmpty ? OperationWords.allVersions : settings.backfill.filter)
    fact(OperationWords.options, settings.backfill.options)
    fact(Words.by, schedule.actor)
    fact(DeadLettersWords.id, schedule.id.description)
  }

  /// A line a time, as the clock there shows it.
  mutating func times(_ times: [Date], in zone: TimeZone) {
    for time in times { line([Span(time.shown(in: zone)), Span("  " + Format.time(time) + "Z", .muted)]) }
  }

  /// What a schedule that is being typed would mean.
  mutating func clock(of settings: ScheduleSettings, at now: Date) {
    do throws(Failure) {
      let clock = try settings.clock()
      prose(clock.expression.explanation + " · " + settings.timeZone, style: .accent)
      times(clock.times(after: now, count: 5), in: clock.timeZone)
    } catch {
      // What is wrong with the expression is worded where it is read.
      let isWorded = error.errorCode == "cron_invalid"
      prose(isWorded ? error.message : error.shown, style: .error)
      if let next = isWorded ? error.nextStep : error.shownNextStep { prose(next, style: .accent) }
    }
  }
}
