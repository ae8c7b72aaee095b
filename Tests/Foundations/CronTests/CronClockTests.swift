import Cron
import Foundation
import Support
import Testing

/// When cron expressions are meant, on clocks that are put forward and back.
@Suite struct CronClockTests {
  static let zones = [
    "Europe/Berlin", "America/New_York", "Asia/Shanghai", "Australia/Lord_Howe", "UTC", "America/Sao_Paulo",
    "Pacific/Apia",
  ]

  private func clock(_ text: String, _ zone: String) throws -> CronClock {
    CronClock(try CronExpression(text), try #require(TimeZone(identifier: zone)))
  }

  private func instant(_ text: String) throws -> Date { try #require(Date(iso8601: text)) }

  struct Known: Sendable, CustomTestStringConvertible {
    var expression: String
    var zone: String
    var after: String
    var next: [String]

    init(_ expression: String, _ zone: String, after: String, _ next: String...) {
      (self.expression, self.zone, self.after, self.next) = (expression, zone, after, next)
    }

    var testDescription: String { "\(expression) \(zone) \(after)" }
  }

  /// Worked out by hand from the zones' rules.
  static let table: [Known] = [
    Known("30 2 * * *", "UTC", after: "2026-02-28T02:30:00Z", "2026-03-01T02:30:00Z", "2026-03-02T02:30:00Z"),
    Known("0 9 * * MON-FRI", "Asia/Shanghai", after: "2026-10-02T01:00:00Z", "2026-10-05T01:00:00Z"),
    Known("0 0 29 2 *", "UTC", after: "2026-01-01T00:00:00Z", "2028-02-29T00:00:00Z", "2032-02-29T00:00:00Z"),
    Known("0 0 13 * FRI", "UTC", after: "2026-02-10T00:00:00Z", "2026-02-13T00:00:00Z", "2026-02-20T00:00:00Z"),
    Known("0 0 31 * *", "UTC", after: "2026-01-31T00:00:00Z", "2026-03-31T00:00:00Z", "2026-05-31T00:00:00Z"),
    Known("0 0 1 1 *", "Asia/Shanghai", after: "2026-06-01T00:00:00Z", "2026-12-31T16:00:00Z"),
    Known("59 23 31 12 *", "America/New_York", after: "2026-06-01T00:00:00Z", "2027-01-01T04:59:00Z"),
    // Berlin, 29 March 2026: 02:00 to 02:59 do not exist.
    Known(
      "30 2 * * *", "Europe/Berlin", after: "2026-03-28T12:00:00Z", "2026-03-29T01:00:00Z", "2026-03-30T00:30:00Z"),
    Known(
      "*/20 2 * * *", "Europe/Berlin", after: "2026-03-28T12:00:00Z", "2026-03-29T01:00:00Z", "2026-03-30T00:00:00Z"),
    Known("0 3 * * *", "Europe/Berlin", after: "2026-03-28T12:00:00Z", "2026-03-29T01:00:00Z", "2026-03-30T01:00:00Z"),
    Known(
      "0,30 * * * *", "Europe/Berlin", after: "2026-03-29T00:00:00Z", "2026-03-29T00:30:00Z", "2026-03-29T01:00:00Z",
      "2026-03-29T01:30:00Z"),
    // Berlin, 25 October 2026: 02:00 to 02:59 come twice.
    Known(
      "30 2 * * *", "Europe/Berlin", after: "2026-10-24T12:00:00Z", "2026-10-25T00:30:00Z", "2026-10-26T01:30:00Z"),
    Known("30 2 * * *", "Europe/Berlin", after: "2026-10-25T01:10:00Z", "2026-10-26T01:30:00Z"),
    Known("0 3 * * *", "Europe/Berlin", after: "2026-10-25T00:59:00Z", "2026-10-25T02:00:00Z"),
    Known(
      "0 * * * *", "Europe/Berlin", after: "2026-10-24T23:30:00Z", "2026-10-25T00:00:00Z", "2026-10-25T01:00:00Z",
      "2026-10-25T02:00:00Z"),
    // New York, 8 March and 1 November 2026.
    Known(
      "30 2 * * *", "America/New_York", after: "2026-03-07T12:00:00Z", "2026-03-08T07:00:00Z",
      "2026-03-09T06:30:00Z"),
    Known(
      "30 1 * * *", "America/New_York", after: "2026-10-31T12:00:00Z", "2026-11-01T05:30:00Z",
      "2026-11-02T06:30:00Z"),
    // Lord Howe moves by half an hour: 4 October 2026 forward at 02:00, 5 April 2026 back at 02:00.
    Known(
      "15 2 * * *", "Australia/Lord_Howe", after: "2026-10-03T12:00:00Z", "2026-10-03T15:30:00Z",
      "2026-10-04T15:15:00Z"),
    Known(
      "45 1 * * *", "Australia/Lord_Howe", after: "2026-04-04T12:00:00Z", "2026-04-04T14:45:00Z",
      "2026-04-05T15:15:00Z"),
    // Samoa had no 30 December 2011.
    Known("0 12 30 12 *", "Pacific/Apia", after: "2011-12-01T00:00:00Z", "2011-12-30T10:00:00Z"),
  ]

  @Test(arguments: table) func knownInstants(_ known: Known) throws {
    let clock = try clock(known.expression, known.zone)
    let times = clock.times(after: try instant(known.after), count: known.next.count)
    #expect(times.map(\.iso8601) == (try known.next.map { try instant($0).iso8601 }))
  }

  static let expressions = [
    "* * * * *", "*/15 * * * *", "0 * * * *", "30 * * * *", "15,45 1-3 * * *", "*/7 */2 * * *", "30 2 * * *",
    "0 0 * * *", "45 1 * * SUN", "59 23 * * *", "*/30 0-4 * 3,4,10,11 *",
  ]

  /// Days on which clocks change, and the days around them.
  static let days: [(zone: String, from: String)] = [
    ("Europe/Berlin", "2026-03-28T00:00:00Z"), ("Europe/Berlin", "2026-10-24T00:00:00Z"),
    ("America/New_York", "2026-03-07T00:00:00Z"), ("America/New_York", "2026-10-31T00:00:00Z"),
    ("Asia/Shanghai", "2026-03-28T00:00:00Z"), ("Australia/Lord_Howe", "2026-10-03T00:00:00Z"),
    ("Australia/Lord_Howe", "2026-04-04T00:00:00Z"), ("America/Sao_Paulo", "2018-11-03T00:00:00Z"),
    ("America/Sao_Paulo", "2018-02-17T00:00:00Z"), ("Pacific/Apia", "2011-12-29T00:00:00Z"),
  ]

  /// Walks minute by minute and looks at the clock on the wall: what it says is what is meant.
  @Test(arguments: days.indices) func everyMinuteOfTheDaysOnWhichClocksChange(_ index: Int) throws {
    let (zone, start) = CronClockTests.days[index]
    let from = try instant(start)
    let end = from.addingTimeInterval(3 * 86_400)
    for text in CronClockTests.expressions {
      let clock = try clock(text, zone)
      var walked: [Date] = []
      var latest = clock.wall(from)
      var now = from
      while now < end {
        now += 60
        let shown = clock.wall(now)
        let isOfHour = text.split(separator: " ")[1] == "*"
        if isOfHour ? clock.means(shown) : clock.means(anyAfter: latest, through: shown) { walked.append(now) }
        latest = max(latest, shown)
      }
      var found: [Date] = []
      while let next = clock.next(after: found.last ?? from), next <= end { found.append(next) }
      #expect(found == walked, "\(text) in \(zone)")
    }
  }

  /// Whatever is asked, the answer lies later, is meant, and nothing before it is.
  @Test(arguments: zones) func theNextIsLaterAndTheFirst(_ zone: String) throws {
    var random = SplitMix64(seed: 0x5eed)
    for text in CronClockTests.expressions + ["0 0 1 * *", "0 12 * * MON", "5 4 29 2 *", "0 0 13 * 5", "@hourly"] {
      let clock = try clock(text, zone)
      for _ in 0..<50 {
        let after = Date(timeIntervalSince1970: Double(random.next() % 2_500_000_000))
        let next = try #require(clock.next(after: after))
        #expect(next > after)
        // From any moment before it, it is the next as well.
        let middle = after.addingTimeInterval((next.timeIntervalSince(after) * 0.7).rounded(.down))
        #expect(clock.next(after: middle) == next || middle == next, "\(text) \(zone) \(after.iso8601)")
        #expect(clock.next(after: next.addingTimeInterval(-1)) == next)
      }
    }
  }
}

extension CronClock {
  /// What the clock on the wall shows, as if it were in Greenwich.
  fileprivate func wall(_ date: Date) -> Date {
    date.addingTimeInterval(Double(timeZone.secondsFromGMT(for: date)))
  }

  fileprivate func means(_ wall: Date) -> Bool {
    let seconds = Int(wall.timeIntervalSince1970)
    guard seconds % 60 == 0, expression.minutes.contains(seconds / 60 % 60),
      expression.hours.contains(seconds / 3600 % 24)
    else { return false }
    var calendar = Calendar(identifier: .gregorian)
    calendar.timeZone = .gmt
    let parts = calendar.dateComponents([.day, .month, .weekday], from: wall)
    guard let day = parts.day, let month = parts.month, let weekday = parts.weekday else { return false }
    let (isDay, isWeekday) = (expression.days.contains(day), expression.weekdays.contains(weekday - 1))
    let isEither = !expression.days.isStarred && !expression.weekdays.isStarred
    return expression.months.contains(month) && (isEither ? isDay || isWeekday : isDay && isWeekday)
  }

  fileprivate func means(anyAfter latest: Date, through shown: Date) -> Bool {
    var wall = latest + 60
    while wall <= shown {
      if means(wall) { return true }
      wall += 60
    }
    return false
  }
}
