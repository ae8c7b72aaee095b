/// Two panes beside or above each other, with a line between them that keys move.
///
///     orders   failed  │ error  table_locked
///     items    dead    │ why    the table is locked
///                      │ next   retry in a minute
///
/// Where both do not fit, the one with the focus has all the room.
public struct Split: Sendable, Hashable {
  public enum Axis: Sendable, Hashable { case columns, rows }
  public enum Pane: Sendable, Hashable { case first, second }

  public var axis: Axis
  /// Of the first pane, in hundredths; 10 to 90.
  public private(set) var share: Int
  /// The pane that keys go to, and that is left when there is no room for two.
  public var focus: Pane
  /// Cells below which no pane is made.
  public var least: Int
  private let standard: Int

  public init(_ axis: Axis, share: Int = 50, least: Int = 10, focus: Pane = .first) {
    self.axis = axis
    self.least = max(1, least)
    self.focus = focus
    standard = min(max(10, share), 90)
    self.share = standard
  }

  /// Makes the first pane larger by these hundredths, or smaller.
  public mutating func grow(by hundredths: Int) {
    share = min(max(10, share + min(max(-100, hundredths), 100)), 90)
  }

  /// Takes `<` `>` to move the line, `=` to put it back, tab to change the focus; returns whether it was one.
  public mutating func handle(_ key: Key) -> Bool {
    switch key {
    case .character("<"): grow(by: -5)
    case .character(">"): grow(by: 5)
    case .character("="): share = standard
    case .tab: focus = focus == .first ? .second : .first
    default: return false
    }
    return true
  }

  /// The panes of a block, and the line between them; what has no room is empty.
  public func parts(of rect: Rect) -> (first: Rect, line: Rect, second: Rect) {
    let whole = axis == .columns ? rect.width : rect.height
    let none = Rect(rect.maxX, rect.maxY, 0, 0)
    guard whole >= 2 * least + 1 else {
      return focus == .first ? (rect, none, none) : (none, none, rect)
    }
    let first = min(max(least, (whole - 1) * share / 100), whole - 1 - least)
    let lengths: [Length] = [.fixed(first), .fixed(1), .share(1)]
    let parts = axis == .columns ? rect.columns(lengths) : rect.rows(lengths)
    return (parts[0], parts[1], parts[2])
  }

  /// Draws both panes and the line.
  public func draw(_ first: some Widget, _ second: some Widget, on surface: inout Surface) {
    let parts = parts(of: surface.bounds)
    surface.draw(first, in: parts.first)
    surface.fill(parts.line, with: axis == .columns ? "│" : "─", style: .border)
    surface.draw(second, in: parts.second)
  }
}
