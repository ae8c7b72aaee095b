import Agreement
import Testing

/// The values were computed with scikit-learn, statsmodels, krippendorff and nltk.
@Suite struct AgreementTests {
  private func cohen(_ judgements: Judgements, _ order: [String]? = nil) throws -> Cohen {
    try #require(Cohen.pairs(judgements, order: order).first)
  }

  @Test func twoByTwo() throws {
    let table = Table.square(20, 5, 10, 15)
    #expect(try cohen(table).kappa.places == 0.4)
    #expect(try cohen(table).n == 50)
    #expect(Krippendorff(table).alpha(.nominal).places == 0.4)
  }

  @Test func weighted() throws {
    let pair = try cohen(Table.judgements("aaabbbcccc", "aabbbcccca"), ["a", "b", "c"])
    #expect(pair.kappa.places == 0.545455)
    #expect(pair.kappaLinear.places == 0.555556)
    #expect(pair.kappaQuadratic.places == 0.565217)
  }

  @Test func theDeclaredOrderCounts() throws {
    let names = ["low", "mid", "high"]
    let raters = [["low", "mid", "high", "low", "high", "mid"], ["low", "high", "high", "mid", "high", "low"]]
    let table = Table.judgements(raters.map { $0.map(Label.text) })
    #expect(try cohen(table, names).kappaLinear.places == 0.470588)
    #expect(try cohen(table).kappaLinear.reason == .noOrder)
    #expect(try cohen(table, ["low", "mid"]).kappaLinear.reason == .labelNotInOrder)
    #expect(Krippendorff(table).alpha(.ordinal).reason == .noOrder)
    #expect(Krippendorff(table, order: names).alpha(.ordinal).places != nil)
  }

  @Test func oneCategoryIsUndefined() throws {
    let table = Table.judgements("xxxxx", "xxxxx")
    let pair = try cohen(table, ["x"])
    #expect(pair.observed.places == 1)
    #expect(
      [pair.kappa, pair.kappaLinear, pair.kappaQuadratic].map(\.reason) == [.oneCategory, .oneCategory, .oneCategory])
    #expect(Krippendorff(table).alpha(.nominal).reason == .oneCategory)
    #expect(Fleiss.kappa(table).reason == .oneCategory)
  }

  @Test func theParadoxOfTheRareCategory() throws {
    let almost = Table.judgements("1111111111", "1111111110")
    #expect(try cohen(almost).observed.places == 0.9)
    #expect(try cohen(almost).kappa.places == 0)
    #expect(Krippendorff(almost).alpha(.nominal).places == 0)
    let rare = Table.square(90, 5, 5, 0)
    #expect(try cohen(rare).observed.places == 0.9)
    #expect(try cohen(rare).kappa.places == -0.052632)
    #expect(Krippendorff(rare).alpha(.nominal).places == -0.047368)
  }

  @Test func disagreementThroughout() throws {
    let table = Table.judgements("0101010101", "1010101010")
    #expect(try cohen(table).kappa.places == -1)
    #expect(Krippendorff(table).alpha(.nominal).places == -0.9)
  }

  @Test func nothingShared() throws {
    let one = Table.judgements("ab")
    #expect(Krippendorff(one).alpha(.nominal).reason == .oneAnnotator)
    #expect(Fleiss.kappa(one).reason == .oneAnnotator)
    #expect(Cohen.pairs(one).isEmpty)
    let apart = Table.judgements("ab--", "--ab")
    #expect(Krippendorff(apart).alpha(.nominal).reason == .noItemShared)
    #expect(try cohen(apart).kappa.reason == .noItemShared)
    #expect(try cohen(apart).n == 0)
    #expect(Krippendorff(Judgements()).alpha(.nominal).reason == .noJudgements)
  }

  @Test func fleissNeedsEqualNumbers() {
    #expect(Fleiss.kappa(Table.judgements("aab", "a-b", "abb")).reason == .unequalNumberOfJudgements)
    // Three items: xxy, yyy, xyx.
    let table = Table.judgements("xyx", "xyy", "yyx")
    #expect(Fleiss.kappa(table).places == 0.1)
    #expect(Krippendorff(table).alpha(.nominal).places == 0.2)
  }

  @Test func itemsLeftOut() {
    let table = Table.judgements("aabb-a", "abb-ca", "-abbcc")
    #expect(Krippendorff(table).alpha(.nominal).places == 0.611111)
    let pairs = Cohen.pairs(table)
    #expect(pairs.map(\.n) == [4, 4, 4])
    #expect(pairs.map(\.kappa.places) == [0.5, 0.6, 0.272727])
  }

  @Test func byLabel() throws {
    let labels = Krippendorff(Table.judgements("aabbc", "aabbc", "aabcb")).byLabel
    #expect(labels.map(\.label) == ["a", "b", "c"])
    #expect(labels[0].alpha.places == 1)
    #expect(try labels[1].alpha.get() < 1)
  }

  /// A number goes by the same name in agreement and in scores.
  @Test func numbersByLabel() {
    let given = [[1, -2, 0.5], [1, -2, -2]].map { $0.map { Label($0) } }
    #expect(Krippendorff(Table.judgements(given)).byLabel.map(\.label) == ["-2", "0.5", "1"])
    #expect(Classification(gold: given[0], predicted: given[1]).byLabel.keys.sorted() == ["-2", "0.5", "1"])
  }

  @Test func sets() {
    let raters = [[["a", "b"], ["a"], ["c"], ["a", "b", "c"]], [["a"], ["a"], ["b", "c"], ["a"]]]
    let alphas = Krippendorff(Table.judgements(raters.map { $0.map(Label.init(members:)) }))
    #expect(alphas.alpha(.masi).places == 0.189024)
    #expect(alphas.alpha(.jaccard).places == 0.278351)
    #expect(alphas.alpha(.interval).reason == .notNumbers)
  }
}
