import Support
import Terminal

/// The words about what is kept: journal, messages, bookmarks, snapshots, and how often views are read.
enum MemoryWords {
  static var journal: String { localized("What you did", "你的操作") }
  static var nothingDone: String { localized("Nothing yet", "还没有操作") }
  static var messages: String { localized("Messages", "消息") }
  static var nothingSaid: String { localized("Nothing was said yet", "还没有消息") }
  static func reason(_ text: String) -> String { localized("because \(text)", "原因：\(text)") }
  static func failed(_ count: Int) -> String { localized("\(count) failed", "\(count) 项失败") }
  static func refused(_ code: String) -> String { localized("not done: \(code)", "未执行：\(code)") }
  static func on(_ profile: String) -> String { localized("on \(profile)", "于 \(profile)") }
  static func audit(_ id: some CustomStringConvertible) -> String { localized("audit \(id)", "审计 \(id)") }

  static var bookmarks: String { localized("Bookmarks", "书签") }
  static var noBookmarks: String {
    localized("None yet: `:bookmark NAME` keeps the view", "还没有书签：用 `:bookmark 名称` 保存视图")
  }
  static func bookmarked(_ name: String) -> String { localized("Bookmarked as \(name)", "已加书签：\(name)") }
  static func forgotten(_ name: String) -> String { localized("The bookmark \(name) is gone", "已删除书签 \(name)") }
  static func unknownBookmark(_ name: String) -> String {
    localized("There is no bookmark \(name)", "没有书签 \(name)")
  }

  static var elsewhere: String { localized("name another file: :snapshot text FILE", "换个文件：:snapshot text 文件") }
  static func wrote(_ path: String) -> String { localized("Wrote \(path)", "已写入 \(path)") }
  static func unwritten(_ path: String, _ reason: String) -> String {
    localized("\(path) cannot be written: \(reason)", "无法写入 \(path)：\(reason)")
  }
  static var nameNewFile: String {
    localized("name a new file in a folder that you may write to", "请指定一个可写文件夹中的新文件")
  }
  static func unwritable(_ folder: String, _ reason: String) -> String {
    localized("what you did and typed is not kept in \(folder): \(reason)", "操作与输入无法保存到 \(folder)：\(reason)")
  }
  static func damaged(_ path: String) -> String {
    localized(
      "Bookmarks, columns and what was typed could not be read; their file is kept as \(path)",
      "无法读取书签、列设置与输入历史；原文件保留为 \(path)")
  }
  static var mend: String {
    localized("mend it and give it back its name, console.json, or delete it", "修复后改回 console.json，或将其删除")
  }
  static var makeWritable: String { localized("make the folder writable for you", "使该文件夹可写") }

  static func pace(_ milliseconds: Int) -> String {
    milliseconds < 1000
      ? localized("at once", "即时") : localized("every \(milliseconds / 1000) s", "每 \(milliseconds / 1000) 秒")
  }
  static func paced(_ milliseconds: Int) -> String {
    localized("Changes are read \(pace(milliseconds))", "变更读取：\(pace(milliseconds))")
  }
}
