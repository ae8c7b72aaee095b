import Foundation
import Model
import Terminal

/// What makes one list different from another: where its rows come from, how they look, what can be done with them.
/// ``ListScene`` does the rest.
protocol ListSource: Sendable {
  associatedtype Item: Listed

  var address: Address { get }
  /// The list beside this one, one key away.
  var neighbour: Address? { get }
  var crumb: String { get }
  /// Shown when there is nothing: what to do next.
  var empty: [String] { get }
  /// What can be done with rows, beside moving, opening, filtering and copying.
  var actions: [Command] { get }
  var isMarkable: Bool { get }
  /// The command makes something new: it needs no row.
  func makesNew(_ command: Command) -> Bool

  var name: ListName { get }
  /// What holds of every row, beside what the user asks for.
  var scope: Filter { get }
  func page(in answer: Answer) -> Page<Item>?
  func concerns(_ change: Change) -> Bool
  func columns(width: Int) -> [ListColumn<Item>]
  func address(of item: Item) -> Address?
  func copyText(of item: Item) -> String
  /// Under what it happened; `nil` where it happened under nothing.
  func trace(of item: Item) -> TraceID?
  func isLively(_ item: Item) -> Bool
  /// What an action on these rows asks for; `nil` when it does not apply.
  func request(_ verb: Verb, _ selection: [Item]) -> ActionRequest?
  /// The row under the cursor at length, for wide screens.
  func describe(_ item: Item, in document: inout Document)
}

extension ListSource {
  var scope: Filter { .none }
  var neighbour: Address? { nil }
  var actions: [Command] { [] }
  var isMarkable: Bool { false }
  func makesNew(_ command: Command) -> Bool { false }
  func isLively(_ item: Item) -> Bool { false }
  func copyText(of item: Item) -> String { item.listID }
  func trace(of item: Item) -> TraceID? { nil }
  func request(_ verb: Verb, _ selection: [Item]) -> ActionRequest? { nil }
}

struct ListColumn<Item>: Sendable {
  var column: Table.Column
  var field: @Sendable (Item, Date) -> Span

  init(
    _ title: String, _ width: Length, _ alignment: Text.Alignment = .leading, keepsEnd: Bool = false,
    _ field: @escaping @Sendable (Item, Date) -> Span
  ) {
    column = Table.Column(title, width, alignment, keepsEnd: keepsEnd)
    self.field = field
  }

  /// A dataset and its version: two columns, so that neither hides the other, or one where there is no room for two.
  static func dataset(
    width: Int, _ name: @escaping @Sendable (Item) -> String, _ version: @escaping @Sendable (Item) -> String?
  ) -> [ListColumn] {
    guard width >= 60 else {
      return [
        ListColumn(ListWords.dataset, .atLeast(10), keepsEnd: true) { item, _ in
          Span(name(item) + (version(item).map { "@" + $0 } ?? ""))
        }
      ]
    }
    return [
      ListColumn(ListWords.dataset, .atLeast(10)) { item, _ in Span(name(item)) },
      ListColumn(ListWords.version, .fixed(7), keepsEnd: true) { item, _ in Span(version(item) ?? "–", .muted) },
    ]
  }
}

extension Verb {
  init?(_ command: Command) {
    switch command {
    case .redrive: self = .redrive
    case .discard: self = .discard
    case .restore: self = .restore
    case .rerun: self = .rerun
    case .rerunFrom: self = .rerunFrom
    case .skip: self = .skip
    case .undoRun: self = .undoRun
    case .reingest: self = .reingest
    case .republish: self = .republish
    case .work(.publish): self = .publish
    case .work(.assign): self = .assign
    case .work(.prioritize): self = .prioritize
    case .work(.revoke): self = .revoke
    case .work(.reopen): self = .reopen
    case .work(.gold): self = .gold
    case .work(.hold): self = .pause
    case .work(.close): self = .close
    case .work(.configure): self = .configure
    case .work(.enlist), .work(.form): self = .enlist
    case .hold: self = .pause
    case .stop: self = .cancel
    default: return nil
    }
  }
}
