/// Finding by a few letters: all of the pattern's letters, in order, somewhere in the text.
public enum Fuzzy {
  /// Higher is better: letters that follow each other or begin words count more, and most a text that begins with the
  /// pattern. `nil` when it does not match.
  public static func score(_ pattern: String, in text: String) -> Int? {
    let wanted = Array(pattern.lowercased().filter { $0 != " " })
    guard let first = wanted.first else { return 0 }
    let letters = Array(text.lowercased())
    var best: Int?
    for start in letters.indices where letters[start] == first {
      guard let score = score(wanted, in: letters, from: start) else { break }
      best = max(best ?? score, score)
    }
    return best.map { score in
      (score + (letters.starts(with: wanted) ? wanted.count : 0)) * 8 - min(letters.count, 200) / 8
    }
  }

  private static func score(_ wanted: [Character], in letters: [Character], from start: Int) -> Int? {
    var score = 0
    var next = 0
    var last: Int?
    for index in start..<letters.count where next < wanted.count && letters[index] == wanted[next] {
      score += 1
      if let last, last == index - 1 { score += 4 }
      if index == 0 || !letters[index - 1].isLetter { score += 3 }
      last = index
      next += 1
    }
    return next == wanted.count ? score : nil
  }
}
