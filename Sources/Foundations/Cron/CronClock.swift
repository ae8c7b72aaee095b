public import Foundation

/// A cron expression on the clock of a time zone.
///
/// Where clocks are put forward, a time of the day that does not exist is meant by the first instant after the gap; where
/// they are put back, a time that comes twice is meant once, the first time. Several times that one instant stands for
/// are one. An expression of which the hour is `*` goes by the minutes as they pass, and not by the time of the day: it
/// skips what does not exist and counts every showing of the clock.
public struct CronClock: Hashable, Sendable {
  public let expression: CronExpression
  public let timeZone: TimeZone

  public init(_ expression: CronExpression, _ timeZone: TimeZone) {
    self.expression = expression
    self.timeZone = timeZone
  }

  /// The first instant that is meant strictly after this one; `nil` when there is none within decades.
  public func next(after date: Date) -> Date? {
    let instant = Int(date.timeIntervalSince1970.rounded(.down))
    let next = expression.isOfDay ? nextOfDay(after: instant) : nextOfHour(after: instant)
    return next.map { Date(timeIntervalSince1970: Double($0)) }
  }

  /// The first so many after this one.
  public func times(after date: Date, count: Int) -> [Date] {
    var times: [Date] = []
    while times.count < count, let next = next(after: times.last ?? date) { times.append(next) }
    return times
  }

  // MARK: - Times of the day

  private func nextOfDay(after instant: Int) -> Int? {
    var from = (instant + offset(instant)).floorDivided(by: 60) + 1
    // After clocks were put back, what they showed before has been.
    if let shift = shift(in: instant - CronClock.dayAndMore...instant), shift.before > shift.after {
      from = max(from, (shift.at + shift.before).ceilingDivided(by: 60))
    }
    return expression.next(from: CivilMinute(from)).map { first(showing: $0.number * 60) }
  }

  /// The first instant at which the clock shows this or later. Seconds.
  private func first(showing civil: Int) -> Int {
    guard let shift = shift(in: civil - CronClock.dayAndMore...civil + CronClock.dayAndMore) else {
      return civil - offset(civil)
    }
    if civil - shift.before < shift.at { return civil - shift.before }
    return max(shift.at, civil - shift.after)
  }

  // MARK: - Minutes of whatever hour

  private func nextOfHour(after instant: Int) -> Int? {
    var start = instant
    var from = (instant + offset(instant)).floorDivided(by: 60) + 1
    while let civil = expression.next(from: CivilMinute(from)) {
      let found = civil.number * 60 - offset(start)
      guard let shift = firstShift(after: start, through: found) else { return found }
      start = shift.at
      from = (shift.at + shift.after).ceilingDivided(by: 60)
    }
    return nil
  }

  // MARK: - The zone

  /// Clocks are put forward or back: seconds east of Greenwich before and after.
  private struct Shift {
    var at: Int
    var before: Int
    var after: Int
  }

  /// More than lies between any two zones.
  private static let dayAndMore = 26 * 3600

  private func offset(_ instant: Int) -> Int {
    timeZone.secondsFromGMT(for: Date(timeIntervalSince1970: Double(instant)))
  }

  private func firstShift(after instant: Int, through end: Int) -> Shift? {
    var from = instant
    while from < end {
      let to = min(end, from + CronClock.dayAndMore)
      if let shift = shift(in: from...to) { return shift }
      from = to
    }
    return nil
  }

  /// The shift behind the first of the instants, where their ends differ: there is one at most in so short a time.
  private func shift(in instants: ClosedRange<Int>) -> Shift? {
    let (before, after) = (offset(instants.lowerBound), offset(instants.upperBound))
    guard before != after else { return nil }
    var (low, high) = (instants.lowerBound, instants.upperBound)
    while high - low > 1 {
      let middle = low + (high - low) / 2
      if offset(middle) == before { low = middle } else { high = middle }
    }
    return Shift(at: high, before: before, after: after)
  }
}
