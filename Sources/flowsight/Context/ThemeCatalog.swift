import Foundation
import Model
import Terminal
import YAML

/// The themes that have names: those of the toolkit, those of the folder `themes/`, which are part of the program, and
/// the user's own.
enum ThemeCatalog {
  static let location = "$XDG_CONFIG_HOME/flowsight/themes"

  private static let documents: [(name: String, text: [UInt8])] = [
    ("high-contrast", PackageResources.high_contrast_yaml), ("colour-blind", PackageResources.colour_blind_yaml),
    ("paper", PackageResources.paper_yaml), ("solarized-dark", PackageResources.solarized_dark_yaml),
    ("solarized-light", PackageResources.solarized_light_yaml), ("gruvbox", PackageResources.gruvbox_yaml),
    ("nord", PackageResources.nord_yaml), ("dracula", PackageResources.dracula_yaml),
  ]

  static let themes: [Theme] =
    Theme.builtIn + documents.compactMap { try? Theme(YAML.parse(String(decoding: $0.text, as: UTF8.self))) }

  /// Known without reading them: every command's options name them.
  static let names: [String] = Theme.builtIn.map(\.name) + documents.map(\.name)

  /// The theme with this name, or in the file of this path. The user's own come first.
  /// Fails with `theme_unknown`, and with `theme_invalid` when a file is no theme.
  static func theme(_ name: String, _ environment: [String: String]) throws(Failure) -> Theme {
    if let path = file(name, environment) { return try ThemeFile.theme(at: path) }
    if let theme = themes.first(where: { $0.name == name }) { return theme }
    let near = Similarity.nearest(to: name, in: names).map { "did you mean `\($0)`? " } ?? ""
    throw Failure(
      "theme_unknown", "'\(name)' is no theme and no theme file",
      nextStep: "\(near)use one of: \(names.joined(separator: ", ")); or a file of \(location)")
  }

  /// The file that a name or a path stands for; `nil` when there is none.
  static func file(_ name: String, _ environment: [String: String]) -> String? {
    if name.contains("/") || name.hasSuffix(".yaml") { return name }
    let path = folder(environment).map { "\($0)/\(name).yaml" }
    return path.flatMap { FileManager.default.fileExists(atPath: $0) ? $0 : nil }
  }

  /// Every theme that can be chosen by name, the user's own last.
  static func all(_ environment: [String: String]) -> [Theme] {
    let files = folder(environment).flatMap { try? FileManager.default.contentsOfDirectory(atPath: $0) } ?? []
    let own = files.filter { $0.hasSuffix(".yaml") }.sorted().compactMap {
      try? theme(String($0.dropLast(".yaml".count)), environment)
    }
    return themes.filter { theme in !own.contains { $0.name == theme.name } } + own
  }

  /// Themes whose files change from now on: the user's own, and the one at this path.
  static func changes(
    _ environment: [String: String], and path: String?, marked: @escaping @Sendable (Theme) -> Theme
  ) -> AsyncStream<Result<Theme, Failure>> {
    let own = folder(environment)
    let other = path.map { URL(filePath: $0).deletingLastPathComponent().path }
    let files = FolderWatch.changes(in: Array(Set([own, other].compactMap(\.self))))
    let named = path.map { URL(filePath: $0).lastPathComponent }
    let (stream, continuation) = AsyncStream.makeStream(of: Result<Theme, Failure>.self)
    let reading = Task {
      for await file in files {
        let url = URL(filePath: file)
        let isOwn = own.map { URL(filePath: $0).path } == url.deletingLastPathComponent().path
        guard url.lastPathComponent == named || (isOwn && url.pathExtension == "yaml") else { continue }
        if !FileManager.default.fileExists(atPath: file) {
          // Editors take a file away and put another in its place, which is told then.
          try? await Task.sleep(for: rewriting)
          if !FileManager.default.fileExists(atPath: file) { continuation.yield(.failure(ThemeFile.gone(file))) }
          continue
        }
        continuation.yield(Result { () throws(Failure) in marked(try ThemeFile.theme(at: file)) })
      }
      continuation.finish()
    }
    continuation.onTermination = { _ in reading.cancel() }
    return stream
  }

  private static let rewriting = Duration.milliseconds(300)

  private static func folder(_ environment: [String: String]) -> String? {
    ConfigurationFile.path(environment: environment).map {
      URL(filePath: $0).deletingLastPathComponent().appending(path: "themes").path
    }
  }
}

extension Theme {
  /// The theme with a profile's colour under its name.
  func badge(on color: Color) -> Theme {
    var theme = self
    theme[.badge] = Ink(color.bestInk, on: color, .bold)
    return theme
  }
}

extension Color {
  /// Black or white, whichever reads better on it; white on the terminal's own.
  fileprivate var bestInk: Color {
    let (black, white) = (Color.indexed(0), Color.indexed(15))
    guard let one = black.contrast(on: self), let other = white.contrast(on: self) else { return white }
    return one > other ? black : white
  }
}
