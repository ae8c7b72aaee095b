import Model
import Support
import Testing

@Suite struct ConditionTests {
  private static let values = RunValues(
    parameters: ["mode": "strict", "n": 5], outputs: ["a": ["rows": 10, "ok": true, "name": "x", "deep": ["er": 2.5]]])

  @Test(arguments: [
    ("parameters.mode == 'strict'", true), ("parameters.mode != \"strict\"", false), ("parameters.n == 5.0", true),
    ("parameters.n == '5'", false), ("parameters.n < 6", true), ("parameters.n <= 5 and 5 >= parameters.n", true),
    ("parameters.n < '6'", false), ("parameters.n >= '6'", false), ("steps.a.rows > -1", true),
    ("steps.a.deep.er == 2.5", true), ("steps.a.ok", true), ("steps.a.name", false), ("steps.a.nothing", false),
    ("steps.a.nothing == null", true), ("steps.b.rows == null", true), ("steps.b.rows < 1", false),
    ("not steps.a.ok", false), ("not not steps.a.ok", true), ("not (steps.a.ok and false)", true),
    ("parameters.mode in ['lenient', 'strict']", true), ("parameters.mode in ['lenient']", false),
    ("steps.a.rows in [1, 10]", true), ("steps.a.name < 'y'", true), ("true or false and false", true),
    ("(true or false) and false", false), ("steps.a == null", false), ("parameters.gone == null", true),
  ]) func conditionsHoldOrNot(_ text: String, _ holds: Bool) throws {
    #expect(try Condition(parsing: text).holds(Self.values) == holds)
  }

  @Test(arguments: [
    ("", 1, "a value is expected"), ("a ==", 1, "'a' is no value"), ("parameters.mode ==", 19, "a value is expected"),
    ("parameters.mode == 'x", 20, "has no end"), ("(true", 6, "')' is expected"),
    ("true false", 6, "nothing is expected"),
    ("parameters.mode in 'x'", 20, "a list such as"), ("parameters.mode in []", 21, "a value is expected"),
    ("parameters.mode in ['a'", 24, "',' or ']'"), ("true; drop", 5, "';' has no meaning"), ("1 < 2 < 3", 7, "nothing"),
    ("parameters == 1", 1, "'parameters' is no value"), ("steps. == 1", 1, "'steps.' is no value"),
    ("system('x')", 1, "'system' is no value"), ("parameters.a.b == 1", 1, "is no value"),
  ]) func whatIsNoConditionIsToldWithItsPlace(_ text: String, _ column: Int, _ message: String) {
    let problem = #expect(throws: Condition.Problem.self) { try Condition(parsing: text) }
    #expect(problem?.column == column, "\(String(describing: problem))")
    #expect(problem?.message.contains(message) == true, "\(String(describing: problem))")
  }

  @Test func depthAndLengthAreBounded() {
    let deep = String(repeating: "(", count: 10_000) + "true" + String(repeating: ")", count: 10_000)
    #expect(throws: Condition.Problem.self) { try Condition(parsing: deep) }
    let nested = String(repeating: "(", count: 100) + "true" + String(repeating: ")", count: 100)
    #expect(throws: Condition.Problem.self) { try Condition(parsing: nested) }
    let negated = String(repeating: "not ", count: 200) + "true"
    #expect(throws: Condition.Problem.self) { try Condition(parsing: negated) }
  }

  @Test func whatItReadsIsKnown() throws {
    let condition = try Condition(parsing: "parameters.mode == 'a' or 'b' == parameters.mode and steps.a.rows in [1]")
    #expect(condition.paths == [.parameter("mode"), .output(step: "a", members: ["rows"])])
    #expect(condition.comparedParameters.map(\.with) == ["a", "b"])
    #expect(condition.reason(Self.values).contains("parameters.mode is \"strict\"; steps.a.rows is 10"))
  }

  @Test func itIsWrittenAsItWasRead() throws {
    let text = "not (parameters.n > 3)"
    let json = try JSON(encoding: try Condition(parsing: text))
    #expect(json == .string(text))
    #expect(try json.decode(as: Condition.self).description == text)
    #expect(throws: JSON.ShapeError.self) { try JSON.string("nonsense").decode(as: Condition.self) }
  }
}
