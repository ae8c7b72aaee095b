extension Surface {
  /// The picture with SGR sequences, a line a row, each line ending in plain style. For a pipe, a file or a snapshot;
  /// the screen itself is written by ``Screen``.
  public func ansi(theme: Theme, depth: ColorDepth) -> String {
    (0..<size.height).map { y in
      var line = ""
      var current: Look?
      for cell in row(y) where cell.columns > 0 {
        let look = theme.look(of: cell.style, depth: depth)
        if look != current {
          line += look.sgr
          current = look
        }
        line.append(cell.character)
      }
      return line + "\u{1b}[0m"
    }.joined(separator: "\n")
  }
}

extension Look {
  /// The sequence that sets exactly this look, whatever was set before.
  var sgr: String {
    var codes = ["0"]
    if attributes.contains(.bold) { codes.append("1") }
    if attributes.contains(.dim) { codes.append("2") }
    if attributes.contains(.italic) { codes.append("3") }
    if attributes.contains(.underline) { codes.append("4") }
    if attributes.contains(.reverse) { codes.append("7") }
    if let foreground = foreground.sgr(isBackground: false) { codes.append(foreground) }
    if let background = background.sgr(isBackground: true) { codes.append(background) }
    return "\u{1b}[" + codes.joined(separator: ";") + "m"
  }
}

extension Color {
  fileprivate func sgr(isBackground: Bool) -> String? {
    let base = isBackground ? 40 : 30
    return switch self {
    case .standard: nil
    case .indexed(let index) where index < 8: "\(base + Int(index))"
    case .indexed(let index) where index < 16: "\(base + 60 + Int(index) - 8)"
    case .indexed(let index): "\(base + 8);5;\(index)"
    case .rgb(let red, let green, let blue): "\(base + 8);2;\(red);\(green);\(blue)"
    }
  }
}
