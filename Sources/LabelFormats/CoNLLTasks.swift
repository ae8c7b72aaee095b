import Model
import Support
import Tabular

/// CoNLL: a token a line, its tag (`B-LABEL`, `I-LABEL`, `O`) in the last column, a blank line between texts.
///
/// `# id = …` before a text names it, `# text = …` gives it as it was; without, the tokens are joined by spaces. The
/// tags are those of the first field of kind `spans`: the whole answer where nothing else has to be answered, and else
/// a prediction. `# unlabeled` tells that nobody has looked at the text; tokens without tags do too.
final class CoNLLTasks: LabelTaskReader {
  private static let author = "conll"
  private static let unlabeled = "# unlabeled"

  private let lines: LineReader
  private let field: LabelField
  private let source: String
  /// Nothing but the spans has to be answered.
  private let isWhole: Bool

  init(_ source: any ByteSource, schema: LabelSchema) throws(Failure) {
    lines = LineReader(source)
    let (field, text) = try CoNLLTasks.field(of: schema)
    (self.field, self.source) = (field, text)
    isWhole = !schema.fields.contains { $0.isRequired && $0.name != field.name }
  }

  private static func field(of schema: LabelSchema) throws(Failure) -> (LabelField, String) {
    guard let field = schema.fields.first(where: { $0.kind == .spans }), let source = field.source else {
      throw Failure(
        "format_unfit", "CoNLL holds spans, and the project's schema has none", nextStep: "use jsonl or csv")
    }
    return (field, source)
  }

  func next(limit: Int) throws -> [ReadTask] {
    var tasks: [ReadTask] = []
    while tasks.count < limit, let block = try block() {
      // What stands between documents is no text.
      if block.tokens.isEmpty && block.text == nil && block.problem == nil { continue }
      tasks.append(ReadTask(block.line) { () throws(ReadTask.Problem) in try task(block) })
    }
    return tasks
  }

  private struct Block {
    var line: Int
    var id: String?
    var text: String?
    var tokens: [(token: String, tag: String)] = []
    var hasTags = false
    var isUnlabeled = false
    var problem: String?
  }

  private func block() throws(TabularError) -> Block? {
    var block: Block?
    var byteCount = 0
    while let line = try lines.next() {
      let text = line.bytes.map { String(decoding: $0, as: UTF8.self) }
      if let text, text.allSatisfy(\.isWhitespace) {
        if block != nil { break } else { continue }
      }
      var current = block ?? Block(line: line.number)
      byteCount += text?.utf8.count ?? 0
      if text == nil || byteCount > LabelFormat.taskBytesMax {
        current.problem = "longer than \(LabelFormat.taskBytesMax) bytes"
        current.tokens = []
      } else if let bytes = line.bytes, String(validating: bytes, as: UTF8.self) == nil {
        current.problem = "bytes that are not UTF-8"
      } else if let text, current.problem == nil {
        CoNLLTasks.take(text, &current)
      }
      block = current
    }
    return block
  }

  private static func take(_ line: String, _ block: inout Block) {
    let columns = line.split(whereSeparator: { $0 == "\t" || $0 == " " }).map(String.init)
    if block.tokens.isEmpty, line.hasPrefix("# id = ") {
      block.id = String(line.dropFirst(7))
    } else if block.tokens.isEmpty, line.hasPrefix("# text = ") {
      block.text = (try? JSON(parsing: String(line.dropFirst(9))))?.string ?? String(line.dropFirst(9))
    } else if block.tokens.isEmpty, line.hasPrefix("#"), columns.count < 2 || !isTag(columns[columns.count - 1]) {
      // A comment stands before the first token; a line that ends with a tag is a token, `#` as any other.
      if line == unlabeled { block.isUnlabeled = true }
    } else if let token = columns.first, token != "-DOCSTART-" {
      block.tokens.append((token, columns.count > 1 ? columns[columns.count - 1] : "O"))
      if columns.count > 1 { block.hasTags = true }
    }
  }

  private static func isTag(_ text: String) -> Bool { text == "O" || text.hasPrefix("B-") || text.hasPrefix("I-") }

  private func task(_ block: Block) throws(ReadTask.Problem) -> LabelTaskDraft {
    if let problem = block.problem { throw ReadTask.Problem(description: problem) }
    let text = block.text ?? block.tokens.map(\.token).joined(separator: " ")
    let spans = try CoNLLTasks.spans(block.tokens, in: Array(text.unicodeScalars))
    let payload: JSON = .object([JSON.Member(source, .string(text))])
    var draft = LabelTaskDraft(key: block.id, payload: payload)
    // A text whose every token is tagged O was labeled: there is nothing in it.
    guard block.hasTags && !block.isUnlabeled else { return draft }
    let answer: JSON = .object([JSON.Member(field.name, .array(spans))])
    if isWhole {
      draft.annotations = [AuthoredAnnotation(annotator: CoNLLTasks.author, annotation: answer)]
    } else {
      draft.predictions = [Prediction(model: CoNLLTasks.author, score: nil, annotation: answer)]
    }
    return draft
  }

  /// Finds each token behind the one before it.
  private static func spans(
    _ tokens: [(token: String, tag: String)], in text: [Unicode.Scalar]
  ) throws(ReadTask.Problem) -> [JSON] {
    var spans: [(start: Int, end: Int, label: String)] = []
    var place = 0
    var open = false
    for (token, tag) in tokens {
      let scalars = Array(token.unicodeScalars)
      while place + scalars.count <= text.count, !text[place...].starts(with: scalars) { place += 1 }
      guard place + scalars.count <= text.count else {
        throw ReadTask.Problem(description: "the token '\(token.prefix(40))' is not in the text")
      }
      let end = place + scalars.count
      let label = String(tag.dropFirst(2))
      if tag == "O" {
        open = false
      } else if tag.hasPrefix("I-"), open, spans.last?.label == label {
        spans[spans.count - 1].end = end
      } else if tag.hasPrefix("B-") || tag.hasPrefix("I-"), !label.isEmpty {
        spans.append((place, end, label))
        open = true
      } else {
        throw ReadTask.Problem(description: "'\(tag.prefix(40))' is no tag of the form B-LABEL, I-LABEL or O")
      }
      place = end
    }
    return spans.map {
      ["start": .integer(Int64($0.start)), "end": .integer(Int64($0.end)), "label": .string($0.label)]
    }
  }

  // MARK: - Writing

  /// The accepted answer, else the gold one, else the first. Of spans that overlap, the one that begins first stays.
  static func writer(_ schema: LabelSchema) throws(Failure) -> LabelWriter {
    let (field, source) = try field(of: schema)
    return LabelWriter { record, _ in
      let answer = record.result?.annotation ?? record.gold ?? record.annotations.first?.annotation
      let text = record.payload[source]?.string ?? ""
      return CoNLLTasks.text(key: record.key, text, answer.map { $0[field.name]?.array ?? [] })
    }
  }

  static func text(key: String, _ text: String, _ answer: [JSON]?) -> String {
    let scalars = Array(text.unicodeScalars)
    let spans = kept(answer ?? [], in: scalars.count)
    var out = "# id = \(key.replacing("\n", with: " "))\n# text = \(JSON.string(text).text())\n"
    if answer == nil { out += unlabeled + "\n" }
    for token in tokens(scalars, cutAt: Set(spans.flatMap { [$0.start, $0.end] })) {
      let span = spans.first { $0.start <= token.lowerBound && token.upperBound <= $0.end }
      let tag = span.map { "\($0.start == token.lowerBound ? "B" : "I")-\($0.label)" } ?? "O"
      var word = String.UnicodeScalarView()
      word.append(contentsOf: scalars[token])
      out += "\(String(word))\t\(tag)\n"
    }
    return out + "\n"
  }

  private static func kept(_ answer: [JSON], in count: Int) -> [(start: Int, end: Int, label: String)] {
    var kept: [(start: Int, end: Int, label: String)] = []
    for span in answer {
      guard let start = span["start"]?.integer, let end = span["end"]?.integer, let label = span["label"]?.string,
        start >= Int64(kept.last?.end ?? 0), start < end, end <= Int64(count)
      else { continue }
      kept.append((Int(start), Int(end), label))
    }
    return kept
  }

  /// Runs without white space, cut where spans begin and end; ideographs stand alone.
  private static func tokens(_ text: [Unicode.Scalar], cutAt cuts: Set<Int>) -> [Range<Int>] {
    var tokens: [Range<Int>] = []
    var start: Int?
    for (index, scalar) in text.enumerated() {
      let isSpace = scalar.properties.isWhitespace || scalar.properties.generalCategory == .control
      let cuts = isSpace || scalar.properties.isIdeographic || cuts.contains(index)
      if cuts, let begun = start {
        tokens.append(begun..<index)
        start = nil
      }
      if isSpace { continue }
      if start == nil { start = index }
      if scalar.properties.isIdeographic {
        tokens.append(index..<index + 1)
        start = nil
      }
    }
    if let start { tokens.append(start..<text.count) }
    return tokens
  }
}
