/// How one moves in a list, a tree, a text or a graph.
public enum Motion: Sendable, Hashable, CaseIterable {
  case up, down, pageUp, pageDown, first, last, left, right

  /// Those of lists and texts.
  public static let vertical: [Motion] = [.up, .down, .pageUp, .pageDown, .first, .last]

  /// The motion of a key, where nobody has bound it to something else: arrows, `h` `j` `k` `l`, page keys, home, end,
  /// `g` `G`.
  public init?(_ key: Key) {
    switch key {
    case .up, .character("k"): self = .up
    case .down, .character("j"): self = .down
    case .pageUp, .control("u"): self = .pageUp
    case .pageDown, .control("d"): self = .pageDown
    case .home, .character("g"): self = .first
    case .end, .character("G"): self = .last
    case .left, .character("h"): self = .left
    case .right, .character("l"): self = .right
    default: return nil
    }
  }
}
