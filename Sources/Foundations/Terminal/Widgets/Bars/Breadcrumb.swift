/// The way from the top to here; when too long, the oldest parts give way.
///
///     DLQ › orders › 81f3a2        … › 81f3a2
public struct Breadcrumb: Widget, Sendable {
  public var parts: [String]

  public init(_ parts: [String]) { self.parts = parts }

  private static let separator = Span(" › ", .muted)

  public func draw(on surface: inout Surface) {
    let width = surface.bounds.width
    var first = 0
    while first < parts.count - 1, Breadcrumb.width(line(from: first)) > width { first += 1 }
    surface.draw(line(from: first), at: .zero)
  }

  private func line(from first: Int) -> [Span] {
    var line: [Span] = first > 0 ? [Span("…", .muted)] : []
    for (index, part) in parts.enumerated().dropFirst(first) {
      if !line.isEmpty { line.append(Breadcrumb.separator) }
      line.append(Span(part, index == parts.count - 1 ? .title : .text))
    }
    return line
  }

  private static func width(_ line: [Span]) -> Int { line.reduce(0) { $0 + $1.width } }
}
