import Support

/// What the linear console says of its own.
enum LinearWords {
  static var current: String { localized("current", "当前") }
  static var marked: String { localized("marked", "已标记") }
  static var gone: String { localized("gone", "已不存在") }
  static var welcome: String {
    localized(
      "Type a command and press enter. help lists what can be done here; quit ends.",
      "输入命令并按回车。help 列出此处可做的事；quit 退出。")
  }
  static var manual: [String] {
    [
      localized("a number: makes that row the current one", "数字：将该行设为当前行"),
      localized("an empty line: reads the view anew", "空行：重新读取视图"),
      localized(
        "what changes is told by itself: slower, faster set how often, pause stops it",
        "变化会自动读出：slower、faster 调整频率，pause 停止"),
      localized("a command and a number, such as open 3: that row is made current first", "命令加数字，如 open 3：先把该行设为当前行"),
      localized("more, less: the rows after, the rows before", "more、less：后面的行、前面的行"),
      localized("filter WORDS, search WORDS: as behind / in the screen", "filter 词语、search 词语：同屏幕上的 /"),
      localized("go ADDRESS: another view, such as dlq or topology/RUN", "go 地址：另一视图，如 dlq、topology/RUN"),
      localized(
        "in a form: nothing leaves a field as it is, a space empties it", "在表单中：直接回车保留该栏，输入空格则清空"),
      localized("press KEY …: any keys by their names", "press 按键 …：按名称按下任意键"),
    ]
  }
  static func changed(_ line: String) -> String { localized("changed: \(line)", "变化：\(line)") }
  static func moreChanged(_ count: Int) -> String {
    localized("\(count) more changed; an empty line reads all of it", "另有 \(count) 处变化；空行读出全部")
  }
  static func wrong(_ title: String) -> String { localized("now wrong: \(title)", "出现问题：\(title)") }
  static func unknown(_ word: String) -> String {
    localized("there is no command \(word) here; help lists them", "此处没有命令 \(word)；help 列出可用命令")
  }
  static var whereTo: String {
    localized("go where? go dlq, go topology/RUN, go and a bookmark's name", "去哪里？如 go dlq、go topology/RUN，或 go 书签名")
  }
  static var whichKeys: String {
    localized("press which keys? such as press down down enter", "按哪些键？如 press down down enter")
  }
  static var forWhat: String { localized("search for what? search WORDS", "搜索什么？search 词语") }
  static var whichBookmark: String {
    localized("forget which bookmark? forget NAME; bookmarks lists them", "删除哪个书签？forget 名称；bookmarks 列出书签")
  }
  static func notHere(_ word: String) -> String {
    localized("\(word) does nothing here; help lists what does", "\(word) 在此处不可用；help 列出可用命令")
  }
  static func needsRow(_ word: String) -> String {
    localized("\(word) needs a row, and there is none here", "\(word) 需要一行，而此处没有任何行")
  }
  static func noKey(_ name: String) -> String {
    localized("there is no key \(name); keys are such as enter, tab, ctrl-f, x", "没有按键 \(name)；按键如 enter、tab、ctrl-f、x")
  }
  static func noRow(_ number: Int) -> String { localized("there is no row \(number)", "没有第 \(number) 行") }
  static func confirm(_ what: String) -> String { localized("\(what)? Type yes: ", "\(what)？请输入 yes：") }
  static var choose: String { localized("number, or nothing to close: ", "输入编号，直接回车则关闭：") }
  static var shown: String { localized("read out", "读出") }
  static var chooseColumns: String {
    localized(
      "numbers of the columns to read out, in their order; = leaves them to the list; nothing to close: ",
      "按顺序输入要读出的列的编号；= 由列表自行选择；直接回车则关闭：")
  }
  static func noColumn(_ word: String) -> String { localized("there is no column \(word)", "没有第 \(word) 列") }
  static func field(_ label: String, _ value: String) -> String {
    value.isEmpty ? "\(label): " : localized("\(label), now \(value): ", "\(label)，现为 \(value)：")
  }
  static var nothingDone: String { localized("nothing was done", "什么也没有执行") }
}
