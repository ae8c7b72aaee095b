/// What is left after each stage, and the share of the stage before that it is.
///
///     uploaded   ██████████████████  1200
///     validated    ██████████████     960  80 %
///     loaded          ████████        600  62 %
public struct Funnel: Widget, Sendable {
  public struct Stage: Sendable {
    public var label: String
    public var value: Double
    public var style: Style

    public init(_ label: String, _ value: Double, style: Style = .accent) {
      self.label = label
      self.value = value
      self.style = style
    }
  }

  public var stages: [Stage]
  public var plot: PlotStyle

  public init(_ stages: [Stage], plot: PlotStyle = .block) {
    self.stages = stages
    self.plot = plot
  }

  private static let shareColumns = 5

  public func draw(on surface: inout Surface) {
    let bounds = surface.bounds
    let shown = stages.prefix(bounds.height)
    let top = stages.map(\.value).filter(\.isFinite).max() ?? 0
    let texts = shown.map { PlotLabel.text($0.value) }
    let labels = min(shown.map { Text.width($0.label) }.max() ?? 0, bounds.width / 3)
    let values = min(texts.map { Text.width($0) }.max() ?? 0, bounds.width / 3)
    let lengths: [Length] = [.fixed(labels), .share(1), .fixed(values), .fixed(Funnel.shareColumns)]
    for (y, stage) in shown.enumerated() {
      let parts = Rect(0, y, bounds.width, 1).columns(lengths, gap: 1)
      surface.draw(stage.label, at: parts[0].origin, width: parts[0].width)
      let share = top > 0 && stage.value.isFinite ? min(1, max(0, stage.value / top)) : 0
      let columns = Int((share * Double(parts[1].width)).rounded())
      let bar = plot.bar(1, columns: stage.value > 0 ? max(1, columns) : 0)
      surface.draw(bar, at: parts[1].origin, width: parts[1].width, alignment: .center, style: stage.style)
      surface.draw(texts[y], at: parts[2].origin, width: parts[2].width, alignment: .trailing, style: .muted)
      guard y > 0, shown[y - 1].value > 0, stage.value.isFinite else { continue }
      let left = min(999, max(0, stage.value / shown[y - 1].value * 100))
      surface.draw(
        "\(Int(left)) %", at: parts[3].origin, width: parts[3].width, alignment: .trailing, style: .muted)
    }
  }
}
