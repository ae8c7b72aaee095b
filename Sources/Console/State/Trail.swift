import Foundation
import Model

/// Where the user is and was: a stack of visits (Enter pushes, Esc pops), the stack of each pane as it was left, and
/// the views seen before and after (`[` and `]`).
struct Trail: Sendable {
  typealias Stack = [Visit]

  static let historyMax = 32

  private var stack: Stack
  private var left: [PaneID: Stack] = [:]
  private var past: [Stack] = []
  private var future: [Stack] = []
  /// What scenes that were left want done.
  private var parting: [Errand] = []

  /// Begins at an address, its pane's first view behind it; an address that leads nowhere begins at the pane.
  init(at address: Address, now: Date) {
    stack = [Trail.root(address.pane)]
    guard !address.isPane, let scene = try? PaneRegistry.open(address, at: now) else { return }
    if scene.address.path.isEmpty { stack = [Visit(scene)] } else { stack.append(Visit(scene)) }
  }

  private static func root(_ pane: PaneID) -> Visit {
    Visit(PaneRegistry.scene(at: Address(pane)) ?? OverviewScene())
  }

  /// What is on the screen.
  var top: Visit {
    get { stack[stack.count - 1] }
    set { stack[stack.count - 1] = newValue }
  }

  var pane: PaneID { top.scene.address.pane }
  /// The pane whose digit leads here: a stack is of the view that it began with, wherever it led.
  private var home: PaneID { stack[0].scene.address.pane }
  var crumbs: [String] { stack.map(\.scene.crumb) }
  var canGoBack: Bool { stack.count > 1 }

  /// A view on the screen, behind it, or in a pane that was left holds text that nothing has kept.
  var holdsUnkept: Bool {
    let stacks = [stack] + left.filter { $0.key != home }.values
    return stacks.joined().contains(where: \.scene.holdsUnkept)
  }

  /// `asked`: what the list there was opened for.
  mutating func push(_ scene: any Scene, asked: ListQuery? = nil) {
    remember()
    stack.append(Visit(scene, asked: asked))
  }

  /// Returns whether there was anything to go back to.
  mutating func pop() -> Bool {
    guard canGoBack else { return false }
    remember()
    stack.removeLast()
    return true
  }

  /// To the pane as it was left; to its first view when it is already here.
  mutating func show(_ pane: PaneID) {
    remember()
    if pane == home {
      stack = [stack[0].scene.address.path.isEmpty ? stack[0] : Trail.root(pane)]
    } else {
      left[home] = stack
      stack = left[pane] ?? [Trail.root(pane)]
    }
  }

  /// To a pane's first view, showing what was asked for: nothing lies behind it.
  mutating func begin(_ scene: any Scene) {
    remember()
    if scene.address.pane != home { left[home] = stack }
    stack = [Visit(scene)]
  }

  /// What the view on the screen was opened to find takes its place; behind it is what was behind, or the pane.
  mutating func settle(on scene: any Scene) {
    if canGoBack { stack.removeLast() } else { stack = [Trail.root(scene.address.pane)] }
    stack.append(Visit(scene))
  }

  /// Gives the outcome to the scene that waits for it, on the screen, behind, or in a pane that was left; `false` when
  /// none does.
  mutating func deliver(_ errand: Errand, _ result: Result<ErrandReply, Failure>, at now: Date) -> Bool {
    func take(_ stack: inout Stack) -> Bool {
      for index in stack.indices.reversed() {
        stack[index].scene.tick(now)
        if stack[index].scene.finish(errand, result) { return true }
      }
      return false
    }
    if take(&stack) { return true }
    for pane in left.keys where pane != home {
      if take(&left[pane, default: []]) { return true }
    }
    return false
  }

  /// What the scenes want done, in order.
  mutating func takeErrands() -> [Errand] {
    var errands = parting
    parting = []
    for index in stack.indices where !stack[index].scene.errands.isEmpty {
      errands += stack[index].scene.errands
      stack[index].scene.errands = []
    }
    return errands
  }

  mutating func goPast() -> Bool {
    guard let stack = past.popLast() else { return false }
    leave()
    future.append(remembered)
    self.stack = stack
    return true
  }

  mutating func goFuture() -> Bool {
    guard let stack = future.popLast() else { return false }
    leave()
    past.append(remembered)
    self.stack = stack
    return true
  }

  /// The view on the screen puts down what it holds.
  mutating func leave() {
    top.scene.leave()
    parting += top.scene.errands
    top.scene.errands = []
  }

  private var remembered: Stack {
    stack.map { visit in
      var visit = visit
      visit.scene = visit.scene.remembered
      return visit
    }
  }

  private mutating func remember() {
    leave()
    past.append(remembered)
    if past.count > Trail.historyMax { past.removeFirst() }
    future = []
  }
}
