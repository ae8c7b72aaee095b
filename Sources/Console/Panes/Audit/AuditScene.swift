import Foundation
import Model
import Terminal

/// One act: who, what, why, and what it changed.
struct AuditScene: Scene {
  let id: AuditID
  private(set) var entry: AuditEntry?
  private var view = TextView(showsCursor: true)

  init(_ id: AuditID) { self.id = id }

  var address: Address { Address(.audit, id.description) }
  var crumb: String { Format.short(id) }
  var loads: [Load] { [.auditEntry(id)] }
  var isLoaded: Bool { entry != nil }
  var status: String { view.status }
  var copyText: String? { id.description }

  var text: TextView? {
    get { view }
    set { if let newValue { view = newValue } }
  }

  private var target: Address? { entry.flatMap { Address(auditTarget: $0.target) } }

  var commands: [Command] {
    let commands = view.commands + [.copyID]
    return target != nil || view.isAtFold ? commands + [.open] : commands
  }

  /// It comes to the log a moment after the act; once there, it never changes.
  func concerns(_ change: Change) -> Bool { change == .audit && entry == nil }

  mutating func receive(_ answer: Answer, to load: Load, isFrozen: Bool) {
    guard case .auditEntry(let entry) = answer else { return }
    self.entry = entry
    view.replace(with: Document { $0.entry(entry) })
  }

  mutating func move(_ motion: Motion) { view.move(motion) }
  mutating func settle(in size: Size) { view.settle(in: size) }

  mutating func perform(_ command: Command) -> Wish? {
    guard command == .open else { return nil }
    guard view.isAtFold else { return target.map(Wish.open) }
    view.toggleFold()
    return nil
  }

  func draw(on surface: inout Surface, _ context: DrawContext) { surface.draw(view, in: surface.bounds) }
}
