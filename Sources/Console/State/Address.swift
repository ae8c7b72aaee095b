/// The panes, in the order of their tabs.
enum PaneID: String, CaseIterable, Sendable {
  case overview, ingestion, topology, dlq
}

/// A place in the console, as it is typed after `:` or given on the command line: `dlq`, `dlq/<signature>`,
/// `dlq/<letter>`, `topology/<run>`, `ingestion/<upload>`.
struct Address: Hashable, Sendable, CustomStringConvertible {
  var pane: PaneID
  var path: [String]

  init(_ pane: PaneID, _ path: String...) {
    self.pane = pane
    self.path = path
  }

  /// `nil` when no pane has the name. Whether the path leads anywhere is the pane's to say.
  init?(parsing text: String) {
    let parts = text.split(separator: "/", omittingEmptySubsequences: true).map(String.init)
    guard let first = parts.first, let pane = PaneID(rawValue: first.lowercased()) else { return nil }
    self.pane = pane
    path = Array(parts.dropFirst())
  }

  var description: String { ([pane.rawValue] + path).joined(separator: "/") }
}
