import Agreement
import Model
import Support
import Terminal

extension Option {
  fileprivate static let order = value(
    "order", "A,B,C", "the labels from the lowest to the highest, for ordinal measures")
}

extension Command {
  static let agreement = Command(
    "label agreement", "compute every measure of agreement from a file of judgements",
    details: """
      FILE is JSON Lines, {"item": …, "annotator": …, "label": …} each; a label is a text, a number or a list of texts.
      A measure that has no value says why. Texts have no order until `--order` declares one; numbers have theirs.
      """,
    operands: [Operand("FILE", "the judgements; - reads the standard input")], options: [.order, .format]
  ) { invocation in
    let order = invocation.arguments.value(.order).map { $0.split(separator: ",").map(String.init) }
    let report = AgreementReport(try judgements(in: invocation.arguments.operands.first ?? "-"), order: order)
    if invocation.format == .json { invocation.write(report.json) } else { invocation.streams.output(report.text) }
    if report.pairs.isEmpty && report.annotatorCount > Cohen.annotatorsMax {
      invocation.streams.error("pairs are left out: there are more than \(Cohen.annotatorsMax) annotators\n")
    }
    return .success
  }

  private static func judgements(in path: String) throws -> Judgements {
    let file = try InputFile(path: path)
    var lines = JudgementLines()
    while let bytes = try file.next() { lines.feed(bytes) }
    lines.finish()
    guard lines.badLineCount == 0 else {
      let first = lines.badLines.map { "line \($0.number): \($0.problem)" }
      let more = lines.badLineCount - first.count
      let count = lines.badLineCount == 1 ? "1 line holds" : "\(lines.badLineCount) lines hold"
      throw Failure(
        "judgements_unreadable",
        (["\(count) no judgement"] + first + (more > 0 ? ["and \(more) more"] : [])).joined(separator: "\n"),
        nextStep: "repair these lines; `flowsight label agreement --help` shows the form")
    }
    return lines.judgements
  }
}

extension AgreementReport {
  fileprivate var text: String {
    var details = Details()
    details.add("items", String(itemCount))
    details.add("annotators", String(annotatorCount))
    for (metric, alpha) in krippendorff { details.add("α \(metric.rawValue)", alpha.text) }
    details.add("fleiss", fleiss.text)
    let columns: [Column<Cohen>] = [
      Column("a") { $0.a }, Column("b") { $0.b }, Column("n", .trailing) { String($0.n) },
      Column("observed", .trailing) { $0.observed.text }, Column("kappa", .trailing) { $0.kappa.text },
      Column("linear", .trailing) { $0.kappaLinear.text }, Column("quadratic", .trailing) { $0.kappaQuadratic.text },
    ]
    if !pairs.isEmpty { details.section("pairs", Table(columns: columns).text(pairs)) }
    return details.text
  }
}

extension Measure {
  /// Six places, or why there is no value.
  var text: String {
    switch self {
    case .success(let value):
      let millionths = Int64((value * 1_000_000).rounded())
      let digits = String(abs(millionths))
      let padded = String(repeating: "0", count: max(0, 7 - digits.count)) + digits
      return "\(millionths < 0 ? "-" : "")\(padded.dropLast(6)).\(padded.suffix(6))"
    case .failure(let reason): return reason.rawValue
    }
  }
}
