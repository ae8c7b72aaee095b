/// Finding by a few letters: all of the pattern's letters, in order, somewhere in the text.
public enum Fuzzy {
  /// Higher is better: letters that follow each other or begin words count more. `nil` when it does not match.
  public static func score(_ pattern: String, in text: String) -> Int? {
    let wanted = Array(pattern.lowercased().filter { $0 != " " })
    if wanted.isEmpty { return 0 }
    let letters = Array(text.lowercased())
    var score = 0
    var next = 0
    var last: Int?
    for (index, letter) in letters.enumerated() where next < wanted.count && letter == wanted[next] {
      score += 1
      if let last, last == index - 1 { score += 4 }
      if index == 0 || !letters[index - 1].isLetter { score += 3 }
      last = index
      next += 1
    }
    guard next == wanted.count else { return nil }
    return score * 8 - min(letters.count, 200) / 8
  }
}
