import Model

/// The dead-letter queue: groups by cause → letters → one letter.
enum DeadLettersPane {
  static func scene(path: [String]) -> (any Scene)? {
    guard let last = path.last else { return ListScene(LetterGroupSource()) }
    if let letter = LetterID(last) { return LetterScene(letter) }
    return path.count == 1 ? ListScene(LetterSource(signature: last)) : nil
  }
}
