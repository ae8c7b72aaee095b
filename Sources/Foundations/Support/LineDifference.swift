/// How two texts differ, line by line: what stayed, what is gone, what is new, in the order in which one reads it.
public struct LineDifference: Hashable, Sendable {
  public enum Change: String, Hashable, Sendable, Codable {
    case same, removed, added
  }

  public struct Line: Hashable, Sendable, Codable {
    public var change: Change
    /// Its place from 1: of a line that is gone in the text before, of any other in the text after.
    public var number: Int
    public var text: String

    public init(_ change: Change, _ number: Int, _ text: String) {
      (self.change, self.number, self.text) = (change, number, text)
    }
  }

  /// Beyond so many pairs of lines between the first and the last difference, all of them are exchanged for each other.
  private static let pairsMax = 4_000_000

  public var lines: [Line]

  public init(from before: String, to after: String) {
    let (old, new) = (LineDifference.lines(of: before), LineDifference.lines(of: after))
    let head = zip(old, new).prefix { $0 == $1 }.count
    let tail = zip(old.dropFirst(head).reversed(), new.dropFirst(head).reversed()).prefix { $0 == $1 }.count
    let (oldMiddle, newMiddle) = (old[head..<old.count - tail], new[head..<new.count - tail])
    let (gone, came) = LineDifference.changes(Array(oldMiddle), Array(newMiddle))
    lines = (0..<head).map { Line(.same, $0 + 1, new[$0]) }
    var (from, to) = (0, 0)
    while from < oldMiddle.count || to < newMiddle.count {
      if gone.contains(from) {
        lines.append(Line(.removed, head + from + 1, old[head + from]))
        from += 1
      } else {
        lines.append(Line(came.contains(to) ? .added : .same, head + to + 1, new[head + to]))
        if !came.contains(to) { from += 1 }
        to += 1
      }
    }
    lines += (new.count - tail..<new.count).map { Line(.same, $0 + 1, new[$0]) }
  }

  /// Lines that changed, with at most `context` lines that stayed around each; of a text without a change none.
  public func hunks(context: Int) -> [[Line]] {
    var hunks: [[Line]] = []
    var end = 0
    for index in lines.indices where lines[index].change != .same {
      let start = max(0, index - context)
      if hunks.isEmpty || start > end { hunks.append([]) }
      let from = hunks[hunks.count - 1].isEmpty ? start : end
      let to = min(lines.count, index + context + 1)
      hunks[hunks.count - 1] += lines[from..<to]
      end = to
    }
    return hunks
  }

  private static func lines(of text: String) -> [String] {
    guard !text.isEmpty else { return [] }
    let lines = text.split(omittingEmptySubsequences: false, whereSeparator: \.isNewline).map(String.init)
    return lines.last?.isEmpty == true ? lines.dropLast() : lines
  }

  /// Places that are gone, and places that came.
  private static func changes(_ old: [String], _ new: [String]) -> (gone: Set<Int>, came: Set<Int>) {
    guard old.count * new.count <= pairsMax else { return (Set(old.indices), Set(new.indices)) }
    var (gone, came): (Set<Int>, Set<Int>) = ([], [])
    for change in new.difference(from: old) {
      switch change {
      case .remove(let offset, _, _): gone.insert(offset)
      case .insert(let offset, _, _): came.insert(offset)
      }
    }
    return (gone, came)
  }
}
