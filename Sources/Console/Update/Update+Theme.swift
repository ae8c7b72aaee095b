import Foundation
import Model
import Support
import Terminal

/// How the console looks: chosen while one sees it, and read anew when its file changes.
extension ConsoleState {
  /// What the screen is drawn in.
  var shownTheme: Theme { preview ?? theme }

  mutating func openThemes() {
    let choices = themes.map { Choice<PaletteTarget>($0.name, .theme($0)) }
    let line = InputLine(prompt: Span(": ", .accent), placeholder: ThemeWords.placeholder)
    var palette = Palette(ThemeWords.title, choices, line: line, empty: ThemeWords.none)
    palette.dimsBehind = false
    palette.move(by: themes.firstIndex { $0.name == theme.name } ?? 0)
    show(palette)
  }

  /// The palette with what is under its cursor: a theme is tried on.
  mutating func show(_ palette: Palette<PaletteTarget>) {
    preview = if case .theme(let theme)? = palette.chosen { theme } else { nil }
    mode = .palette(palette)
  }

  mutating func chooseTheme(named name: String) -> [ConsoleEffect] {
    guard let theme = themes.first(where: { $0.name == name }) else {
      notice = Notice(ThemeWords.unknown(name, themes.map(\.name)), .warning)
      return []
    }
    return choose(theme)
  }

  /// From now on, here and, where it can be kept, in later sessions on this platform. What the configuration says anyhow is no choice.
  mutating func choose(_ theme: Theme) -> [ConsoleEffect] {
    self.theme = theme
    notice = Notice(isForgetful ? ThemeWords.tried(theme.name) : ThemeWords.chosen(theme.name), .success)
    let isChoice = theme.name != configuredTheme
    let look = isChoice ? Memory.Look(theme: theme.name, configured: configuredTheme) : nil
    return look == memory.looks[backend.profile] ? [] : remember(.look(look, profile: backend.profile))
  }

  /// A theme's file changed; what is wrong in it changes nothing on the screen.
  mutating func receive(theme result: Result<Theme, Failure>) {
    switch result {
    case .failure(let failure): notice = Notice(failure.shown + " · " + ThemeWords.stays, .warning)
    case .success(let changed):
      notice = Notice(ThemeWords.readAnew(changed.name))
      if let index = themes.firstIndex(where: { $0.name == changed.name }) {
        themes[index] = changed
      } else {
        themes.append(changed)
      }
      if theme.name == changed.name { theme = changed }
      if preview?.name == changed.name { preview = changed }
    }
  }
}

/// The words about themes.
enum ThemeWords {
  static var title: String { localized("Theme", "主题") }
  static var placeholder: String { localized("move to see it; esc restores", "移动即预览；Esc 恢复") }
  static var none: String { localized("No theme is called so", "没有这个主题") }
  static var stays: String { localized("the look stays", "外观保持不变") }
  static func readAnew(_ name: String) -> String {
    localized("The theme \(name) was read anew", "已重新读取主题 \(name)")
  }
  static func chosen(_ name: String) -> String {
    localized("\(name) from now on, on this platform", "\(name)，此平台今后都使用它")
  }
  static func tried(_ name: String) -> String { localized("\(name), for this session", "\(name)，仅用于此次会话") }
  static func unknown(_ name: String, _ names: [String]) -> String {
    localized(
      "There is no theme \(name); there are \(names.joined(separator: ", "))",
      "没有主题 \(name)；可用的有：\(names.joined(separator: "、"))")
  }
}
