import Support

extension CronExpression {
  /// What it means, in words: `at 02:30, Monday to Friday`.
  public var explanation: String {
    let (time, day) = (CronWords.time(self), CronWords.day(self))
    if day.isEmpty { return time }
    return localized("\(time), \(day)", "\(day)，\(time)")
  }
}

/// The words of cron expressions.
enum CronWords {
  static func name(_ kind: CronField.Kind) -> String {
    switch kind {
    case .minute: localized("minute", "分")
    case .hour: localized("hour", "时")
    case .day: localized("day of the month", "日")
    case .month: localized("month", "月")
    case .weekday: localized("day of the week", "星期")
    }
  }

  // MARK: - When on a day

  /// Times that are named one by one, at most.
  private static let timesMax = 6

  static func time(_ expression: CronExpression) -> String {
    let (minutes, hours) = (expression.minutes, expression.hours)
    let step = step(minutes)
    if hours.isEvery {
      if minutes.isEvery { return localized("every minute", "每分钟") }
      if let step { return localized("every \(step) minutes", "每 \(step) 分钟") }
      let list = list(minutes.values.map { "\($0)" }, minutes.values)
      return localized("at minute \(list) of every hour", "每小时的第 \(list) 分")
    }
    if minutes.values.count * hours.values.count <= timesMax {
      let times = hours.values.flatMap { hour in minutes.values.map { clock(hour, $0) } }
      return localized("at \(joined(times))", joined(times))
    }
    let often =
      minutes.isEvery
      ? localized("every minute", "每分钟")
      : step.map { localized("every \($0) minutes", "每 \($0) 分钟") }
        ?? localized(
          "at minute \(list(minutes.values.map { "\($0)" }, minutes.values))",
          "第 \(list(minutes.values.map { "\($0)" }, minutes.values)) 分")
    if let first = hours.values.first, let last = hours.values.last, last - first + 1 == hours.values.count {
      return localized(
        "\(often) from \(clock(first, 0)) to \(clock(last, 59))", "\(clock(first, 0)) 至 \(clock(last, 59)) \(often)")
    }
    let list = list(hours.values.map { "\($0)" }, hours.values)
    return localized("\(often) of the hours \(list)", "\(list) 时内\(often)")
  }

  /// Every so many minutes, when the hour is divided evenly from its start.
  private static func step(_ minutes: CronField) -> Int? {
    let values = minutes.values
    guard values.count > 1, values[0] == 0 else { return nil }
    let step = values[1]
    return 60 % step == 0 && values == Array(stride(from: 0, to: 60, by: step)) ? step : nil
  }

  private static func clock(_ hour: Int, _ minute: Int) -> String { "\(twoDigits(hour)):\(twoDigits(minute))" }
  private static func twoDigits(_ number: Int) -> String { number < 10 ? "0\(number)" : "\(number)" }

  // MARK: - On which days

  static func day(_ expression: CronExpression) -> String {
    let (days, weekdays, months) = (expression.days, expression.weekdays, expression.months)
    var parts: [String] = []
    if !days.isEvery {
      let list = list(days.values.map { "\($0)" }, days.values)
      parts.append(localized("on day \(list) of the month", "每月 \(list) 日"))
    }
    if !weekdays.isEvery { parts.append(list(weekdays.values.map(weekday), weekdays.values)) }
    var text = parts.joined(separator: expression.isEitherDay ? localized(" or ", "或") : localized(" if it is ", "且为"))
    if !months.isEvery {
      let list = list(months.values.map(month), months.values)
      text += text.isEmpty ? localized("every day in \(list)", "\(list)每天") : localized(" in \(list)", "（\(list)）")
    }
    if text.isEmpty, expression.isOfDay { return localized("every day", "每天") }
    return text
  }

  private static func weekday(_ number: Int) -> String {
    let names = ["Sunday", "Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday"]
    let chinese = ["周日", "周一", "周二", "周三", "周四", "周五", "周六"]
    return localized(names[number], chinese[number])
  }

  private static func month(_ number: Int) -> String {
    let names = [
      "January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November",
      "December",
    ]
    return localized(names[number - 1], "\(number) 月")
  }

  // MARK: - Lists

  /// `1, 3 to 5 and 9`: three and more in a row are a range.
  private static func list(_ names: [String], _ values: [Int]) -> String {
    var parts: [String] = []
    var start = 0
    while start < values.count {
      var end = start
      while end + 1 < values.count, values[end + 1] == values[end] + 1 { end += 1 }
      if end - start >= 2 {
        parts.append(localized("\(names[start]) to \(names[end])", "\(names[start])至\(names[end])"))
      } else {
        parts += names[start...end]
      }
      start = end + 1
    }
    return joined(parts)
  }

  private static func joined(_ parts: [String]) -> String {
    guard let last = parts.last, parts.count > 1 else { return parts.first ?? "" }
    let rest = parts.dropLast()
    return localized(
      "\(rest.joined(separator: ", ")) and \(last)", "\(rest.joined(separator: "、"))、\(last)")
  }
}
