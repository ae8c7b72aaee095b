/// Finds the word that was probably meant.
enum Similarity {
  /// The known word nearest to `word`; `nil` when none is near enough to be a slip of the fingers.
  static func nearest(to word: String, in known: [String]) -> String? {
    let candidates = known.map { (word: $0, distance: distance(word.lowercased(), $0.lowercased())) }
    guard let best = candidates.min(by: { $0.distance < $1.distance }) else { return nil }
    return best.distance <= max(1, word.count / 3) ? best.word : prefixed(word, known)
  }

  private static func prefixed(_ word: String, _ known: [String]) -> String? {
    let matches = known.filter { word.count >= 2 && $0.hasPrefix(word) }
    return matches.count == 1 ? matches[0] : nil
  }

  /// Insertions, deletions, substitutions and swaps of neighbours that turn one word into the other.
  /// Cost: the product of the lengths; words are cut at 64 characters.
  ///
  /// Source: F. Damerau, "A technique for computer detection and correction of spelling errors" (1964), in its
  /// restricted form.
  static func distance(_ first: String, _ second: String) -> Int {
    let a = Array(first.prefix(64))
    let b = Array(second.prefix(64))
    if a.isEmpty || b.isEmpty { return max(a.count, b.count) }
    var beforeLast: [Int] = []
    var last = Array(0...b.count)
    for i in 1...a.count {
      var row = [i] + Array(repeating: 0, count: b.count)
      for j in 1...b.count {
        let substitution = last[j - 1] + (a[i - 1] == b[j - 1] ? 0 : 1)
        row[j] = min(last[j] + 1, row[j - 1] + 1, substitution)
        if i > 1, j > 1, a[i - 1] == b[j - 2], a[i - 2] == b[j - 1] { row[j] = min(row[j], beforeLast[j - 2] + 1) }
      }
      beforeLast = last
      last = row
    }
    return last[b.count]
  }
}
