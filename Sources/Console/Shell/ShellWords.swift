import Support

/// The words around the panes.
enum ShellWords {
  static var readOnly: String { localized("READ-ONLY", "只读") }
  static var connecting: String { localized("connecting", "连接中") }
  static var live: String { localized("live", "实时") }
  static func paused(_ age: String?) -> String { "paused" + (age.map { " · data \($0) old" } ?? "") }
  static func offline(seconds: Int) -> String { "OFFLINE · data \(duration(seconds)) old" }
  static let backOnline = "The connection is back"
  static let noAnswer = "The server does not answer; trying again"
  static let loading = "Loading"
  static func copied(_ text: String) -> String { "Copied \(text)" }
  static let filterPlaceholder = "words  !not  state=dead"
  static func unknownAddress(_ text: String) -> String { "There is nothing called \(text)" }

  static let help = "Help"
  static func helpHere(_ crumb: String) -> String { "In \(crumb)" }
  static let helpMoving = "Moving"
  static let helpEverywhere = "Everywhere"
  static let helpFilter = "Filter and addresses"
  static let filterHelp = [
    "/word word     rows with all the words", "/!word         rows without it",
    "/state=failed  rows whose field begins so",
    ":dlq           a pane", ":topology/ID   a run", ":dlq/ID        a letter, or a group by its signature",
  ]

  static let paletteTitle = "Go to"
  static let palettePlaceholder = "a command, or an address such as dlq or topology/<run>"
  static let paletteNothing = "Enter goes to the address, if there is one"

  private static func duration(_ seconds: Int) -> String {
    switch seconds {
    case ..<120: "\(seconds) s"
    case ..<7200: "\(seconds / 60) min"
    default: "\(seconds / 3600) h"
    }
  }
}

extension ShellWords {
  static var knownPanes: String { "name one of " + Console.panes.joined(separator: ", ") }
}
