extension InputLine {
  /// What tab has found, until the line is edited.
  struct Completion: Sendable, Hashable {
    /// Characters before the word.
    var start: Int
    var matches: [String]
    /// The match that stands in the line; `nil` while only what they share does.
    var index: Int?
  }

  /// What the word before the cursor may become, to be shown by the owner; empty while nothing is being completed.
  public var suggestions: [String] { completion?.matches ?? [] }

  /// Completes the word before the cursor: by what the candidates that begin with it have in common, and when that adds
  /// nothing, by each of them in turn. Case does not matter. Returns whether there was any.
  public mutating func complete(from candidates: [String]) -> Bool {
    if var completion, let match = completion.next() {
      replaceWord(from: completion.start, with: match)
      self.completion = completion
      return true
    }
    let start = (characters[..<cursor].lastIndex { $0.isWhitespace } ?? -1) + 1
    let word = String(characters[start..<cursor])
    let matches = candidates.filter { $0.lowercased().hasPrefix(word.lowercased()) }
    guard let first = matches.first else { return false }
    let shared = matches.dropFirst().reduce(Array(first)) { shared, match in
      zip(shared, match).prefix { $0.0.lowercased() == $0.1.lowercased() }.map(\.0)
    }
    let isComplete = matches.count == 1
    let text = String(shared)
    replaceWord(from: start, with: text.count > word.count || isComplete ? text : word)
    completion = isComplete ? nil : Completion(start: start, matches: matches)
    return true
  }

  private mutating func replaceWord(from start: Int, with word: String) {
    let edited = Array(characters[..<start]) + Array(word) + Array(characters[cursor...])
    guard edited.count <= InputLine.charactersMax else { return }
    set(edited, cursor: start + word.count)
  }
}

extension InputLine.Completion {
  fileprivate mutating func next() -> String? {
    guard !matches.isEmpty else { return nil }
    let next = index.map { ($0 + 1) % matches.count } ?? 0
    index = next
    return matches[next]
  }
}
