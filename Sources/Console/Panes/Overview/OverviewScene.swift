import Foundation
import Model
import Terminal

/// The pulse of everything, and above all what is broken and why.
struct OverviewScene: Scene {
  private(set) var overview: Overview?
  private(set) var causes = ListState<Overview.Cause>()

  var address: Address { Address(.overview).showing(causes.query) }
  var crumb: String { PaneID.overview.title }
  var isLoaded: Bool { overview != nil }
  var loads: [Load] { [.overview] }
  var status: String { causes.status }
  var copyText: String? { causes.cursor?.address }
  var list: (any ListPart)? {
    get { causes }
    set { if let newValue = newValue as? ListState<Overview.Cause> { causes = newValue } }
  }

  var commands: [Command] {
    let commands = Motion.vertical.map(Command.move) + Command.listing
    return causes.cursor == nil ? commands : commands + [.open, .copyID]
  }

  func concerns(_ change: Change) -> Bool { change != .audit && change != .queues }

  mutating func receive(_ answer: Answer, to load: Load, isFrozen: Bool) {
    guard case .overview(let overview) = answer else { return }
    self.overview = overview
    causes.receive(Page(items: overview.causes, next: nil), for: PageRequest(), isFrozen: isFrozen)
  }

  mutating func move(_ motion: Motion) { causes.move(motion) }

  mutating func perform(_ command: Command) -> Wish? {
    guard command == .open, let cause = causes.cursor, let address = Address(parsing: cause.address) else { return nil }
    return .open(address)
  }

  mutating func settle(in size: Size) {
    causes.settle(height: OverviewLayout(size, causes: causes.rows.count).causeRows)
  }
}
