/// One way to draw a graph: its measures first, so that the view can choose, then the drawing.
///
/// Layers follow each other along the main axis (across: x; down: y) and slots stand beside each other on the cross
/// axis. Between two layers every slot that turns has a channel of its own, so that lines of different sources never
/// run in one.
struct DAGDrawing {
  enum Direction { case across, down }
  enum Form: Equatable {
    case boxes(detail: Bool)
    /// One row a node, without a frame.
    case bare
  }

  private let view: DAGView
  private let direction: Direction
  private let form: Form
  /// Start and length of each layer on the main axis.
  private var layers: [(start: Int, length: Int)] = []
  /// Start and length of each slot on the cross axis, by layer.
  private var slots: [[(start: Int, length: Int)]] = []
  private(set) var width = 0
  private(set) var height = 0

  init(_ view: DAGView, _ direction: Direction, _ form: Form) {
    self.view = view
    self.direction = direction
    self.form = form
    measure()
  }

  private func nodeSize(_ slot: DAGLayout.Slot) -> (width: Int, height: Int) {
    guard case .node(let index) = slot else { return (1, 1) }
    let node = view.nodes[index]
    switch form {
    case .boxes(let detail):
      let inner = detail ? max(Text.width(node.title), Text.width(node.detail)) : Text.width(node.title)
      return (inner + 2, detail ? 4 : 3)
    case .bare: return (Text.width(bare(node)), 1)
    }
  }

  private func bare(_ node: DAGView.Node) -> String {
    node.detail.isEmpty ? node.title : node.title + "  " + node.detail
  }

  private mutating func measure() {
    let sizes = view.layout.layers.map { layer in
      layer.map { slot in
        let size = nodeSize(slot)
        return direction == .across ? (main: size.width, cross: size.height) : (main: size.height, cross: size.width)
      }
    }
    for (layer, sizes) in sizes.enumerated() { place(layer, sizes.map(\.cross)) }
    var main = 0
    for (layer, sizes) in sizes.enumerated() {
      let length = sizes.map(\.main).max() ?? 0
      layers.append((main, length))
      main += length
      if layer < view.layout.links.count { main += gap(after: layer) }
    }
    let cross = slots.joined().map { $0.start + $0.length }.max() ?? 0
    (width, height) = direction == .across ? (main, cross) : (cross, main)
  }

  /// Puts each slot beside the middle of what leads to it, as far as the order leaves room: chains become straight.
  private mutating func place(_ layer: Int, _ lengths: [Int]) {
    slots.append([])
    var free = 0
    for (slot, length) in lengths.enumerated() {
      slots[layer].append((0, length))
      let offset = port(layer, slot)
      let sources = layer == 0 ? [] : view.layout.links[layer - 1].filter { $0.to == slot }
      let ports = sources.map { port(layer - 1, $0.from) }
      let wanted = ports.isEmpty ? free : ports.reduce(0, +) / ports.count - offset
      slots[layer][slot].start = max(free, wanted)
      free = slots[layer][slot].start + length + (direction == .across ? 0 : 3)
    }
  }

  /// The cross coordinate at which lines enter and leave a slot.
  private func port(_ layer: Int, _ slot: Int) -> Int {
    let place = slots[layer][slot]
    if case .waypoint = view.layout.layers[layer][slot] { return place.start }
    return direction == .across ? place.start + 1 : place.start + min(1, place.length - 1)
  }

  /// The slots of a layer that have a line that turns, with their channels.
  ///
  /// A slot that stands level with another's target turns first, or its line would seem to lead there.
  private func channels(_ layer: Int) -> [Int: Int] {
    let lines = view.layout.links[layer].map { link in
      (source: link.from, from: port(layer, link.from), to: port(layer + 1, link.to))
    }
    let turning = lines.filter { $0.from != $0.to }
    var waiting = Set(turning.map(\.source)).sorted()
    var channels: [Int: Int] = [:]
    while !waiting.isEmpty {
      let next = waiting.firstIndex { source in
        let targets = turning.filter { $0.source == source }.map(\.to)
        return !turning.contains { other in
          other.source != source && channels[other.source] == nil && targets.contains(other.from)
        }
      }
      channels[waiting.remove(at: next ?? 0)] = channels.count
    }
    return channels
  }

  private func gap(after layer: Int) -> Int {
    let turning = channels(layer).count
    return direction == .across ? max(2, turning + 2) : turning + 1
  }

  func draw(on surface: inout Surface) {
    var lines = LineCanvas()
    var heads: [Point] = []
    for layer in view.layout.links.indices { route(layer, &lines, &heads) }
    for (layer, slots) in view.layout.layers.enumerated() {
      for (slot, content) in slots.enumerated() {
        guard case .waypoint = content else { continue }
        let cross = port(layer, slot)
        let start = layers[layer].start
        lines.line(from: point(start - 1, cross), to: point(start + layers[layer].length, cross))
      }
    }
    lines.draw(on: &surface, style: .border)
    for (layer, slots) in view.layout.layers.enumerated() {
      for (slot, content) in slots.enumerated() {
        if case .node(let index) = content { draw(view.nodes[index], at: frame(layer, slot), on: &surface) }
      }
    }
    for head in heads { surface.draw(direction == .across ? "▶" : "▼", at: head, style: .border) }
  }

  private func point(_ main: Int, _ cross: Int) -> Point {
    direction == .across ? Point(main, cross) : Point(cross, main)
  }

  private func route(_ layer: Int, _ lines: inout LineCanvas, _ heads: inout [Point]) {
    let channels = channels(layer)
    let end = layers[layer + 1].start - 1
    for link in view.layout.links[layer] {
      let from = port(layer, link.from)
      let to = port(layer + 1, link.to)
      let start = layers[layer].start + mainLength(layer, link.from)
      if let channel = channels[link.from] {
        let turn = layers[layer].start + layers[layer].length + channel + (direction == .across ? 1 : 0)
        lines.line(from: point(start - 1, from), to: point(turn, from))
        lines.line(from: point(turn, from), to: point(turn, to))
        lines.line(from: point(turn, to), to: point(end, to))
      } else {
        lines.line(from: point(start - 1, from), to: point(end, to))
      }
      if case .node = view.layout.layers[layer + 1][link.to] { heads.append(point(end, to)) }
    }
  }

  private func mainLength(_ layer: Int, _ slot: Int) -> Int {
    let size = nodeSize(view.layout.layers[layer][slot])
    if case .waypoint = view.layout.layers[layer][slot] { return layers[layer].length }
    return direction == .across ? size.width : size.height
  }

  private func frame(_ layer: Int, _ slot: Int) -> Rect {
    let origin = point(layers[layer].start, slots[layer][slot].start)
    let size = nodeSize(view.layout.layers[layer][slot])
    return Rect(origin.x, origin.y, size.width, size.height)
  }

  private func draw(_ node: DAGView.Node, at frame: Rect, on surface: inout Surface) {
    let isCursor = node.id == view.cursor
    switch form {
    case .bare:
      surface.fill(frame)
      if isCursor { surface.ground(.selection, in: frame) }
      let x = surface.draw(node.title, at: frame.origin, style: node.style)
      if !node.detail.isEmpty { surface.draw(node.beside, at: Point(x + 2, frame.y), style: .muted) }
    case .boxes(let detail):
      surface.fill(frame)
      let box: BoxStyle = isCursor ? .heavy : .light
      let inner = surface.box(frame, box: box, style: isCursor ? .focus : node.style)
      surface.draw(node.title, at: inner.origin, style: node.style)
      if detail { surface.draw(node.detail, at: Point(inner.x, inner.y + 1), style: .muted) }
    }
  }
}
