import Support

/// What is wrong with a filter, and what would be right.
enum FilterWords {
  static var tooLong: String { localized("the filter is too long", "筛选条件过长") }
  static var fewer: String { localized("use fewer terms", "请减少条件") }
  static func noField(_ name: String) -> String {
    localized("this list has no field \(name)", "此列表没有字段 \(name)")
  }
  static func noFieldHint(_ names: [String]) -> String {
    let names = names.joined(separator: " ")
    return localized("fields: \(names); put the text in quotes to search for it", "字段：\(names)；要搜索这段文字请加引号")
  }
  static func oneOf(_ names: [String]) -> String {
    localized("one of: ", "可选：") + names.joined(separator: " ")
  }
  static var sortNeedsField: String { localized("sort needs a field", "sort 后面要有字段") }
  static func notSortable(_ name: String) -> String {
    localized("the list cannot be sorted by \(name)", "不能按 \(name) 排序")
  }
  static var nothingToNegate: String { localized("nothing stands behind !", "! 后面没有内容") }
  static var negateHint: String { localized("write !word or !state=dead", "例如 !word 或 !state=dead") }
  static var noValue: String { localized("a value is missing", "缺少值") }
  static var noValueHint: String { localized("write the value, or \"\" for nothing", "请写出值，空值写作 \"\"") }
  static var openEscape: String { localized("nothing stands behind the backslash", "反斜杠后面没有字符") }
  static var escapeHint: String { localized("write \\\\ for a backslash", "反斜杠写作 \\\\") }
  static var openQuote: String { localized("the quote is not closed", "引号没有闭合") }
  static func quoteHint(_ quote: String) -> String { localized("close it with \(quote)", "请用 \(quote) 闭合") }
  static var noPattern: String { localized("a pattern is missing", "缺少正则表达式") }
  static var patternHint: String { localized("write ~^dup or ~\"two words\"", "例如 ~^dup 或 ~\"two words\"") }
  static var control: String { localized("control characters cannot be searched for", "不能搜索控制字符") }
  static var controlHint: String { localized("leave them out", "请去掉它们") }
  static var oneBound: String { localized("a comparison takes one value", "比较只能有一个值") }
  static var oneBoundHint: String { localized("write it once for each value", "请分别写成多个条件") }
  static func onlyCompared(_ name: String) -> String {
    localized("\(name) can only be compared", "\(name) 只能比较大小")
  }
  static func compareHint(_ field: FieldInfo) -> String {
    localized("write ", "例如 ") + field.name + (field.kind == .time ? ">2026-03-01" : ">2h")
  }
  static func noChoice(_ text: String) -> String { localized("there is no \(text) here", "这里没有 \(text)") }
  static var noID: String { localized("this is no whole id", "这不是完整的 ID") }
  static var idHint: String { localized("use : for a part of an id", "ID 的一部分请用 :") }
  static var noEnd: String { localized("this is no end of an id", "这不是 ID 的末尾") }
  static var endHint: String { localized("write … and 6 or more of its last digits", "写 … 加末尾 6 位以上的数字") }
  static func noTime(_ text: String) -> String { localized("\(text) is no time", "\(text) 不是时间") }
  static var timeHint: String {
    localized("write 2026-03-01 or 2026-03-01T08:00Z", "例如 2026-03-01 或 2026-03-01T08:00:00Z")
  }
  static func notCompared(_ name: String) -> String {
    localized("\(name) is neither a number nor a time", "\(name) 既不是数字也不是时间")
  }
  static var notComparedHint: String { localized("use : = or !=", "请用 : = 或 !=") }
  static func noNumber(_ text: String) -> String { localized("\(text) is no whole number", "\(text) 不是整数") }
  static var numberHint: String { localized("write 1200, 10k or 1.5MB", "例如 1200、10k 或 1.5MB") }
  static func noDuration(_ text: String) -> String { localized("\(text) is no duration", "\(text) 不是时长") }
  static var durationHint: String { localized("write 90s, 30m, 2h, 1d12h or 2w", "例如 90s、30m、2h、1d12h 或 2w") }
}

/// What is wrong with a pattern.
enum PatternWords {
  static var tooLong: String { localized("the pattern is too long", "正则表达式过长") }
  static var shorten: String { localized("make it shorter, or repeat less", "请缩短或减少重复次数") }
  static var nothingToRepeat: String { localized("nothing to repeat", "没有可重复的内容") }
  static func escape(_ character: Character) -> String {
    localized("write \\\(character) for the character itself", "字符本身请写作 \\\(character)")
  }
  static var openGroup: String { localized("the group is not closed", "分组没有闭合") }
  static var openSet: String { localized("the set is not closed", "字符集没有闭合") }
  static func close(_ character: Character) -> String {
    localized("close it with \(character)", "请用 \(character) 闭合")
  }
  static var strayGroup: String { localized("no group is open here", "这里没有打开的分组") }
  static var emptyBranch: String { localized("something is missing here", "这里缺少内容") }
  static var branchHint: String { localized("write what is to be found", "请写出要查找的内容") }
  static var openEscape: String { localized("nothing stands behind the backslash", "反斜杠后面没有字符") }
  static func unknownEscape(_ character: Character) -> String {
    localized("\\\(character) means nothing here", "\\\(character) 在此没有意义")
  }
  static var escapes: String { localized("use \\d \\w \\s or \\ before a sign", "可用 \\d \\w \\s，或在符号前加 \\") }
  static var groupOption: String { localized("groups have no options", "分组不支持选项") }
  static var badRange: String { localized("the range runs backwards", "范围顺序颠倒") }
  static var rangeHint: String { localized("write the smaller one first", "请把较小的写在前面") }
  static var badRepeat: String { localized("this repeats nothing", "重复次数无效") }
  static var repeatHint: String { localized("write {2}, {2,} or {2,5}, at most 255", "例如 {2}、{2,} 或 {2,5}，最多 255") }
}
