/// A text of several lines being edited: wrapped, with undo, paste, and the keys that shells have.
///
///       1 {
///       2   "mode": "lenient",█
///     ! 3   "rows": 12x
///       4 }
///
/// Lines end at line feeds; whatever else the text holds is kept as it is and shown as a visible mark where it would do
/// harm. Only the lines of the window are laid out.
public struct TextEditor: Widget, Sendable, Hashable {
  /// Bytes of a text when nothing else is said; what would make it longer is dropped.
  public static let bytesMax = 1 << 20
  /// Steps that can be undone, and the bytes that they may hold; the last step can be undone whatever it holds.
  public static let undoMax = 200
  public static let undoBytesMax = 8 << 20

  /// A place between two characters, or at the end of a line.
  public struct Place: Sendable, Hashable, Comparable {
    public var line: Int
    /// Characters before it.
    public var column: Int

    public init(line: Int = 0, column: Int = 0) {
      self.line = line
      self.column = column
    }

    public static func < (left: Place, right: Place) -> Bool { (left.line, left.column) < (right.line, right.column) }
  }

  /// What the colours follow.
  public enum Language: Sendable, Hashable { case plain, json }

  public let language: Language
  public let bytesMax: Int
  /// Whether lines are numbered at the left, where there is room.
  public var hasNumbers = true
  public internal(set) var lines: [String] = [""]
  public internal(set) var cursor = Place()
  /// The lines, from 0, whose numbers are set off: something is wrong there.
  public var problems: Set<Int> = []
  /// Bytes of the text, line feeds included.
  public internal(set) var byteCount = 0
  /// Of the changes so far: whoever compares it need not compare texts.
  public internal(set) var changeCount = 0
  var past: [Moment] = []
  var future: [Moment] = []
  /// What the last step was, so that typing on is one step.
  var lastStep = Step.other
  var killed = ""
  /// The column that moving up and down keeps to.
  var aim: Int?
  /// The first row of the window.
  var top = RowPlace()
  var size = Size.standard

  struct RowPlace: Sendable, Hashable, Comparable {
    var line = 0
    var row = 0
    static func < (left: RowPlace, right: RowPlace) -> Bool { (left.line, left.row) < (right.line, right.row) }
  }

  /// Lines that took the place of others.
  struct Change: Sendable, Hashable {
    var line: Int
    var old: [String]
    var new: [String]

    var reversed: Change { Change(line: line, old: new, new: old) }
  }

  /// A step that can be taken back: what it changed, in order, and where the cursor was.
  struct Moment: Sendable, Hashable {
    var changes: [Change] = []
    var before: Place
    var after: Place
    private(set) var bytes = 0

    /// Changes of one line, one after the other, are one.
    mutating func add(_ change: Change) {
      if let last = changes.last, last.line == change.line, last.new.count == 1, change.old.count == 1 {
        bytes += TextEditor.bytes(change.new) - TextEditor.bytes(last.new)
        changes[changes.count - 1].new = change.new
      } else {
        bytes += TextEditor.bytes(change.old) + TextEditor.bytes(change.new)
        changes.append(change)
      }
    }
  }

  /// With a line feed each.
  static func bytes(_ lines: [String]) -> Int { lines.reduce(0) { $0 + $1.utf8.count + 1 } }

  enum Step: Hashable { case typing, erasing, other }

  public init(_ text: String = "", language: Language = .plain, bytesMax: Int = TextEditor.bytesMax) {
    self.language = language
    self.bytesMax = bytesMax
    replace(with: text)
  }

  public var text: String { lines.joined(separator: "\n") }

  /// Sets the text, the cursor at its start; nothing before can be undone.
  public mutating func replace(with text: String) {
    lines = TextEditor.lines(of: text)
    byteCount = TextEditor.bytes(lines) - 1
    changeCount += 1
    (past, future) = ([], [])
    (cursor, top, aim, lastStep) = (Place(), RowPlace(), nil, .other)
    problems = []
  }

  static func lines(of text: String) -> [String] {
    text.split(omittingEmptySubsequences: false) { $0 == "\n" || $0 == "\r\n" || $0 == "\r" }.map(String.init)
  }

  /// Bytes that are held so that steps can be undone.
  public var undoBytes: Int { past.reduce(0) { $0 + $1.bytes } }

  /// Whether something can be undone.
  public var isChanged: Bool { !past.isEmpty }

  /// Fits the window to a place of this size; the cursor stays in it.
  public mutating func settle(in size: Size) {
    self.size = size
    fit()
  }

  /// Puts the cursor somewhere; a place that is not there becomes the nearest one.
  public mutating func move(to place: Place) {
    let line = min(max(0, place.line), lines.count - 1)
    cursor = Place(line: line, column: min(max(0, place.column), lines[line].count))
    (aim, lastStep) = (nil, .other)
    fit()
  }
}
