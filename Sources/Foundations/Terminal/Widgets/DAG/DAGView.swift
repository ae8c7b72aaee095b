/// A directed acyclic graph: nodes with a sign, a label and a second line; edges of box characters.
///
/// It lies on its side when that fits, else stands, in boxes or bare, else is an indented list:
///
///     ┌──────────┐   ┌────────┐     ✓ validate  1× 2.1 s          ✓ validate    1× 2.1 s
///     │✓ validate│─┬▶│● clean │      ├────────────────┐             ● clean     2× 9 s
///     │1× 2.1 s  │ │ │2× 9 s  │      ▼                ▼             ○ report
///     └──────────┘ │ └────────┘     ● clean  2× 9 s   ○ report
///                  │ ┌────────┐
///                  └▶│○ report│
///                    │        │
///                    └────────┘
public struct DAGView: Widget, Sendable {
  /// Nodes drawn; the rest is counted in the last line of the list.
  public static let nodesMax = 500

  public struct Node: Sendable {
    public var id: String
    public var label: String
    /// Attempts, duration: what is beside the label's meaning.
    public var detail: String
    /// One column that tells the state without colour.
    public var sign: String
    public var style: Style

    public init(_ id: String, _ label: String, detail: String = "", sign: String = "", style: Style = .text) {
      self.id = id
      self.label = label
      self.detail = detail
      self.sign = sign
      self.style = style
    }

    var title: String { sign.isEmpty ? label : sign + " " + label }
    /// The detail as it is drawn in a line: blanks that only align what comes after it are never told to be cut off.
    var beside: String { String(detail.reversed().drop { $0 == " " }.reversed()) }
  }

  public struct Edge: Sendable {
    public var from: String
    public var to: String

    public init(_ from: String, _ to: String) {
      self.from = from
      self.to = to
    }
  }

  public var nodes: [Node]
  /// The node that the cursor is on.
  public var cursor: String?
  let edges: [(from: Int, to: Int)]
  let layout: DAGLayout

  /// Nodes of the same id after the first, edges to unknown nodes, and edges that close a cycle are left out.
  public init(_ nodes: [Node], edges: [Edge], cursor: String? = nil) {
    var seen: [String: Int] = [:]
    self.nodes = []
    for node in nodes.prefix(DAGView.nodesMax) where seen[node.id] == nil {
      seen[node.id] = self.nodes.count
      self.nodes.append(node)
    }
    self.cursor = cursor
    self.edges = edges.compactMap { edge in
      if let from = seen[edge.from], let to = seen[edge.to] { (from, to) } else { nil }
    }
    layout = DAGLayout(nodeCount: self.nodes.count, edges: self.edges)
  }

  /// The ids from the roots on, layer by layer: the order in which the cursor goes.
  public var order: [String] {
    layout.layers.flatMap { layer in
      layer.compactMap { if case .node(let index) = $0 { nodes[index].id } else { nil } }
    }
  }

  public func draw(on surface: inout Surface) {
    guard !nodes.isEmpty, !surface.bounds.isEmpty else { return }
    let choices = [
      DAGDrawing(self, .across, .boxes(detail: true)), DAGDrawing(self, .down, .boxes(detail: true)),
      DAGDrawing(self, .across, .boxes(detail: false)), DAGDrawing(self, .down, .bare),
    ]
    let size = surface.bounds.size
    let fitting = choices.first { $0.width <= size.width && $0.height <= size.height }
    if let fitting { fitting.draw(on: &surface) } else { drawList(on: &surface) }
  }

  private func drawList(on surface: inout Surface) {
    let bounds = surface.bounds
    let ids = order
    let place = ids.firstIndex { $0 == cursor } ?? 0
    var scroll = Scroll(cursor: place)
    scroll.fit(count: ids.count, height: bounds.height)
    let indices = layout.layers.joined().compactMap { if case .node(let index) = $0 { index } else { nil } }
    let labels = nodes.map { Text.width($0.title) }.max() ?? 0
    for (y, index) in indices.dropFirst(scroll.top).prefix(bounds.height).enumerated() {
      let node = nodes[index]
      if node.id == cursor { surface.ground(.selection, in: Rect(0, y, bounds.width, 1)) }
      let indent = min(2 * layout.depth[index], bounds.width / 3)
      surface.draw(node.title, at: Point(indent, y), style: node.style)
      let column = min(2 * (layout.layers.count - 1), bounds.width / 3) + labels + 2
      if column < bounds.width { surface.draw(node.beside, at: Point(column, y), style: .muted) }
    }
  }
}
