import Model
import Support

/// What the services say, said in Chinese. A service keeps a failure, an event of a log, a row's suggestion as one
/// English sentence, made of a form and its particulars: it is written once, by a worker that does not know who will
/// read it. The book has the forms; a sentence is taken apart by its form, and its particulars are put into the other.
/// So what was written by an older worker is said too, and what nobody foresaw stays as it is.
struct Phrasebook: Sendable {
  static let chinese = Phrasebook(
    Phrases.work + Phrases.runs + Phrases.documents + Phrases.labeling + Phrases.labelFiles + Phrases.files
      + Phrases.rows + Phrases.stores + Phrases.servers + Phrases.doors,
    words: Phrases.words)

  /// A sentence may be this long to be looked up: what is longer is no sentence.
  static let bytesMax = 4096
  /// So deep may one sentence be a particular of another.
  private static let depthMax = 4

  private let phrases: [Phrase]
  private let words: [String: String]

  /// - Parameters:
  ///   - phrases: pairs of forms: `{}` stands for a particular in the first; in the second `{1}` is the first
  ///     particular as it is, and `<1>` what the book says for it.
  ///   - words: states and what leads to them.
  init(_ phrases: [(String, String)], words: [String: String]) {
    self.phrases = phrases.map(Phrase.init).sorted { $0.weight > $1.weight }
    self.words = words
  }

  /// `nil` when the book does not know the sentence.
  func said(_ sentence: String) -> String? { said(sentence, depth: 0) }

  private func said(_ sentence: String, depth: Int) -> String? {
    guard !sentence.isEmpty, depth < Phrasebook.depthMax, sentence.utf8.count <= Phrasebook.bytesMax else { return nil }
    if let word = words[sentence] ?? ErrorCode(rawValue: sentence).chinese?.title { return word }
    // `table_locked: …`
    if let code = sentence.firstRange(of: ": "),
      ErrorCode(rawValue: String(sentence[..<code.lowerBound])).chinese != nil,
      let rest = said(String(sentence[code.upperBound...]), depth: depth + 1)
    {
      return sentence[..<code.lowerBound] + "：" + rest
    }
    let bytes = Array(sentence.utf8)
    for phrase in phrases {
      guard let particulars = phrase.particulars(of: bytes) else { continue }
      return phrase.said(particulars) { said($0, depth: depth + 1) ?? $0 }
    }
    return said(partsOf: sentence, depth: depth)
  }

  /// Several sentences, or words alone: `received DEAD`.
  private func said(partsOf sentence: String, depth: Int) -> String? {
    for (separator, joint) in [("\n", "\n"), ("; ", "；"), (" ", " ")] {
      let parts = sentence.split(separator: separator).map(String.init)
      guard parts.count > 1 || sentence.hasPrefix("\n") else { continue }
      let all = parts.map { separator == " " ? words[$0] : said($0, depth: depth + 1) }
      if !all.contains(nil) { return all.compactMap(\.self).joined(separator: joint) }
    }
    return nil
  }
}

/// One form in both languages.
private struct Phrase: Sendable {
  /// What stands between the particulars, as UTF-8.
  private let pieces: [[UInt8]]
  private let chinese: [Piece]
  /// Bytes that are the form's own: of two forms that fit, the one that says more is meant.
  let weight: Int

  private enum Piece: Sendable {
    case text(String)
    case verbatim(Int)
    case said(Int)
  }

  init(_ pair: (english: String, chinese: String)) {
    pieces = pair.english.split(separator: "{}", omittingEmptySubsequences: false).map { Array($0.utf8) }
    weight = pieces.reduce(0) { $0 + $1.count }
    var rest = pair.chinese[...]
    var parts: [Piece] = []
    while let match = rest.firstMatch(of: /\{(\d)\}|<(\d)>/) {
      parts.append(.text(String(rest[..<match.range.lowerBound])))
      let number = (match.output.1 ?? match.output.2).flatMap { Int($0) } ?? 1
      parts.append(match.output.1 != nil ? .verbatim(number - 1) : .said(number - 1))
      rest = rest[match.range.upperBound...]
    }
    chinese = parts + [.text(String(rest))]
  }

  /// `nil` when the sentence is not of the form.
  func particulars(of sentence: [UInt8]) -> [String]? {
    guard sentence.count >= weight, let first = pieces.first, let last = pieces.last, sentence.starts(with: first)
    else { return nil }
    if pieces.count == 1 { return sentence.count == first.count ? [] : nil }
    var found: [String] = []
    var at = first.count
    for (index, piece) in pieces.enumerated().dropFirst() {
      let begin: Int
      if index == pieces.count - 1 {
        begin = sentence.count - last.count
        guard begin >= at, sentence[begin...].elementsEqual(last) else { return nil }
      } else {
        guard
          let place = (at...).prefix(max(0, sentence.count - piece.count - at + 1))
            .first(where: { sentence[$0..<$0 + piece.count].elementsEqual(piece) })
        else { return nil }
        begin = place
      }
      found.append(String(decoding: sentence[at..<begin], as: UTF8.self))
      at = begin + piece.count
    }
    return found
  }

  func said(_ particulars: [String], saying say: (String) -> String) -> String {
    chinese.map { piece in
      switch piece {
      case .text(let text): text
      case .verbatim(let index): particulars.indices.contains(index) ? particulars[index] : ""
      case .said(let index): particulars.indices.contains(index) ? say(particulars[index]) : ""
      }
    }.joined()
  }
}

/// The forms, by what they speak of.
enum Phrases {}
