/// Where a text is found in the lines of a document, in order.
struct TextHits: Sendable {
  /// Finds of one search that are kept.
  static let hitsMax = 10_000

  struct Hit: Sendable, Hashable {
    var line: Int
    /// UTF-8 offsets into the texts of the line's spans joined; whole clusters.
    var range: Range<Int>
  }

  private(set) var text = ""
  private(set) var found: [Hit] = []
  /// The one that was gone to.
  var current: Int?

  /// `2/17`, `17 found`, or `not found`; empty while nothing is sought.
  var status: String {
    guard !text.isEmpty else { return "" }
    let count = found.count < TextHits.hitsMax ? "\(found.count)" : "\(found.count)+"
    return "/\(text) \(current.map { "\($0 + 1)/" } ?? "")\(count)"
  }

  mutating func seek(_ text: String, in lines: [Document.Line]) {
    self.text = text
    find(in: lines)
  }

  /// Finds the text in lines that changed.
  mutating func find(in lines: [Document.Line]) {
    found = []
    current = nil
    for line in lines.indices where found.count < TextHits.hitsMax { find(in: lines, line: line) }
  }

  mutating func find(in lines: [Document.Line], line: Int) {
    guard !text.isEmpty, lines.indices.contains(line) else { return }
    for range in TextHits.ranges(of: text, in: lines[line].spans) where found.count < TextHits.hitsMax {
      found.append(Hit(line: line, range: range))
    }
  }

  mutating func removeFirst(_ lines: Int) {
    let gone = found.prefix { $0.line < lines }.count
    found = found.dropFirst(gone).map { Hit(line: $0.line - lines, range: $0.range) }
    current = current.flatMap { $0 >= gone ? $0 - gone : nil }
  }

  /// The indices of the finds in a line.
  func indices(in line: Int) -> Range<Int> {
    let first = firstIndex(notBefore: line)
    return first..<max(first, firstIndex(notBefore: line + 1))
  }

  func firstIndex(notBefore line: Int) -> Int {
    var low = 0
    var high = found.count
    while low < high {
      let middle = (low + high) / 2
      if found[middle].line < line { low = middle + 1 } else { high = middle }
    }
    return low
  }

  /// ASCII letters match in either case, everything else as it is. A find is widened to whole clusters.
  static func ranges(of text: String, in spans: [Span]) -> [Range<Int>] {
    let whole = spans.count == 1 ? spans[0].text : spans.map(\.text).joined()
    let needle = text.utf8.map(folded)
    guard let first = needle.first, whole.utf8.count >= needle.count else { return [] }
    let bytes = Array(whole.utf8)
    var ranges: [Range<Int>] = []
    var start = 0
    while start + needle.count <= bytes.count {
      guard folded(bytes[start]) == first, matches(bytes, needle, at: start),
        let range = clusters(start..<start + needle.count, of: whole)
      else {
        start += 1
        continue
      }
      ranges.append(range)
      start = range.upperBound
    }
    return ranges
  }

  private static func matches(_ bytes: [UInt8], _ needle: [UInt8], at start: Int) -> Bool {
    for index in needle.indices where folded(bytes[start + index]) != needle[index] { return false }
    return true
  }

  private static func folded(_ byte: UInt8) -> UInt8 { byte >= 0x41 && byte <= 0x5a ? byte + 0x20 : byte }

  /// The range widened to the end of its last cluster; `nil` when it begins inside one.
  private static func clusters(_ range: Range<Int>, of text: String) -> Range<Int>? {
    let utf8 = text.utf8
    let lower = utf8.index(utf8.startIndex, offsetBy: range.lowerBound)
    guard String.Index(lower, within: text) != nil else { return nil }
    var upper = utf8.index(lower, offsetBy: range.count)
    while String.Index(upper, within: text) == nil { upper = text.unicodeScalars.index(after: upper) }
    return range.lowerBound..<utf8.distance(from: utf8.startIndex, to: upper)
  }
}
