/// Lines that keep coming: the newest are held, the oldest are dropped and counted. It follows the end until somebody
/// moves away from it, and again when they come back.
///
///     12:00:07 chunk 7 of 9 is stored      │
///     12:00:08 chunk 8 of 9 is stored      ┃
///     ▼ following · 200 older lines dropped
public struct LogView: Widget, Sendable {
  /// Lines held when nothing else is said.
  public static let linesMax = 10_000

  /// The lines held, searched and scrolled as any text.
  public private(set) var text: TextView
  /// Lines that are held no longer.
  public private(set) var dropped = 0
  public private(set) var isFollowing = true
  private let linesMax: Int
  public var words: Words

  /// What the last row says.
  public struct Words: Sendable {
    public var following: String
    public var stopped: String
    public var dropped: @Sendable (Int) -> String

    public init(
      following: String = "following", stopped: String = "stopped",
      dropped: @escaping @Sendable (Int) -> String = { "\($0) older \($0 == 1 ? "line" : "lines") dropped" }
    ) {
      self.following = following
      self.stopped = stopped
      self.dropped = dropped
    }
  }

  /// A log that holds this many lines; lines go a tenth of that at a time.
  public init(linesMax: Int = LogView.linesMax, wraps: Bool = true, words: Words = Words()) {
    self.linesMax = min(max(1, linesMax), Document.linesMax - 1)
    self.words = words
    text = TextView(wraps: wraps)
  }

  /// Adds lines at the end. What is on the screen stays where it is, unless the end is followed.
  public mutating func append(_ lines: [[Span]]) {
    for line in lines.suffix(linesMax) { text.append(Document.Line(Document.oneLine(line))) }
    dropped += max(0, lines.count - linesMax)
    let excess = text.document.lines.count - linesMax
    if excess > 0 {
      let count = min(text.document.lines.count, max(excess, linesMax / 10))
      text.removeFirst(count)
      dropped += count
    }
    if isFollowing { text.move(.last) }
  }

  public mutating func settle(in size: Size) {
    text.settle(in: Size(size.width, size.height - 1))
    if isFollowing { text.move(.last) }
  }

  /// Moves; away from the end it stops following, at the end it follows again.
  public mutating func move(_ motion: Motion) {
    text.move(motion)
    if motion == .left || motion == .right { return }
    isFollowing = motion == .last || (motion != .first && text.isAtEnd)
  }

  /// Follows the end, or stops.
  public mutating func toggleFollowing() {
    isFollowing.toggle()
    if isFollowing { text.move(.last) }
  }

  /// Takes the keys of texts, and `f` to follow or stop; returns whether it was one.
  public mutating func handle(_ key: Key) -> Bool {
    if key == .character("f") {
      toggleFollowing()
    } else if let motion = Motion(key) {
      move(motion)
    } else {
      guard text.handle(key) else { return false }
      isFollowing = isFollowing && text.isAtEnd
    }
    return true
  }

  /// Seeks a text and stops at the find.
  @discardableResult
  public mutating func search(_ sought: String) -> Bool {
    let isFound = text.search(sought)
    if isFound { isFollowing = false }
    return isFound
  }

  /// Takes its text back as somebody has searched or moved it; away from the end it stops following.
  public mutating func show(_ text: TextView) {
    guard text.document.lines.count == self.text.document.lines.count else { return }
    self.text = text
    isFollowing = isFollowing && text.isAtEnd
  }

  public func draw(on surface: inout Surface) {
    let parts = surface.bounds.rows([.share(1), .fixed(1)])
    surface.draw(text, in: parts[0])
    let state = isFollowing ? Span("▼ " + words.following, .success) : Span("‖ " + words.stopped, .warning)
    let lost = dropped > 0 ? [Span(" · " + words.dropped(dropped), .muted)] : []
    surface.draw([state] + lost, at: parts[1].origin, width: parts[1].height > 0 ? parts[1].width : 0)
  }
}
