import Foundation
import Support
import Terminal

/// One thing in full: named values, then sections. Data is made harmless; what has no value is left out.
struct Details {
  private(set) var text = ""
  private let nameWidth = 14

  mutating func add(_ name: String, _ value: String?) {
    guard let value else { return }
    let lines = value.split(separator: "\n", omittingEmptySubsequences: false).map { Text.sanitised(String($0)) }
    let indent = "\n" + String(repeating: " ", count: nameWidth)
    text += Text.fitted(name, to: nameWidth) + lines.joined(separator: indent) + "\n"
  }

  mutating func add(_ name: String, _ date: Date?) { add(name, date?.shortText) }

  /// A heading and, below it, text that is already laid out.
  mutating func section(_ title: String, _ body: String) {
    guard !body.isEmpty else { return }
    text +=
      "\n\(Text.sanitised(title))\n"
      + Text.sanitisedLines(body).split(separator: "\n", omittingEmptySubsequences: false).dropLast(
        body.hasSuffix("\n") ? 1 : 0
      )
      .map { "  \($0)\n" }.joined()
  }
}

extension Date {
  /// ISO 8601 to the second.
  var shortText: String { String(iso8601.prefix(19)) + "Z" }
}

extension Text {
  /// Sanitised line by line: line feeds stay.
  static func sanitisedLines(_ text: String) -> String {
    text.split(separator: "\n", omittingEmptySubsequences: false).map { sanitised(String($0)) }
      .joined(separator: "\n")
  }
}
