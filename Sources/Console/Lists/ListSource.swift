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
  /// The command makes something new: it needs no row.
  func makesNew(_ command: Command) -> Bool

  var name: ListName { get }
  /// What holds of every row, beside what the user asks for.
  var scope: Filter { get }
  func page(in answer: Answer) -> Page<Item>?
  func concerns(_ change: Change) -> Bool
  func columns(width: Int) -> [ListColumn<Item>]
  /// The same where the row under the cursor is described beside the list, under its id.
  func columnsBeside(width: Int) -> [ListColumn<Item>]
  func address(of item: Item) -> Address?
  func copyText(of item: Item) -> String
  /// Under what it happened; `nil` where it happened under nothing.
  func trace(of item: Item) -> TraceID?
  /// What the audit log calls it, and what it was made by acting on; nothing where the log has no name for it.
  func auditTargets(of item: Item) -> [AuditTarget]
  /// Where the commands of ``Command/kin`` lead; `nil` where there is no such kin.
  func address(of kin: Command, of item: Item) -> Address?
  func isLively(_ item: Item) -> Bool
  /// What an action on a row asks for; `nil` when it does not apply.
  func request(_ verb: Verb, of item: Item) -> ActionRequest?
  /// The same of these rows; `nil` when it does not apply to all of them, or is done to one at a time.
  func request(_ verb: Verb, _ selection: [Item]) -> ActionRequest?
  /// The same of something new, beside what there is.
  func request(_ verb: Verb, newBeside items: [Item]) -> ActionRequest?
  /// Why an action does not apply to a row; `nil` when it does, or is none of the list's.
  func obstacle(to verb: Verb, of item: Item) -> String?
  /// The row under the cursor at length, for wide screens.
  func describe(_ item: Item, in document: inout Document)
}

extension ListSource {
  var scope: Filter { .none }
  var neighbour: Address? { nil }
  var actions: [Command] { [] }
  /// Something can be done to several of its rows.
  var isMarkable: Bool { actions.contains { Verb($0)?.isForSeveral == true } }
  func makesNew(_ command: Command) -> Bool { false }
  func address(of kin: Command, of item: Item) -> Address? { nil }
  func isLively(_ item: Item) -> Bool { false }
  func columnsBeside(width: Int) -> [ListColumn<Item>] { columns(width: width).filter { $0.key != "id" } }
  func copyText(of item: Item) -> String { item.listID }
  func trace(of item: Item) -> TraceID? { nil }
  func auditTargets(of item: Item) -> [AuditTarget] { [] }
  func request(_ verb: Verb, of item: Item) -> ActionRequest? { nil }
  func obstacle(to verb: Verb, of item: Item) -> String? { nil }
  func request(_ verb: Verb, _ selection: [Item]) -> ActionRequest? {
    ActionRequest(verb, of: selection) { request(verb, of: $0) }
  }
  func request(_ verb: Verb, newBeside items: [Item]) -> ActionRequest? { request(verb, []) }
}

struct ListColumn<Item>: Sendable {
  /// So wide that a list shows all its columns.
  static var wholeWidth: Int { 1000 }

  /// What it is called in saved choices: the name of the field that the list is sorted by there, where there is one.
  var key: String
  var column: Table.Column
  var field: @Sendable (Item, Date) -> Span

  init(
    _ key: String, _ title: String, _ width: Length, _ alignment: Text.Alignment = .leading, keepsEnd: Bool = false,
    _ field: @escaping @Sendable (Item, Date) -> Span
  ) {
    self.key = key
    column = Table.Column(title, width, alignment, keepsEnd: keepsEnd)
    self.field = field
  }

  /// A dataset and its version: two columns, so that neither hides the other, or one where there is no room for two.
  static func dataset(
    width: Int, _ name: @escaping @Sendable (Item) -> String, _ version: @escaping @Sendable (Item) -> String?
  ) -> [ListColumn] {
    guard width >= 60 else {
      return [
        ListColumn("dataset", ListWords.dataset, .atLeast(10), keepsEnd: true) { item, _ in
          Span(name(item) + (version(item).map { "@" + $0 } ?? ""))
        }
      ]
    }
    return [
      ListColumn("dataset", ListWords.dataset, .atLeast(10)) { item, _ in Span(name(item)) },
      ListColumn("version", ListWords.version, .fixed(7), keepsEnd: true) { item, _ in
        Span(version(item) ?? "–", .muted)
      },
    ]
  }
}

extension ListColumn where Item: Listed {
  /// A field that the list has no column for.
  static func field(_ field: ListField<Item>) -> ListColumn {
    let info = field.info
    let (width, alignment): (Length, Text.Alignment) =
      switch info.kind {
      case .name, .text: (.atLeast(12), .leading)
      case .choice: (.fixed(12), .leading)
      case .id: (.fixed(9), .leading)
      case .number: (.fixed(11), .trailing)
      case .duration: (.fixed(Format.durationColumns), .trailing)
      case .time: (.fixed(14), .leading)
      case .age: (.fixed(4), .trailing)
      }
    return ListColumn(info.name, FieldNames.heading(info.name), width, alignment) { item, now in
      Span(field.value(item)?.shown(as: info.kind, at: now) ?? "–", .muted)
    }
  }
}

extension ListValue {
  fileprivate func shown(as kind: FieldKind, at now: Date) -> String {
    switch self {
    case .text(let text): kind == .id ? Format.short(text) : text
    case .number(let number): kind == .duration ? Format.duration(Double(number) / 1000) : Format.count(number)
    case .time(let time): kind == .age ? Format.age(of: time, at: now) : Format.time(time)
    }
  }
}

extension Verb {
  init?(_ command: Command) {
    switch command {
    case .redrive: self = .redrive
    case .discard: self = .discard
    case .resolve: self = .resolve
    case .release: self = .release
    case .restore: self = .restore
    case .rerun: self = .rerun
    case .rerunFrom: self = .rerunFrom
    case .replay: self = .replay
    case .skip: self = .skip
    case .undoRun: self = .undoRun
    case .reingest: self = .reingest
    case .republish: self = .republish
    case .backfill: self = .backfill
    case .create, .edit: self = .schedule
    case .trigger: self = .trigger
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
    case .delete: self = .delete
    case .limit: self = .limit
    default: return nil
    }
  }
}
