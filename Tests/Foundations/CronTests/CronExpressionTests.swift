import Cron
import Support
import Testing

@Suite struct CronExpressionTests {
  @Test(arguments: [
    ("*/20 * * * *", [0, 20, 40]), ("5,10-12 * * * *", [5, 10, 11, 12]), ("1-9/4 * * * *", [1, 5, 9]),
    ("7 * * * *", [7]),
  ])
  func minutes(_ text: String, _ values: [Int]) throws {
    #expect(try CronExpression(text).minutes.values == values)
  }

  @Test func namesAndSundays() throws {
    let expression = try CronExpression("0 0 * jan,Mar-MAY FRI-SUN")
    #expect(expression.months.values == [1, 3, 4, 5])
    #expect(expression.weekdays.values == [0, 5, 6])
    #expect(try CronExpression("0 0 * * 7").weekdays.values == [0])
    #expect(try CronExpression("0 0 * * 0-7").weekdays.isEvery)
    #expect(try CronExpression("  0   0 * *  * ").text == "0 0 * * *")
    #expect(try CronExpression("@Daily").hours.values == [0])
  }

  @Test(arguments: [
    "", "* * * *", "* * * * * *", "60 * * * *", "* 24 * * *", "* * 0 * *", "* * 32 * *", "* * * 13 *", "* * * * 8",
    "*/0 * * * *", "5/15 * * * *", "30-10 * * * *", "a * * * *", "1,,2 * * * *", "1- * * * *", "-1 * * * *",
    "* * L * *", "@often", "0 0 30 2 *", "0 0 31 2,4,6 *", "1.5 * * * *", "١ * * * *", "* * * * MONDAY",
    "\u{1b}[31m * * * *",
  ])
  func whatMakesNoSenseIsRefused(_ text: String) {
    for language in Language.allCases {
      Language.$current.withValue(language) {
        let error = #expect(throws: CronError.self) { try CronExpression(text) }
        #expect(error?.message.isEmpty == false && error?.hint.isEmpty == false)
      }
    }
  }

  @Test(arguments: [
    ("* * * * *", "every minute", "每分钟"), ("*/15 * * * *", "every 15 minutes", "每 15 分钟"),
    ("@hourly", "at minute 0 of every hour", "每小时的第 0 分"),
    ("30 2 * * *", "at 02:30, every day", "每天，02:30"),
    ("30 2 * * MON-FRI", "at 02:30, Monday to Friday", "周一至周五，02:30"),
    ("0 6,18 1 * *", "at 06:00 and 18:00, on day 1 of the month", "每月 1 日，06:00、18:00"),
    ("*/10 9-17 * * *", "every 10 minutes from 09:00 to 17:59, every day", "每天，09:00 至 17:59 每 10 分钟"),
    ("0 0 13 * FRI", "at 00:00, on day 13 of the month or Friday", "每月 13 日或周五，00:00"),
    ("0 0 1 1 *", "at 00:00, on day 1 of the month in January", "每月 1 日（1 月），00:00"),
    ("5 * * * SUN,SAT", "at minute 5 of every hour, Sunday and Saturday", "周日、周六，每小时的第 5 分"),
  ])
  func inWords(_ text: String, _ english: String, _ chinese: String) throws {
    let expression = try CronExpression(text)
    #expect(expression.explanation == english)
    #expect(Language.$current.withValue(.chinese) { expression.explanation } == chinese)
  }
}
