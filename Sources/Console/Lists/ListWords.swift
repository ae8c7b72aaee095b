import Support

/// The words of lists.
enum ListWords {
  static var dataset: String { localized("dataset", "数据集") }
  static var version: String { localized("version", "版本") }
  static func marked(_ count: Int, isCollecting: Bool = false) -> String {
    localized("\(Format.count(count)) marked", "已标记 \(Format.count(count))") + (isCollecting ? "…" : "")
  }
  /// 1 is the last.
  static func fromEnd(_ place: Int) -> String {
    place == 1 ? localized("last", "最后一行") : localized("\(place) from the end", "倒数第 \(place) 行")
  }
  static var noMarks: String { localized("Nothing here is done to several rows at once", "此处没有可对多行同时执行的操作") }
  static var noRow: String { localized("There is no row to do this to", "没有可操作的行") }
  static var rowIsGone: String {
    localized("What this row showed is gone: choose another", "这一行的对象已不存在：请选择其他行")
  }
  static var oneAtATime: String {
    localized("This is done to one row at a time: Esc takes the marks away", "此操作一次只对一行：按 Esc 取消标记")
  }
  static func unfit(_ count: Int, of all: Int) -> String {
    localized(
      "Of the marked, \(Format.count(count)) of \(Format.count(all)) cannot be acted on so: take their marks away first",
      "标记的 \(Format.count(all)) 行中有 \(Format.count(count)) 行不适用：请先取消它们的标记")
  }
  static var marksFull: String { localized("no more can be marked", "已达标记上限") }
  static func held(_ count: Int) -> String {
    localized(
      "\(counted(count, "update", shown: Format.count(count))) held", "暂存 \(Format.count(count)) 条更新")
  }
  static var sortTitle: String { localized("Sort by", "排序") }
  static var sortPlaceholder: String { localized("a field", "字段") }
  static var sortNothing: String { localized("There is no such field", "没有这个字段") }
  static var ownOrder: String { localized("the list's own order", "列表自身的顺序") }
  static var columnsTitle: String { localized("Columns", "列") }
  static func unkept(_ why: String) -> String {
    localized("The choice holds for this session only: \(why)", "此选择只在本次会话中有效：\(why)")
  }
  static func nothingMatches(_ filter: String) -> [String] {
    [
      localized("Nothing matches “\(filter)”", "没有与“\(filter)”相符的行"),
      localized("/ changes the filter; Esc goes back", "按 / 修改筛选；Esc 返回"),
    ]
  }
}

/// The columns of a log of state changes.
enum EventWords {
  static var when: String { localized("when", "时间") }
  static var what: String { localized("what", "对象") }
  static var state: String { localized("state", "状态") }
  static var by: String { localized("by", "操作者") }
  static var detail: String { localized("event", "事件") }
}
