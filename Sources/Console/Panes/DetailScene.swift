import Foundation
import Model
import Terminal

/// What makes the view of one thing different from that of another: where it is read, how it is told, what can be done
/// with it. ``DetailScene`` does the rest.
protocol DetailSource: Sendable {
  associatedtype Item: Sendable

  var address: Address { get }
  var load: Load { get }
  var copyText: String { get }
  /// `nil` while nothing was read.
  func crumb(_ item: Item?) -> String
  func item(in answer: Answer) -> Item?
  func concerns(_ change: Change, _ item: Item?) -> Bool
  func describe(_ item: Item, in document: inout Document)
  /// What Enter opens; `nil` where it leads nowhere.
  func address(of item: Item) -> Address?
  func isLively(_ item: Item) -> Bool
  /// What can be done with it, beside reading, opening and copying.
  func actions(on item: Item) -> [Command]
  func perform(_ command: Command, on item: Item) -> Wish?
}

extension DetailSource {
  func address(of item: Item) -> Address? { nil }
  func isLively(_ item: Item) -> Bool { false }
  func actions(on item: Item) -> [Command] { [] }
  func perform(_ command: Command, on item: Item) -> Wish? { nil }
}

/// One thing as a text: folded, searched, wrapped. Enter folds where there is a fold, and opens elsewhere.
struct DetailScene<Source: DetailSource>: Scene {
  let source: Source
  private(set) var item: Source.Item?
  private var view = TextView(showsCursor: true)

  init(_ source: Source) { self.source = source }

  var address: Address { source.address }
  var crumb: String { source.crumb(item) }
  var loads: [Load] { [source.load] }
  var isLoaded: Bool { item != nil }
  var status: String { view.status }
  var copyText: String? { source.copyText }
  var isLively: Bool { item.map(source.isLively) ?? false }

  var text: TextView? {
    get { view }
    set { if let newValue { view = newValue } }
  }

  var commands: [Command] {
    let reading = view.commands + [.copyID]
    guard let item else { return reading }
    let open: [Command] = view.isAtFold || source.address(of: item) != nil ? [.open] : []
    return reading + open + source.actions(on: item)
  }

  func concerns(_ change: Change) -> Bool { source.concerns(change, item) }

  mutating func receive(_ answer: Answer, to load: Load, isFrozen: Bool) {
    guard let item = source.item(in: answer) else { return }
    self.item = item
    view.replace(with: Document { source.describe(item, in: &$0) })
  }

  mutating func move(_ motion: Motion) { view.move(motion) }
  mutating func settle(in size: Size) { view.settle(in: size) }

  mutating func perform(_ command: Command) -> Wish? {
    guard let item else { return nil }
    guard command == .open else { return source.perform(command, on: item) }
    guard view.isAtFold else { return source.address(of: item).map(Wish.open) }
    view.toggleFold()
    return nil
  }

  func draw(on surface: inout Surface, _ context: DrawContext) { surface.draw(view, in: surface.bounds) }
}
