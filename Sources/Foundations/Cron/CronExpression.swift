/// Minutes of the calendar, as cron has them: five fields, or one of the names such as `@daily`.
///
/// When both day fields are restricted, neither written with a `*`, a day that either admits is meant; otherwise both
/// must admit it.
public struct CronExpression: Hashable, Sendable {
  /// As it was written.
  public let text: String
  public let minutes: CronField
  public let hours: CronField
  public let days: CronField
  public let months: CronField
  public let weekdays: CronField

  private static let named = [
    "@hourly": "0 * * * *", "@daily": "0 0 * * *", "@midnight": "0 0 * * *", "@weekly": "0 0 * * 0",
    "@monthly": "0 0 1 * *", "@yearly": "0 0 1 1 *", "@annually": "0 0 1 1 *",
  ]
  static let names = named.keys.sorted().joined(separator: ", ")

  /// Fails when a field cannot be read, or no day is ever meant.
  public init(_ text: String) throws(CronError) {
    let words = text.split(whereSeparator: \.isWhitespace)
    self.text = words.joined(separator: " ")
    var fields = words
    if words.count == 1, let name = words.first, name.hasPrefix("@") {
      guard let meaning = CronExpression.named[name.lowercased()] else {
        throw CronError(nil, .unknownName(String(name)))
      }
      fields = meaning.split(separator: " ")
    }
    guard fields.count == 5 else { throw CronError(nil, .fields(fields.count)) }
    minutes = try CronField(fields[0], .minute)
    hours = try CronField(fields[1], .hour)
    days = try CronField(fields[2], .day)
    months = try CronField(fields[3], .month)
    weekdays = try CronField(fields[4], .weekday)
    guard next(from: CivilMinute(0)) != nil else { throw CronError(nil, .never) }
  }

  /// It means a time of the day, and not some minutes of whatever hour it is.
  var isOfDay: Bool { !hours.isEvery }

  /// A day that either field admits is meant.
  var isEitherDay: Bool { !days.isStarred && !weekdays.isStarred }

  func admits(_ day: CivilDay) -> Bool {
    guard months.contains(day.month) else { return false }
    let (isDay, isWeekday) = (days.contains(day.day), weekdays.contains(day.weekday))
    return isEitherDay ? isDay || isWeekday : isDay && isWeekday
  }

  func admits(_ minute: CivilMinute) -> Bool {
    minutes.contains(minute.minute) && hours.contains(minute.hour) && admits(CivilDay(minute.dayNumber))
  }

  /// A Sunday 29 February may be forty years away.
  private static let daysMax = 15_000

  /// The first admitted minute from here on.
  func next(from start: CivilMinute) -> CivilMinute? {
    var number = start.dayNumber
    let last = number + CronExpression.daysMax
    while number <= last {
      let day = CivilDay(number)
      guard months.contains(day.month) else {
        number += day.daysToNextMonth
        continue
      }
      if admits(day), let found = next(on: number, from: number == start.dayNumber ? start.minuteOfDay : 0) {
        return found
      }
      number += 1
    }
    return nil
  }

  private func next(on day: Int, from start: Int) -> CivilMinute? {
    var (hour, minute) = (start / 60, start % 60)
    while let found = hours.first(from: hour) {
      if found > hour { minute = 0 }
      if let minute = minutes.first(from: minute) { return CivilMinute(day * 1440 + found * 60 + minute) }
      (hour, minute) = (found + 1, 0)
    }
    return nil
  }
}

/// A minute that a clock on the wall shows, counted from 1970-01-01 00:00 there.
struct CivilMinute: Hashable, Comparable {
  var number: Int

  init(_ number: Int) { self.number = number }

  var dayNumber: Int { number.floorDivided(by: 1440) }
  var minuteOfDay: Int { number - dayNumber * 1440 }
  var hour: Int { minuteOfDay / 60 }
  var minute: Int { minuteOfDay % 60 }

  static func < (left: CivilMinute, right: CivilMinute) -> Bool { left.number < right.number }
}

/// A day of the Gregorian calendar.
struct CivilDay: Hashable {
  let year: Int
  let month: Int
  let day: Int
  /// 0 is Sunday.
  let weekday: Int

  /// From the days since 1970-01-01. Years are counted from March, so that the leap day is a year's last.
  init(_ number: Int) {
    let shifted = number + 719_468
    let era = shifted.floorDivided(by: 146_097)
    let dayOfEra = shifted - era * 146_097
    let yearOfEra = (dayOfEra - dayOfEra / 1460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
    let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
    let fromMarch = (5 * dayOfYear + 2) / 153
    day = dayOfYear - (153 * fromMarch + 2) / 5 + 1
    month = fromMarch < 10 ? fromMarch + 3 : fromMarch - 9
    year = yearOfEra + era * 400 + (month <= 2 ? 1 : 0)
    weekday = (number + 4) - (number + 4).floorDivided(by: 7) * 7
  }

  var daysToNextMonth: Int {
    let isLeap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0)
    let length = month == 2 ? (isLeap ? 29 : 28) : [4, 6, 9, 11].contains(month) ? 30 : 31
    return length - day + 1
  }
}

extension Int {
  func floorDivided(by divisor: Int) -> Int {
    let (quotient, remainder) = quotientAndRemainder(dividingBy: divisor)
    return remainder < 0 ? quotient - 1 : quotient
  }

  func ceilingDivided(by divisor: Int) -> Int { -(-self).floorDivided(by: divisor) }
}
