import Agreement
import Testing

@Suite struct ScoreTests {
  private let gold = "PPPPNNNNUU".map { Label.text(String($0)) }
  private let predicted = "PPPNNNNPUN".map { Label.text(String($0)) }

  @Test func classes() throws {
    let scores = Classification(gold: gold, predicted: predicted)
    let classes = try ["N", "P", "U"].map { try #require(scores.byLabel[$0]) }
    #expect(classes.map(\.precision.places) == [0.6, 0.75, 1])
    #expect(classes.map(\.recall.places) == [0.75, 0.75, 0.5])
    #expect(scores.macroF1.places == 0.694444)
    #expect(scores.accuracy.places == 0.7)
    #expect(Cohen(gold, predicted).kappa.places == 0.516129)
  }

  @Test func aClassThatIsNeverPredictedHasNoPrecision() {
    let scores = Classification(gold: [.text("a"), .text("b")], predicted: [.text("a"), .text("a")])
    #expect(scores.byLabel["b"]?.precision.reason == .neverPredicted)
    #expect(scores.byLabel["b"]?.f1.places == 0)
    #expect(scores.macroPrecision.reason == .neverPredicted)
    #expect(Classification(gold: [], predicted: []).macroF1.reason == .noJudgements)
  }

  @Test func spans() {
    let gold = [LabeledSpan(0, 5, "ORG"), LabeledSpan(27, 37, "LOC"), LabeledSpan(50, 60, "PER")]
    let predicted = [
      LabeledSpan(0, 5, "ORG"), LabeledSpan(27, 40, "LOC"), LabeledSpan(50, 60, "ORG"), LabeledSpan(70, 75, "PER"),
    ]
    let exact = Scores(gold: gold, predicted: predicted)
    #expect([exact.precision, exact.recall, exact.f1].map(\.places) == [0.25, 0.333333, 0.285714])
    let near = Scores(gold: gold, predicted: predicted, overlapMin: 0.5)
    #expect([near.precision, near.recall, near.f1].map(\.places) == [0.5, 0.666667, 0.571429])
  }

  @Test func aSpanIsFoundOnce() {
    let gold = [LabeledSpan(0, 10, "A")]
    let scores = Scores(gold: gold, predicted: [LabeledSpan(0, 9, "A"), LabeledSpan(0, 10, "A")], overlapMin: 0.5)
    #expect(scores == Scores(truePositives: 1, falsePositives: 1, falseNegatives: 0))
    #expect(Scores(gold: gold, predicted: []).precision.reason == .neverPredicted)
  }

  @Test func wilson() throws {
    let nine = try Wilson.interval(9, of: 10).get()
    #expect(Measure.success(nine.lowerBound).places == 0.59585)
    #expect(Measure.success(nine.upperBound).places == 0.982124)
    let ten = try Wilson.interval(10, of: 10).get()
    #expect(Measure.success(ten.lowerBound).places == 0.722467)
    #expect(ten.upperBound == 1)
    #expect(throws: Undefined.noJudgements) { try Wilson.interval(0, of: 0).get() }
  }
}
