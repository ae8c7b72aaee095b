import Foundation
import Support
import Terminal

/// A picture of the screen for a file.
struct Snapshot: Hashable, Sendable {
  enum Format: String, CaseIterable, Sendable {
    case text, ansi, svg

    var ending: String {
      switch self {
      case .text: "txt"
      case .ansi: "ans"
      case .svg: "svg"
      }
    }
  }

  var format: Format
  /// `nil` takes a name of its own, in the folder where the console was started.
  var path: String?

  /// Reads `[text|ansi|svg] [FILE]`. Without a format the file's ending tells, and text is the rest.
  init(parsing text: String) {
    let words = text.split(separator: " ", maxSplits: 1).map(String.init)
    if let first = words.first, let format = Format(rawValue: first) {
      self.format = format
      path = words.count == 2 ? words[1] : nil
    } else {
      path = text.isEmpty ? nil : text
      format = Format.allCases.first { text.hasSuffix("." + $0.ending) } ?? .text
    }
  }

  func path(of address: Address, at now: Date) -> String {
    if let path { return path }
    let stamp = now.iso8601.prefix(19).filter { $0.isNumber || $0 == "T" }
    return "flowsight-\(address.pane.rawValue)-\(stamp).\(format.ending)"
  }

  func contents(_ surface: Surface, theme: Theme, depth: ColorDepth) -> String {
    switch format {
    case .text: surface.text() + "\n"
    case .ansi: surface.ansi(theme: theme, depth: depth) + "\n"
    case .svg: surface.svg(theme: theme)
    }
  }
}
