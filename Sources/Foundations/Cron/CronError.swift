import Support

/// Why a cron expression makes no sense, and what to write instead.
public struct CronError: Error, Hashable, Sendable {
  public enum Problem: Hashable, Sendable {
    case fields(Int)
    case unknownName(String)
    case noValue(String)
    case outOfRange(Int, ClosedRange<Int>)
    case step(String)
    case stepWithoutRange(String, String)
    case backwards(String, String)
    /// No day is as it says, such as 30 February.
    case never
  }

  /// The field that it is about; `nil`: the whole.
  public var field: CronField.Kind?
  public var problem: Problem

  init(_ field: CronField.Kind?, _ problem: Problem) {
    self.field = field
    self.problem = problem
  }

  public var message: String {
    let name = field.map { CronWords.name($0) + ": " } ?? ""
    let what =
      switch problem {
      case .fields(let count):
        localized("\(count) fields are not five", "需要五个字段，现有 \(count) 个")
      case .unknownName(let text): localized("“\(text)” is no name of a schedule", "没有名为“\(text)”的时间表")
      case .noValue(let text): localized("“\(text)” is no value", "“\(text)”不是有效的值")
      case .outOfRange(let number, _): localized("\(number) is out of range", "\(number) 超出范围")
      case .step(let text): localized("“\(text)” is no step", "“\(text)”不是有效的步长")
      case .stepWithoutRange(let text, _): localized("“\(text)” has a step and no range", "“\(text)”有步长而无范围")
      case .backwards(let text, _): localized("“\(text)” runs backwards", "“\(text)”首尾颠倒")
      case .never: localized("no such day ever comes", "这样的日子永远不会到来")
      }
    return name + what
  }

  public var hint: String {
    switch problem {
    case .fields:
      localized(
        "minute, hour, day of the month, month, day of the week: 30 2 * * MON-FRI", "分、时、日、月、星期：30 2 * * MON-FRI")
    case .unknownName: localized("names are \(CronExpression.names)", "可用的名称有 \(CronExpression.names)")
    case .noValue, .step:
      localized("write numbers, names, *, ranges 1-5, steps */15, lists 1,3,5", "写数字、名称、*、范围 1-5、步长 */15 或列表 1,3,5")
    case .outOfRange(_, let range):
      localized("\(range.lowerBound) to \(range.upperBound)", "\(range.lowerBound) 到 \(range.upperBound)")
    case .stepWithoutRange(_, let instead), .backwards(_, let instead):
      localized("write \(instead)", "写作 \(instead)")
    case .never: localized("look at day and month", "检查日与月")
    }
  }
}
