import Foundation
import Support
import Terminal
import Testing
import YAML

/// The files of `themes/`: each is read, and can be read by people.
@Suite struct ThemeFileTests {
  static let folder = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
    .deletingLastPathComponent().appendingPathComponent("themes")

  static let names: [String] = {
    let files = (try? FileManager.default.contentsOfDirectory(atPath: folder.path)) ?? []
    return files.filter { $0.hasSuffix(".yaml") }.map { String($0.dropLast(5)) }.sorted()
  }()

  private func theme(_ name: String) throws -> Theme {
    let text = try String(contentsOf: Self.folder.appendingPathComponent(name + ".yaml"), encoding: .utf8)
    return try Theme(YAML.parse(text))
  }

  @Test func thereAreThemes() { #expect(Self.names.count >= 8) }

  @Test(arguments: names)
  func itIsReadAndNamedLikeItsFile(name: String) throws {
    #expect(try theme(name).name == name)
  }

  @Test(arguments: names)
  func statesLookDifferentOnEveryTerminal(name: String) throws {
    let theme = try theme(name)
    for depth in [ColorDepth.ansi16, .indexed256, .trueColor] {
      let looks = [Style.success, .warning, .error, .info].map { theme.look(of: $0, depth: depth) }
      #expect(Set(looks).count == looks.count, "\(depth)")
    }
  }

  @Test(arguments: names)
  func whatMustBeReadCanBeRead(name: String) throws {
    let theme = try theme(name)
    let least = name == "high-contrast" ? 7.0 : 3.0
    let roles: [Terminal.Role] = [.text, .muted, .accent, .title, .success, .warning, .error, .info, .badge, .banner]
    for role in roles {
      for ground in [nil, Terminal.Role.panel] {
        let look = theme.look(of: Style(role, on: ground), depth: .trueColor)
        let ratio = try #require(contrast(look.foreground, look.background))
        #expect(ratio >= least, "\(role) on \(ground.map { "\($0)" } ?? "the ground"): \(ratio)")
      }
    }
    let selected = theme.look(of: Style(.text, on: .selection), depth: .trueColor)
    #expect((contrast(selected.foreground, selected.background) ?? 0) >= least)
  }

  /// Source: WCAG 2.2, contrast ratio.
  private func contrast(_ one: Color, _ other: Color) -> Double? {
    guard let one = luminance(one), let other = luminance(other) else { return nil }
    return (max(one, other) + 0.05) / (min(one, other) + 0.05)
  }

  private func luminance(_ color: Color) -> Double? {
    guard case .rgb(let red, let green, let blue) = color else { return nil }
    let linear = [red, green, blue].map { value in
      let share = Double(value) / 255
      return share <= 0.04045 ? share / 12.92 : pow((share + 0.055) / 1.055, 2.4)
    }
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]
  }
}
