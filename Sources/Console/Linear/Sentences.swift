import Foundation
import Model
import Support
import Terminal

extension Scene {
  /// What is shown, without a picture: what the view draws, its frames and signs taken away. A list says more.
  func sentences(_ context: DrawContext) -> [String] {
    var copy = self
    let size = Size(100, 200)
    copy.settle(in: size)
    var surface = Surface(size)
    copy.draw(on: &surface, context)
    return surface.lines().map(Sentence.plain).filter { !$0.isEmpty }
  }
}

extension ConsoleState {
  /// Why nothing is done at a word that is no command here: there is none of that name, or it is one of other views, of
  /// rows where there is none, or of what stands otherwise.
  func whyNot(_ word: String) -> String {
    let commands = keymap.bindings.map(\.command).filter { $0.name == word }
    if commands.isEmpty { return LinearWords.unknown(Text.sanitised(word)) }
    if let obstacle = commands.lazy.compactMap({ trail.top.scene.obstacle(to: $0) }).first {
      return "\(word): \(obstacle.shown)"
    }
    return trail.top.scene.list?.rowCount == 0 ? LinearWords.needsRow(word) : LinearWords.notHere(word)
  }

  /// What became of the connection and of the platform, and what was said, since then.
  func news(since before: ConsoleState) -> [String] {
    Language.$current.withValue(language) {
      var news: [String] = []
      if connection.isOffline, !before.connection.isOffline { news.append(ShellWords.noAnswer) }
      if let notice, notice != before.notice { news.append(notice.text) }
      let known = Set(before.pulse.causes.map(\.title))
      news += pulse.causes.filter { $0.severity != .notice && !known.contains($0.title) }
        .map { LinearWords.wrong($0.title) }
      return news
    }
  }
}

enum Sentence {
  /// A row of a list without its number and whether the cursor is on it: where it stands is no news.
  static func withoutPlace(_ line: String) -> String {
    guard let number = line.prefixMatch(of: /\d+\.\s/) else { return line }
    let current = LinearWords.current + ", "
    let rest = line[number.range.upperBound...]
    return String(rest.hasPrefix(current) ? rest.dropFirst(current.count) : rest)
  }

  /// Longer ones are told from their beginning: whoever listens cannot skip the rest; what is opened tells it.
  static let charactersMax = 300

  /// A drawn line as it is read aloud: columns become clauses, and nothing in it is an escape.
  static func plain(_ line: String) -> String {
    let isLong = line.prefix(charactersMax + 1).count > charactersMax
    let safe = Text.sanitised(isLong ? line.prefix(charactersMax) + "…" : line)
    let words = String(String.UnicodeScalarView(safe.unicodeScalars.map { isDrawing($0) ? " " : $0 }))
    let clauses = words.split(separator: /\s{2,}/).map { $0.trimmingCharacters(in: .whitespaces) }
    return clauses.map(withoutSign).filter { !$0.isEmpty }.joined(separator: ", ")
  }

  /// A state says in words what its sign says; a dash that stands for nothing stays.
  private static func withoutSign(_ clause: String) -> String {
    ["– ", "· ", "» "].contains { clause.hasPrefix($0) } ? String(clause.dropFirst(2)) : clause
  }

  /// Arrows, frames, blocks, signs, braille.
  private static func isDrawing(_ scalar: Unicode.Scalar) -> Bool {
    scalar == "‖" || (0x2190...0x2bff).contains(scalar.value)
  }
}

extension ListScene {
  /// The rows of the window, each with its number and the names of its columns.
  func sentences(_ context: DrawContext) -> [String] {
    guard !rows.rows.isEmpty else {
      return rows.query.filter.isEmpty ? source.empty : ListWords.nothingMatches(rows.query.filter.text)
    }
    let columns = rows.columns.shown(in: LinearConsole.size.width)
    let first = rows.scroll.top
    let last = min(rows.rows.count, first + LinearConsole.rows)
    return (first..<max(first, last)).map { index in
      let item = rows.rows[index]
      let facts = columns.map { column in (column.column.title, Sentence.plain(column.field(item, context.now).text)) }
        .filter { !$0.1.isEmpty && $0.1 != "–" }
        .map { $0.0.isEmpty ? $0.1 : "\($0.0) \($0.1)" }
      let marks =
        [
          index == rows.scroll.cursor ? LinearWords.current : nil,
          rows.marks.contains(item.listID) ? LinearWords.marked : nil,
          rows.tombstones.contains(item.listID) ? LinearWords.gone : nil,
        ].compactMap(\.self)
      return "\(index + 1). " + (marks + facts).joined(separator: ", ")
    }
  }
}
