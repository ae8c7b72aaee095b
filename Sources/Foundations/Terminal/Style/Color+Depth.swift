extension Color {
  /// The nearest colour that a terminal of this depth shows; `.standard` in mono.
  public func reduced(to depth: ColorDepth) -> Color {
    switch (self, depth) {
    case (.standard, _), (_, .mono): .standard
    case (_, .trueColor), (.indexed, .indexed256): self
    case (.indexed(let index), .ansi16) where index < 16: self
    case (.indexed(let index), .ansi16): Color.nearest16(Color.components(ofIndex: index))
    case (.rgb(let red, let green, let blue), .ansi16): Color.nearest16((Int(red), Int(green), Int(blue)))
    case (.rgb(let red, let green, let blue), .indexed256): Color.nearest256((Int(red), Int(green), Int(blue)))
    }
  }

  typealias Components = (red: Int, green: Int, blue: Int)

  /// Red, green and blue; of the palette's colours those of xterm. `nil` for the terminal's own.
  var components: Components? {
    switch self {
    case .standard: nil
    case .indexed(let index): Color.components(ofIndex: index)
    case .rgb(let red, let green, let blue): (Int(red), Int(green), Int(blue))
    }
  }

  private static let cubeLevels = [0, 95, 135, 175, 215, 255]
  /// xterm's default palette; what a user's terminal shows for these may differ, which is why themes may name them.
  private static let palette16: [Components] = [
    (0, 0, 0), (205, 0, 0), (0, 205, 0), (205, 205, 0), (0, 0, 238), (205, 0, 205), (0, 205, 205), (229, 229, 229),
    (127, 127, 127), (255, 0, 0), (0, 255, 0), (255, 255, 0), (92, 92, 255), (255, 0, 255), (0, 255, 255),
    (255, 255, 255),
  ]

  private static func components(ofIndex index: UInt8) -> Components {
    let index = Int(index)
    if index < 16 { return palette16[index] }
    if index >= 232 {
      let level = 8 + 10 * (index - 232)
      return (level, level, level)
    }
    let cube = index - 16
    return (cubeLevels[cube / 36], cubeLevels[cube / 6 % 6], cubeLevels[cube % 6])
  }

  private static func distance(_ left: Components, _ right: Components) -> Int {
    let (red, green, blue) = (left.red - right.red, left.green - right.green, left.blue - right.blue)
    return 2 * red * red + 4 * green * green + 3 * blue * blue
  }

  private static func nearest16(_ color: Components) -> Color {
    let nearest = palette16.indices.min { distance(palette16[$0], color) < distance(palette16[$1], color) }
    return .indexed(UInt8(nearest ?? 7))
  }

  private static func nearest256(_ color: Components) -> Color {
    func level(_ value: Int) -> Int {
      cubeLevels.indices.min { abs(cubeLevels[$0] - value) < abs(cubeLevels[$1] - value) } ?? 0
    }
    let cube = 16 + 36 * level(color.red) + 6 * level(color.green) + level(color.blue)
    let average = (color.red + color.green + color.blue) / 3
    let grey = 232 + min(23, max(0, (average - 3) / 10))
    let isCubeNearer =
      distance(components(ofIndex: UInt8(cube)), color) <= distance(components(ofIndex: UInt8(grey)), color)
    return .indexed(UInt8(isCubeNearer ? cube : grey))
  }
}
