/// A tree of things that are known by their ids. What is below a node is asked for when it is unfolded, and only the
/// visible rows are drawn.
///
///       ▾ warehouse
///     ▌   ▸ ods
///         ▾ dwd
///             orders          12 columns
public struct Tree<ID: Hashable & Sendable>: Widget, Sendable {
  public struct Node: Sendable {
    public var id: ID
    public var line: [Span]
    public var isLeaf: Bool

    public init(_ id: ID, _ line: [Span], isLeaf: Bool = false) {
      self.id = id
      self.line = line
      self.isLeaf = isLeaf
    }
  }

  private struct Row: Sendable {
    var node: Node
    var depth: Int
  }

  /// Levels that are asked for; a tree without end stops there.
  private static var depthMax: Int { 64 }

  public private(set) var scroll = Scroll()
  private var rows: [Row]
  private var unfolded: Set<ID> = []
  private let children: @Sendable (ID) -> [Node]
  private var height = 1

  /// - Parameter children: what is below a node; asked for when it is unfolded.
  public init(_ roots: [Node], children: @escaping @Sendable (ID) -> [Node]) {
    rows = roots.map { Row(node: $0, depth: 0) }
    self.children = children
  }

  /// Rows that show.
  public var count: Int { rows.count }
  /// The node under the cursor.
  public var cursor: ID? { rows.indices.contains(scroll.cursor) ? rows[scroll.cursor].node.id : nil }
  public func isUnfolded(_ id: ID) -> Bool { unfolded.contains(id) }

  public mutating func settle(in size: Size) {
    height = max(1, size.height)
    scroll.fit(count: rows.count, height: height)
  }

  /// Up and down move; right unfolds or goes to what is below, left folds or goes to what is above.
  public mutating func move(_ motion: Motion) {
    guard rows.indices.contains(scroll.cursor) else { return }
    let row = rows[scroll.cursor]
    switch motion {
    case .left where unfolded.contains(row.node.id): toggle()
    case .left:
      let above = rows[..<scroll.cursor].lastIndex { $0.depth < row.depth } ?? scroll.cursor
      scroll.move(to: above, count: rows.count, height: height)
    case .right where !row.node.isLeaf && !unfolded.contains(row.node.id): toggle()
    case .right:
      if unfolded.contains(row.node.id) { scroll.move(by: 1, count: rows.count, height: height) }
    default: scroll.move(motion, count: rows.count, height: height)
    }
  }

  /// Takes the keys of ``Motion``, and space and enter to fold; returns whether it was one.
  public mutating func handle(_ key: Key) -> Bool {
    if key == .space || key == .enter {
      toggle()
    } else {
      guard let motion = Motion(key) else { return false }
      move(motion)
    }
    return true
  }

  /// Folds or unfolds the node under the cursor.
  public mutating func toggle() {
    guard rows.indices.contains(scroll.cursor), !rows[scroll.cursor].node.isLeaf else { return }
    let index = scroll.cursor
    let row = rows[index]
    if unfolded.remove(row.node.id) != nil {
      let end = rows[(index + 1)...].firstIndex { $0.depth <= row.depth } ?? rows.count
      rows.removeSubrange(index + 1..<end)
    } else if row.depth < Self.depthMax {
      unfolded.insert(row.node.id)
      var below: [Row] = []
      add(children(row.node.id), depth: row.depth + 1, to: &below)
      rows.insert(contentsOf: below, at: index + 1)
    }
    scroll.fit(count: rows.count, height: height)
  }

  /// Shows other roots and asks again for what is below the unfolded nodes; the cursor stays on its node.
  public mutating func reload(_ roots: [Node]) {
    let id = cursor
    rows = []
    add(roots, depth: 0, to: &rows)
    if let index = rows.firstIndex(where: { $0.node.id == id }) {
      scroll.move(to: index, count: rows.count, height: height)
    } else {
      scroll.fit(count: rows.count, height: height)
    }
  }

  private func add(_ nodes: [Node], depth: Int, to rows: inout [Row]) {
    for node in nodes {
      rows.append(Row(node: node, depth: depth))
      if unfolded.contains(node.id), depth < Self.depthMax {
        add(children(node.id), depth: depth + 1, to: &rows)
      }
    }
  }

  public func draw(on surface: inout Surface) {
    let bounds = surface.bounds
    guard !bounds.isEmpty else { return }
    var scroll = scroll
    scroll.fit(count: rows.count, height: bounds.height)
    for index in scroll.top..<min(rows.count, scroll.top + bounds.height) {
      let y = index - scroll.top
      if index == scroll.cursor {
        surface.ground(.selection, in: Rect(0, y, bounds.width, 1))
        surface.draw("▌", at: Point(0, y), style: .focus)
      }
      let row = rows[index]
      let x = min(2 + 2 * row.depth, bounds.width / 2)
      let sign = row.node.isLeaf ? " " : unfolded.contains(row.node.id) ? "▾" : "▸"
      surface.draw(sign, at: Point(x, y), style: .muted)
      surface.draw(row.node.line, at: Point(x + 2, y), width: max(0, bounds.width - x - 4))
    }
    let bar = Rect(bounds.width - 1, 0, bounds.width > 4 ? 1 : 0, bounds.height)
    surface.draw(ScrollBar(count: rows.count, top: scroll.top, height: bounds.height), in: bar)
  }
}
