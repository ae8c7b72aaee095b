import Model
import Terminal

/// The panes, in the order of their tabs.
enum PaneID: String, CaseIterable, Sendable {
  case overview, ingestion, topology, dlq, labeling, queues, datasets, audit

  /// The digit that opens it: a pane keeps its own whichever others there are.
  var digit: Character {
    switch self {
    case .overview: "1"
    case .ingestion: "2"
    case .topology: "3"
    case .dlq: "4"
    case .labeling: "5"
    case .queues: "7"
    case .datasets: "8"
    case .audit: "0"
    }
  }
}

/// Panes whose digits are kept for them.
enum LaterPane: String, CaseIterable {
  case dashboards, alerts

  var key: Key {
    switch self {
    case .dashboards: .character("6")
    case .alerts: .character("9")
    }
  }
}

/// A place in the console, as it is typed after `:` or given on the command line: a pane, a path in it, and for lists
/// their filter and order. `dlq`, `dlq/<signature>`, `topology/<run>`, `dlq/orders state=dead age>2h sort:age`.
struct Address: Hashable, Sendable, CustomStringConvertible {
  var pane: PaneID
  var path: [String]
  /// Filter and order as they are typed.
  var query: String

  init(_ pane: PaneID, _ path: String...) {
    self.pane = pane
    self.path = path
    query = ""
  }

  /// `nil` when no pane has the name. Whether path and query make sense is the pane's to say.
  init?(parsing text: String) {
    let words = text.split(maxSplits: 1, whereSeparator: \.isWhitespace).map(String.init)
    let parts = words.first?.split(separator: "/", omittingEmptySubsequences: true).map(String.init) ?? []
    guard let first = parts.first, let pane = PaneID(rawValue: first.lowercased()) else { return nil }
    self.pane = pane
    path = Array(parts.dropFirst())
    query = words.count == 2 ? String(words[1].reversed().drop(while: \.isWhitespace).reversed()) : ""
  }

  /// A part of the view there; the first of its parts needs no name.
  func section<Section: RawRepresentable<String> & CaseIterable & Equatable>(_ section: Section) -> Address {
    var address = self
    if section != Section.allCases.first { address.path.append(section.rawValue) }
    return address
  }

  /// The place with what the list there shows.
  func showing(_ query: ListQuery) -> Address {
    var address = self
    address.query = query.text
    return address
  }

  /// The pane's first view, as it was left.
  var isPane: Bool { path.isEmpty && query.isEmpty }

  var description: String {
    ([pane.rawValue] + path).joined(separator: "/") + (query.isEmpty ? "" : " " + query)
  }
}

extension RawRepresentable<String> where Self: CaseIterable {
  /// The part of a view that the rest of a path names: the first for none; `nil` when it leads nowhere.
  init?(path: ArraySlice<String>) {
    guard path.count <= 1, let first = Self.allCases.first else { return nil }
    guard let name = path.first else {
      self = first
      return
    }
    self.init(rawValue: name)
  }
}
