public import Cron
public import Foundation
public import Support

/// A backfill on a clock: at every time that its cron expression means, the versions that it selects then are run for.
public struct Schedule: Hashable, Sendable, Codable {
  public var id: ScheduleID
  public var settings: ScheduleSettings
  public var state: GateState
  /// Raised by every change.
  public var revision: Int64
  /// Who saved it last: its backfills are done in their name.
  public var actor: String
  public var createdAt: Date
  public var updatedAt: Date
  /// `nil` while it is paused.
  public var nextAt: Date?
  /// What became of the time that came last.
  public var last: ScheduleFire?

  public init(
    id: ScheduleID, settings: ScheduleSettings, state: GateState, revision: Int64, actor: String, createdAt: Date,
    updatedAt: Date, nextAt: Date?, last: ScheduleFire?
  ) {
    self.id = id
    self.settings = settings
    self.state = state
    self.revision = revision
    self.actor = actor
    self.createdAt = createdAt
    self.updatedAt = updatedAt
    self.nextAt = nextAt
    self.last = last
  }

  public var name: String { settings.name }
}

/// What a person sets.
public struct ScheduleSettings: Hashable, Sendable, Codable {
  /// What is done when a time has gone by unnoticed, by more than the grace.
  public enum Misfire: String, Hashable, Sendable, Codable, CaseIterable {
    /// Nothing: the next time counts.
    case skip
    /// However many have gone by, it is done once.
    case runOnce = "run_once"
    /// Each is done, the last ``ScheduleSettings/catchUpMax`` of them.
    case runAll = "run_all"
  }

  /// What is done when a time comes while a backfill of the schedule has not ended.
  public enum Overlap: String, Hashable, Sendable, Codable, CaseIterable {
    case skip
    /// It begins when those before it have ended.
    case queue
    /// The one before is cancelled, and its runs too.
    case cancelRunning = "cancel_running"
    /// Both are at work.
    case allow
  }

  /// Letters, digits, `_`, `-` and `.`; no other schedule has it.
  public var name: String
  public var cron: String
  /// As the time zone database calls it: `Europe/Berlin`.
  public var timeZone: String
  public var misfire: Misfire
  /// A time that is noticed later than this was missed.
  public var graceSeconds: Int
  public var overlap: Overlap
  public var backfill: Backfill

  public static let graceRange = 10...604_800
  public static let graceDefault = 60
  /// Times that are made up for, and that wait for those before, at most.
  public static let catchUpMax = 24

  public init(
    name: String, cron: String, timeZone: String = "UTC", misfire: Misfire = .runOnce,
    graceSeconds: Int = graceDefault, overlap: Overlap = .skip, backfill: Backfill = Backfill()
  ) {
    self.name = name
    self.cron = cron
    self.timeZone = timeZone
    self.misfire = misfire
    self.graceSeconds = graceSeconds
    self.overlap = overlap
    self.backfill = backfill
  }

  /// Fails with `cron_invalid` or `time_zone_unknown`.
  public func clock() throws(Failure) -> CronClock {
    let expression: CronExpression
    do throws(CronError) {
      expression = try CronExpression(cron)
    } catch {
      throw Failure("cron_invalid", error.message, nextStep: error.hint)
    }
    guard ScheduleSettings.isTimeZone(timeZone), let zone = TimeZone(identifier: timeZone) else {
      throw Failure(
        "time_zone_unknown", "there is no time zone '\(timeZone.prefix(64))'",
        nextStep: "name a place of the time zone database, such as Europe/Berlin, or UTC")
    }
    return CronClock(expression, zone)
  }

  /// Names such as `GMT+5` and `EST` are no places: they know no daylight saving, or not that of any one place.
  private static func isTimeZone(_ name: String) -> Bool {
    name == "UTC" || (name.contains("/") && TimeZone.knownTimeZoneIdentifiers.contains(name))
  }

  /// Fails as ``clock()`` and ``Backfill/check()`` do, and with `invalid_argument`.
  public func check() throws(Failure) {
    try ScheduleSettings.check(name: name)
    guard ScheduleSettings.graceRange.contains(graceSeconds) else {
      let range = ScheduleSettings.graceRange
      throw .invalid(
        "a grace of \(graceSeconds) s is not possible", nextStep: "choose \(range.lowerBound) to \(range.upperBound)")
    }
    _ = try clock()
    try backfill.check()
  }

  /// Fails with `invalid_argument` when a schedule cannot be called so.
  public static func check(name: String) throws(Failure) {
    let isName =
      !name.isEmpty && name.utf8.count <= 64
      && name.allSatisfy { ($0.isLetter || $0.isNumber || "_-.".contains($0)) }
    guard isName else {
      throw .invalid(
        "'\(name.prefix(64))' is no name for a schedule", nextStep: "use letters, digits, '_', '-' and '.'")
    }
  }
}

extension ScheduleSettings {
  /// As words of `key=value`: the policies, and what the backfill has.
  public var options: String {
    "misfire=\(misfire.rawValue) overlap=\(overlap.rawValue) grace=\(graceSeconds) \(backfill.options)"
  }

  /// Takes words of ``options``. Fails with `invalid_argument`.
  public mutating func take(options: JSON) throws(Failure) {
    (misfire, overlap, graceSeconds) = (.runOnce, .skip, ScheduleSettings.graceDefault)
    var rest = JSON.object([])
    for option in options.members ?? [] {
      let text = option.value.string ?? option.value.text()
      switch option.name {
      case "misfire": misfire = try Backfill.choice(option.name, text)
      case "overlap": overlap = try Backfill.choice(option.name, text)
      case "grace": graceSeconds = try Backfill.number(option.name, text)
      default: rest[option.name] = option.value
      }
    }
    try backfill.take(options: rest)
  }
}

extension Date {
  /// `2026-03-29 03:00 +02:00`: as the clock there shows it.
  public func shown(in zone: TimeZone) -> String {
    let offset = zone.secondsFromGMT(for: self)
    let civil = addingTimeInterval(Double(offset)).iso8601
    let minutes = abs(offset) / 60
    func two(_ number: Int) -> String { number < 10 ? "0\(number)" : "\(number)" }
    let east = "\(offset < 0 ? "-" : "+")\(two(minutes / 60)):\(two(minutes % 60))"
    return "\(civil.prefix(10)) \(civil.dropFirst(11).prefix(5)) \(east)"
  }
}

/// What became of one time of a schedule.
public struct ScheduleFire: Hashable, Sendable, Codable {
  public enum Outcome: String, Hashable, Sendable, Codable, CaseIterable {
    case started = "STARTED"
    /// No version was left to run for.
    case nothing = "NOTHING"
    /// It was noticed too late.
    case missed = "MISSED"
    /// Another backfill of the schedule was at work.
    case skipped = "SKIPPED"
    /// It waits for another backfill of the schedule.
    case queued = "QUEUED"
    case failed = "FAILED"
  }

  /// The time that was meant; of one that a person asked for, when.
  public var dueAt: Date
  /// When it was noticed.
  public var at: Date
  public var outcome: Outcome
  /// Times before it that it stands for as well.
  public var missed: Int
  public var isManual: Bool
  public var operation: BulkOperationID?
  /// How the backfill stands.
  public var operationState: BulkOperationState?
  public var failure: Failure?

  public init(
    dueAt: Date, at: Date, outcome: Outcome, missed: Int = 0, isManual: Bool = false,
    operation: BulkOperationID? = nil, operationState: BulkOperationState? = nil, failure: Failure? = nil
  ) {
    self.dueAt = dueAt
    self.at = at
    self.outcome = outcome
    self.missed = missed
    self.isManual = isManual
    self.operation = operation
    self.operationState = operationState
    self.failure = failure
  }
}
