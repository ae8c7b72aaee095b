import Support

/// The words around the panes.
enum ShellWords {
  static var readOnly: String { localized("READ-ONLY", "只读") }
  static var production: String { localized("PROD", "生产") }
  static var connecting: String { localized("connecting", "连接中") }
  static var live: String { localized("live", "实时") }
  static func paused(_ age: String?) -> String {
    localized("paused", "已暂停") + (age.map { localized(" · data \($0) old", " · \($0)前的数据") } ?? "")
  }
  /// What a view showed when it was left, until it is read again.
  static func asItWas(_ age: String) -> String { localized("data \(age) old", "\(age)前的数据") }
  static func offline(seconds: Int) -> String {
    localized("OFFLINE · data \(duration(seconds)) old", "离线 · \(duration(seconds))前的数据")
  }
  /// The platform answers, but not about what is shown.
  static func stale(seconds: Int) -> String {
    localized("STALE · data \(duration(seconds)) old", "过时 · \(duration(seconds))前的数据")
  }
  static func lost(since: String, tries: Int, why: String) -> String {
    guard tries > 0 else { return localized("since \(since): \(why)", "自 \(since) 起：\(why)") }
    return localized(
      "since \(since), \(counted(tries, "try", "tries")): \(why)", "自 \(since) 起，已重试 \(tries) 次：\(why)")
  }
  static var unsentAtQuit: String {
    localized(
      "What you submitted could not be sent yet; again to quit and lose it", "已提交的内容尚未发出；再按一次退出并放弃")
  }
  static var unansweredAtQuit: String {
    localized(
      "There is no answer yet to what you did; again to quit without it, any other key stays",
      "所做的操作尚无答复；再按一次退出键则不等答复就退出，按其他键留下")
  }
  static func noUse(_ key: String, help: String?) -> String {
    localized("\(key) does nothing here", "此处 \(key) 不起作用")
      + (help.map { localized(": \($0) lists what does", "：按 \($0) 查看可用的键") } ?? "")
  }
  static var typedAtQuit: String {
    localized(
      "Not sent yet: again to quit and lose it, any other key stays", "填写的内容尚未提交；再按一次退出键则退出并放弃，按其他键留下")
  }
  static var unkeptAtQuit: String {
    localized(
      "What you edited is not kept; again to quit and lose it, any other key stays", "修改的内容尚未保存；再按一次退出键则退出并放弃，按其他键留下")
  }
  static var quitting: String { localized("Sending what you wrote; again to quit at once", "正在发送已写内容；再按一次立即退出") }
  static func back(lost since: String, why: String) -> String {
    localized("The connection is back; lost at \(since): \(why)", "连接已恢复；\(since) 断开：\(why)")
  }
  static var noAnswer: String { localized("The server does not answer; trying again", "服务器没有响应，正在重试") }
  static var loading: String { localized("Loading", "载入中") }
  static func copied(_ text: String) -> String { localized("Copied \(text)", "已复制 \(text)") }
  static func notFound(_ text: String) -> String { localized("“\(text)” is not in the text", "文本中没有“\(text)”") }
  static var searchPlaceholder: String { localized("text to find", "要查找的文本") }
  static var filterPlaceholder: String { localized("words  !not  state=dead", "词语  !排除  state=dead") }
  static func unknownAddress(_ text: String) -> String {
    let name = text.prefix { !$0.isWhitespace && $0 != "/" }.lowercased()
    if let pane = LaterPane(rawValue: name) { return later(pane) }
    return localized("There is nothing called \(text)", "没有名为 \(text) 的地方")
  }

  static func later(_ pane: LaterPane) -> String {
    let name =
      switch pane {
      case .dashboards: localized("dashboards", "仪表盘")
      case .alerts: localized("alerts", "告警")
      }
    return localized(
      "\(pane.key) is kept for \(name), which this version does not have; 1 shows what is wrong",
      "\(pane.key) 留给\(name)，此版本还没有；1 显示现有的问题")
  }

  static var help: String { localized("Help", "帮助") }
  static func helpHere(_ crumb: String) -> String { localized("In \(crumb)", "在“\(crumb)”中") }
  static var helpMoving: String { localized("Moving", "移动") }
  static var helpEverywhere: String { localized("Everywhere", "任何地方") }
  static var helpEditing: String { localized("In the text", "在文本中") }
  /// What the editor does by itself, in the order of its keys.
  static var editingHelp: [String] {
    [
      localized("move", "移动"),
      localized("to the start or the end of the line", "到行首、行尾"),
      localized("a word back, a word on", "前一词、后一词"),
      localized("a page up, a page down", "上翻一页、下翻一页"),
      localized("to the start or the end of the text", "到文本开头、末尾"),
      localized("erase before or after the cursor", "删除光标前、后的字符"),
      localized("cut the word before or after the cursor", "剪切光标前、后的词"),
      localized("cut to the start or the end of the line", "剪切到行首、行尾"),
      localized("put back what was cut", "粘回剪切的内容"),
      localized("undo, and do it again", "撤销、重做"),
      localized("two spaces", "两个空格"),
    ]
  }
  static var helpFilter: String { localized("Filter and addresses", "过滤与地址") }
  static var filterHelp: [String] {
    [
      localized("/word word     rows with all the words", "/词 词         含有所有词语的行"),
      localized("/!word         rows without it", "/!词           不含该词的行"),
      localized("/state=failed  rows whose field begins so", "/state=failed  字段以此开头的行"),
      localized(":dlq           a pane", ":dlq           面板"),
      localized(":topology/ID   a run", ":topology/ID   一次运行"),
      localized(":export csv F   this list to a file, with its filter and order", ":export csv F   把此列表按其过滤与顺序写入文件"),
      localized(":dlq/ID        a letter, or a group by its signature", ":dlq/ID        一封死信，或按特征的一组"),
      localized(":bookmark NAME this view under a name; :forget NAME", ":bookmark 名称 为此视图命名；:forget 名称 删除"),
      localized(":snapshot svg FILE  the screen as text, ansi, svg", ":snapshot svg 文件  屏幕存为 text、ansi、svg"),
      localized(":theme NAME    another look", ":theme 名称    换主题"),
    ]
  }

  /// Of keys in prompts and dialogs.
  static var answer: String { localized("answer", "回答") }
  static var keep: String { localized("keep", "采用") }
  static var close: String { localized("close", "关闭") }
  static var more: String { localized("read on", "继续阅读") }

  static var paletteTitle: String { localized("Go to", "转到") }
  static var palettePlaceholder: String {
    localized("a command, or an address such as dlq or topology/<run>", "命令，或地址，如 dlq、topology/<run>")
  }
  static var paletteNothing: String {
    localized("Enter goes to the address, if there is one", "若有此地址，按 Enter 前往")
  }

  private static func duration(_ seconds: Int) -> String {
    switch seconds {
    case ..<120: localized("\(seconds) s", "\(seconds) 秒")
    case ..<7200: localized("\(seconds / 60) min", "\(seconds / 60) 分钟")
    default: localized("\(seconds / 3600) h", "\(seconds / 3600) 小时")
    }
  }
}

extension ShellWords {
  static var knownPanes: String {
    let names = Console.panes.joined(separator: ", ")
    return localized("name one of \(names)", "可用的有：\(names)")
  }
}
