import Agreement

/// Small inputs, written as they are read.
enum Table {
  /// One text a rater, a character an item; `-` is an item left out.
  static func judgements(_ raters: String...) -> Judgements {
    var judgements = Judgements()
    for (rater, row) in raters.enumerated() {
      for (item, label) in row.enumerated() where label != "-" {
        // Items and raters are numbered, so that nothing is judged twice.
        try? judgements.add(item: "\(item)", annotator: "\(rater)", label: .text(String(label)))
      }
    }
    return judgements
  }

  static func judgements(_ raters: [[Label]]) -> Judgements {
    var judgements = Judgements()
    for (rater, row) in raters.enumerated() {
      for (item, label) in row.enumerated() {
        try? judgements.add(item: "\(item)", annotator: "\(rater)", label: label)
      }
    }
    return judgements
  }

  /// How often two raters said yes-yes, yes-no, no-yes and no-no.
  static func square(_ yy: Int, _ yn: Int, _ ny: Int, _ nn: Int) -> Judgements {
    judgements(
      String(repeating: "y", count: yy + yn) + String(repeating: "n", count: ny + nn),
      String(repeating: "y", count: yy) + String(repeating: "n", count: yn) + String(repeating: "y", count: ny)
        + String(repeating: "n", count: nn))
  }
}

extension Measure {
  /// To six places; `nil` when undefined.
  var places: Double? { (try? get()).map { ($0 * 1_000_000).rounded() / 1_000_000 } }
  var reason: Undefined? { if case .failure(let reason) = self { reason } else { nil } }
}
