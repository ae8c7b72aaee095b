/// The layers of a directed acyclic graph: every edge goes from a layer to the next one, long edges through
/// waypoints, and the order within a layer keeps the crossings few (longest path, then barycentres; Sugiyama et al.
/// 1981).
///
/// Edges that name unknown nodes, or that would close a cycle, are left out. Cost: edges × layers, small.
struct DAGLayout {
  enum Slot: Hashable {
    case node(Int)
    /// Where an edge that spans layers passes: its number and its layer.
    case waypoint(edge: Int, layer: Int)
  }

  /// Nodes and waypoints, by layer and in order.
  private(set) var layers: [[Slot]] = []
  /// Positions in a layer and in the next that are joined, for each pair of layers.
  private(set) var links: [[(from: Int, to: Int)]] = []
  /// The layer of each node.
  private(set) var depth: [Int]

  init(nodeCount: Int, edges: [(from: Int, to: Int)]) {
    let edges = DAGLayout.acyclic(nodeCount, edges)
    depth = DAGLayout.depths(nodeCount, edges)
    layers = Array(repeating: [], count: (depth.max() ?? -1) + 1)
    for node in 0..<nodeCount { layers[depth[node]].append(.node(node)) }
    var hops: [(from: Slot, to: Slot)] = []
    for (index, edge) in edges.enumerated() {
      var last = Slot.node(edge.from)
      for layer in (depth[edge.from] + 1)..<depth[edge.to] {
        let next = Slot.waypoint(edge: index, layer: layer)
        layers[layer].append(next)
        hops.append((last, next))
        last = next
      }
      hops.append((last, .node(edge.to)))
    }
    order(hops)
    link(hops)
  }

  /// The edges without those that close a cycle, found depth first without recursion, and without repeats.
  private static func acyclic(_ nodeCount: Int, _ edges: [(from: Int, to: Int)]) -> [(from: Int, to: Int)] {
    var targets = Array(repeating: [Int](), count: nodeCount)
    for edge in edges where (0..<nodeCount).contains(edge.from) && (0..<nodeCount).contains(edge.to) {
      if edge.from != edge.to, !targets[edge.from].contains(edge.to) { targets[edge.from].append(edge.to) }
    }
    enum Mark { case new, open, done }
    var marks = Array(repeating: Mark.new, count: nodeCount)
    var kept: [(from: Int, to: Int)] = []
    for root in 0..<nodeCount where marks[root] == .new {
      var stack = [(node: root, next: 0)]
      marks[root] = .open
      while let top = stack.last {
        guard top.next < targets[top.node].count else {
          marks[top.node] = .done
          stack.removeLast()
          continue
        }
        stack[stack.count - 1].next += 1
        let target = targets[top.node][top.next]
        if marks[target] == .open { continue }
        kept.append((top.node, target))
        if marks[target] == .new {
          marks[target] = .open
          stack.append((target, 0))
        }
      }
    }
    return kept
  }

  /// Each node's longest way from a root.
  private static func depths(_ nodeCount: Int, _ edges: [(from: Int, to: Int)]) -> [Int] {
    var incoming = Array(repeating: 0, count: nodeCount)
    var targets = Array(repeating: [Int](), count: nodeCount)
    for edge in edges {
      incoming[edge.to] += 1
      targets[edge.from].append(edge.to)
    }
    var depths = Array(repeating: 0, count: nodeCount)
    var ready = (0..<nodeCount).filter { incoming[$0] == 0 }
    while let node = ready.popLast() {
      for target in targets[node] {
        depths[target] = max(depths[target], depths[node] + 1)
        incoming[target] -= 1
        if incoming[target] == 0 { ready.append(target) }
      }
    }
    return depths
  }

  /// Sorts each layer by the mean place of its neighbours, down and up a few times.
  private mutating func order(_ hops: [(from: Slot, to: Slot)]) {
    var before: [Slot: [Slot]] = [:]
    var after: [Slot: [Slot]] = [:]
    for hop in hops {
      before[hop.to, default: []].append(hop.from)
      after[hop.from, default: []].append(hop.to)
    }
    for _ in 0..<4 {
      for layer in layers.indices.dropFirst() { sort(layer, by: before, beside: layer - 1) }
      for layer in layers.indices.dropLast().reversed() { sort(layer, by: after, beside: layer + 1) }
    }
  }

  private mutating func sort(_ layer: Int, by neighbours: [Slot: [Slot]], beside other: Int) {
    let places = Dictionary(uniqueKeysWithValues: layers[other].enumerated().map { ($1, Double($0)) })
    let keyed = layers[layer].enumerated().map { index, slot in
      let found = neighbours[slot, default: []].compactMap { places[$0] }
      return (slot, found.isEmpty ? Double(index) : found.reduce(0, +) / Double(found.count), index)
    }
    layers[layer] = keyed.sorted { ($0.1, $0.2) < ($1.1, $1.2) }.map(\.0)
  }

  private mutating func link(_ hops: [(from: Slot, to: Slot)]) {
    let places = layers.map { Dictionary(uniqueKeysWithValues: $0.enumerated().map { ($1, $0) }) }
    links = Array(repeating: [], count: max(0, layers.count - 1))
    for hop in hops {
      let layer: Int
      switch hop.from {
      case .node(let node): layer = depth[node]
      case .waypoint(_, let at): layer = at
      }
      if let from = places[layer][hop.from], let to = places[layer + 1][hop.to] { links[layer].append((from, to)) }
    }
  }
}
