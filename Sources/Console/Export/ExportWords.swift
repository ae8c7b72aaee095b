import Support

enum ExportWords {
  static var prompt: String { localized("export to ", "导出到 ") }
  static var placeholder: String { localized("[csv|json] FILE", "[csv|json] 文件") }
  static func replace(_ path: String) -> String {
    localized("\(path) exists: type yes to replace it ", "\(path) 已存在：输入 yes 以替换它 ")
  }
  static var kept: String { localized("Nothing was written: the file is as it was", "没有写入：文件保持原样") }
  static func running(_ path: String, rows: Int, key: String) -> String {
    localized(
      "Exporting to \(path) · \(counted(rows, "row", shown: Format.count(rows))) · \(key) cancels",
      "正在导出到 \(path) · \(Format.count(rows)) 行 · 按 \(key) 取消")
  }
  static func done(_ path: String, rows: Int) -> String {
    localized(
      "\(counted(rows, "row", shown: Format.count(rows))) written to \(path)", "已写入 \(Format.count(rows)) 行到 \(path)")
  }
  static var cancelled: String { localized("The export was cancelled; nothing was left behind", "导出已取消，没有留下文件") }
  static var atQuit: String {
    localized(
      "A file is being written: the console ends when it is whole; quit again to give it up, any other key stays",
      "正在写入文件：写完后退出；再按一次退出键则放弃它，按其他键留下")
  }
  static var busy: String { localized("an export is under way", "正在进行另一个导出") }
  static var nothing: String { localized("There is no list here to export", "这里没有可导出的列表") }
  static var usage: String { localized(":export [csv|json] FILE", ":export [csv|json] 文件") }
}
