/// Where a window lies in something longer, one column wide.
///
///     │
///     ┃
///     ┃
///     │
public struct ScrollBar: Widget {
  public var count: Int
  public var top: Int
  /// Rows of the window.
  public var height: Int

  public init(count: Int, top: Int, height: Int) {
    self.count = count
    self.top = top
    self.height = height
  }

  public func draw(on surface: inout Surface) {
    let track = surface.bounds.height
    guard track > 0, count > height, height > 0 else { return }
    let length = min(track, max(1, Int(Double(track) * Double(height) / Double(count))))
    let share = Double(max(0, top)) / Double(count - height)
    let start = min(track - length, Int((share * Double(track - length)).rounded()))
    surface.fill(Rect(0, 0, 1, track), with: "│", style: .border)
    surface.fill(Rect(0, start, 1, length), with: "┃", style: .muted)
  }
}
