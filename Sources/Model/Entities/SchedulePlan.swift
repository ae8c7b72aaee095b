import Cron
public import Foundation

/// What follows from the times of a schedule that have come. Pure.
public struct SchedulePlan: Hashable, Sendable {
  /// The time that is acted on.
  public var due: Date
  /// Times before it that it stands for.
  public var missed: Int
  /// It is done; otherwise it is only written down as missed.
  public var starts: Bool
  /// The time that comes after those.
  public var next: Date?

  /// A schedule that nobody looked at for years: times before the last so many are counted no more.
  static let timesMax = 10_000

  /// The time behind which only those are left that are made up for: of more than can be counted, seen from the end.
  private static func lastDropped(_ clock: CronClock, before limit: Date) -> Date {
    var window = 86_400.0
    while true {
      var times: [Date] = []
      var at = limit.addingTimeInterval(-window)
      while let next = clock.next(after: at), next < limit {
        times.append(next)
        at = next
      }
      if times.count > ScheduleSettings.catchUpMax { return times[times.count - ScheduleSettings.catchUpMax - 1] }
      window *= 4
    }
  }

  /// The first thing to do, when `nextAt` has come; `nil` when it has not. Fails when the settings make no sense.
  public init?(_ settings: ScheduleSettings, nextAt: Date, now: Date) throws(Failure) {
    guard nextAt <= now else { return nil }
    let clock = try settings.clock()
    var times = [nextAt]
    while times.count < SchedulePlan.timesMax, let next = clock.next(after: times[times.count - 1]), next <= now {
      times.append(next)
    }
    let isCut = times.count == SchedulePlan.timesMax
    let late = times.filter { now.timeIntervalSince($0) > Double(settings.graceSeconds) }
    let lastLate = late.last ?? nextAt
    switch settings.misfire {
    case .skip where !late.isEmpty:
      (due, missed, starts) = (lastLate, late.count - 1, false)
    case .runOnce where !late.isEmpty:
      let onTime = times.count > late.count ? times[late.count] : nil
      (due, missed, starts) = (onTime ?? lastLate, onTime == nil ? late.count - 1 : late.count, true)
    case .runAll where late.count > ScheduleSettings.catchUpMax:
      let dropped = late.count - ScheduleSettings.catchUpMax
      let limit = now.addingTimeInterval(-Double(settings.graceSeconds))
      (due, missed, starts) = (
        isCut ? SchedulePlan.lastDropped(clock, before: limit) : late[dropped - 1], dropped - 1, false
      )
    case .skip, .runOnce, .runAll:
      (due, missed, starts) = (nextAt, 0, true)
    }
    // What is counted no more is behind: only the grace before now is still to be looked at.
    let isBehind = isCut && settings.misfire != .runAll
    next = clock.next(after: isBehind ? max(due, now.addingTimeInterval(-Double(settings.graceSeconds) - 1)) : due)
  }
}

/// What is done with a time that comes while backfills of the schedule have not ended. Pure.
public enum OverlapDecision: Hashable, Sendable {
  case start, skip, queue
  case cancelThenStart

  /// `open`: backfills that have not ended; `queued`: times that wait.
  public init(_ overlap: ScheduleSettings.Overlap, open: Int, queued: Int) {
    switch overlap {
    case .allow: self = .start
    case .skip: self = open == 0 ? .start : .skip
    case .cancelRunning: self = open == 0 ? .start : .cancelThenStart
    case .queue:
      self = open + queued == 0 ? .start : queued < ScheduleSettings.catchUpMax ? .queue : .skip
    }
  }
}
