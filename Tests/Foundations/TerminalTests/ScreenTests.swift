import Glibc
import Terminal
import Testing

/// ncurses has one screen in a process: everything that opens one is in this suite, one after another.
@Suite(.serialized) struct ScreenTests {
  static let rows = (0..<100).map { index in
    Table.Row([
      Span("job-\(1000 + index)"), Span(index % 3 == 0 ? "failed" : "running", index % 3 == 0 ? .error : .success),
      Span("数据集 \(index)"), Span("\(index * 7) s", .muted),
    ])
  }

  static func frame(cursor: Int, size: Size = .standard) -> Surface {
    var surface = Surface(size)
    let parts = surface.bounds.rows([.fixed(1), .atLeast(1), .fixed(1)])
    surface.draw(Breadcrumb(["Queues", "orders"]), in: parts[0])
    var scroll = Scroll()
    scroll.move(to: cursor, count: rows.count, height: Table.visibleRows(height: parts[1].height))
    let table = Table(
      columns: [
        .init("ID", .fixed(10)), .init("STATE", .fixed(8)), .init("DATASET", .share(1)),
        .init("AGE", .fixed(6), .trailing),
      ], count: rows.count, scroll: scroll, row: { rows[$0] })
    surface.draw(table, in: parts[1])
    surface.draw(HintBar([KeyHint("enter", "open"), KeyHint("?", "help")]), in: parts[2])
    return surface
  }

  @Test func showsWhatTheSurfaceHolds() throws {
    let terminal = PseudoTerminal(.standard)
    var screen = try Screen(terminal.options())
    let frame = ScreenTests.frame(cursor: 2)
    screen.present(frame)
    terminal.settle()
    #expect(terminal.lines == frame.lines())
    #expect(terminal.emulator.unknown == [])
    #expect(terminal.emulator.isAlternate && !terminal.emulator.isCursorVisible)
  }

  @Test func writesNothingWhenNothingChanged() throws {
    let terminal = PseudoTerminal(.standard)
    var screen = try Screen(terminal.options())
    screen.present(ScreenTests.frame(cursor: 2))
    #expect(terminal.settle() > 0)
    screen.present(ScreenTests.frame(cursor: 2))
    #expect(terminal.settle() == 0)
  }

  @Test func aCursorMoveCostsAtMost250Bytes() throws {
    let terminal = PseudoTerminal(.standard)
    var screen = try Screen(terminal.options())
    screen.present(ScreenTests.frame(cursor: 2))
    terminal.settle()
    var most = 0
    for cursor in 3..<12 {
      screen.present(ScreenTests.frame(cursor: cursor))
      most = max(most, terminal.settle())
    }
    #expect(most <= 250, "\(most) bytes")
  }
}
