/// What each role looks like.
public struct Theme: Sendable, Hashable, Codable {
  /// A role's colours and emphasis. What is `nil` comes from the ground, then from the role `text`.
  public struct Ink: Sendable, Hashable, Codable {
    public var foreground: Color?
    public var background: Color?
    /// For terminals of 16 colours, when the nearest one would be a poor choice.
    public var foreground16: Color?
    public var background16: Color?
    public var emphasis: Emphasis

    public init(
      _ foreground: Color? = nil, on background: Color? = nil, ansi foreground16: Color? = nil,
      on16 background16: Color? = nil, _ emphasis: Emphasis = []
    ) {
      self.foreground = foreground
      self.background = background
      self.foreground16 = foreground16
      self.background16 = background16
      self.emphasis = emphasis
    }
  }

  public var name: String
  private var inks: [Role: Ink]

  public init(name: String, inks: [Role: Ink]) {
    self.name = name
    self.inks = inks
  }

  public subscript(role: Role) -> Ink {
    get { inks[role] ?? Ink() }
    set { inks[role] = newValue }
  }

  /// The colours and attributes of a style on a terminal of this depth.
  ///
  /// A role with a background of its own (a badge) keeps it on any ground. A selection is of one ink, that of the
  /// ground: it reads well whatever it lies on, and costs one change of colours instead of one a field. In mono, roles
  /// differ by emphasis alone, the same in every theme.
  public func look(of style: Style, depth: ColorDepth) -> Look {
    let ground = style.ground ?? .text
    let role = ground == .selection && self[style.role].background == nil ? .text : style.role
    if depth == .mono {
      let theme = Theme.mono
      return Look(attributes: style.emphasis.union(theme[role].emphasis).union(theme[ground].emphasis))
    }
    let (ink, groundInk, plain) = (self[role], self[ground], self[.text])
    func pick(_ color: (Ink) -> Color?, _ order: [Ink]) -> Color {
      (order.lazy.compactMap(color).first ?? .standard).reduced(to: depth)
    }
    let order = role == .text ? [groundInk, plain] : [ink, groundInk, plain]
    return Look(
      foreground: pick({ depth == .ansi16 ? $0.foreground16 ?? $0.foreground : $0.foreground }, order),
      background: pick(
        { depth == .ansi16 ? $0.background16 ?? $0.background : $0.background },
        [role == .text ? Ink() : ink, groundInk, plain]),
      attributes: style.emphasis.union(ink.emphasis).union(groundInk.emphasis))
  }
}

/// What a cell finally looks like.
public struct Look: Sendable, Hashable {
  public var foreground: Color = .standard
  public var background: Color = .standard
  public var attributes: Emphasis = []
}
