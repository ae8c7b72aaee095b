import Support
import Terminal
import Testing

@testable import TerminalSupport

extension ScreenTests {
  /// A screen brought to its state step by step shows what a screen drawn once does: glyphs, styles, wide halves;
  /// whatever was drawn, whatever the sizes and themes in between.
  @Suite struct Fuzz {
    static let seeds = [UInt64.random(in: 0...UInt64.max), 5, 1_000_003]

    @Test(arguments: seeds, ColorDepth.allCases)
    func incrementalEqualsRepaint(seed: UInt64, depth: ColorDepth) throws {
      var numbers = SplitMix64(seed: seed)
      let terminal = PseudoTerminal(Size(31, 9))
      var screen = try Screen(terminal.options(depth: depth))
      var last = Surface(Size(31, 9))
      for round in 0..<6 {
        for _ in 0..<12 { change(&last, &screen, terminal, &numbers) }
        screen.present(last)
        terminal.settle()
        let stepped = terminal.emulator
        screen.invalidate()
        screen.present(last)
        terminal.settle()
        #expect(stepped.unknown == [] && stepped.columnsAreWhole, "seed \(seed), \(depth), round \(round)")
        #expect(stepped.picture == terminal.emulator.picture, "seed \(seed), \(depth), round \(round)")
      }
    }

    private func change(
      _ surface: inout Surface, _ screen: inout Screen, _ terminal: PseudoTerminal, _ numbers: inout SplitMix64
    ) {
      switch Int.random(in: 0..<16, using: &numbers) {
      case 0:
        let size = Size(Int.random(in: 1...50, using: &numbers), Int.random(in: 1...14, using: &numbers))
        terminal.settle()
        terminal.setSize(size)
        _ = screen.resize()
        surface = Surface(size)
      case 1: screen.theme = Theme.builtIn.randomElement(using: &numbers) ?? .dark
      case 2: scroll(&surface, by: Int.random(in: -3...3, using: &numbers))
      case 3: surface.showCursor(at: Point(Int.random(in: -1..<50, using: &numbers), 0))
      default: scribble(on: &surface, &numbers)
      }
      screen.present(surface)
    }

    private func scribble(on surface: inout Surface, _ numbers: inout SplitMix64) {
      let rect = Rect(
        Int.random(in: -4..<31, using: &numbers), Int.random(in: -1..<9, using: &numbers),
        Int.random(in: 0..<40, using: &numbers), Int.random(in: 0..<5, using: &numbers))
      let role = Role.allCases.randomElement(using: &numbers) ?? .text
      switch Int.random(in: 0..<4, using: &numbers) {
      case 0: surface.fill(rect, style: Style(role))
      case 1: surface.ground(role, in: rect)
      default:
        let text = numbers.hostileText(lengthMax: 12)
        let emphasis = Emphasis(rawValue: UInt8.random(in: 0..<32, using: &numbers))
        surface.within(rect) { $0.draw(text, at: .zero, style: Style(role, emphasis)) }
      }
    }

    /// As a list that scrolls: the same rows at other places.
    private func scroll(_ surface: inout Surface, by count: Int) {
      let lines = surface.lines(trimmed: false)
      for y in lines.indices where lines.indices.contains(y + count) {
        surface.fill(Rect(0, y, surface.size.width, 1))
        surface.draw(lines[y + count], at: Point(0, y))
      }
    }
  }
}
