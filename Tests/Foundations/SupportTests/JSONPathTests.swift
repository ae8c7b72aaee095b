import Support
import Testing

@Suite struct JSONPathTests {
  @Test(arguments: [
    "a", "a.b", "a[0].b", "file.template.fields[12].type", #"["a.b"].c"#, #"a["\"x\\"][3]"#, "数.据", "[1]",
  ]) func pathsAreReadAndWritten(text: String) throws {
    #expect(try #require(JSON.Path(parsing: text)).description == text)
  }

  @Test(arguments: [
    "", ".", "a.", "a..b", "a[", "a[x]", "a[1", "[\"a]", "a]", "a b", "a[-1]", "a[99999999999999999999]",
  ])
  func whatIsNoneIsRefused(text: String) { #expect(JSON.Path(parsing: text) == nil) }

  @Test func valuesAreSetMadeAndTakenAway() throws {
    let value: JSON = ["a": ["b": [1, 2]], "c": nil]
    func set(_ text: String, _ new: JSON?) throws -> JSON? {
      let path = try #require(JSON.Path(parsing: text))
      return value.setting(new, at: path)
    }
    #expect(try set("a.b[1]", "x") == ["a": ["b": [1, "x"]], "c": nil])
    #expect(try set("a.b[2]", 3) == ["a": ["b": [1, 2, 3]], "c": nil], "right behind the end")
    #expect(try set("a.b[3]", 3) == nil, "no gaps")
    #expect(try set("a.b[0]", nil) == ["a": ["b": [2]], "c": nil])
    #expect(try set("a.b", nil) == ["a": [:], "c": nil])
    #expect(try set("d.e.f", 1) == ["a": ["b": [1, 2]], "c": nil, "d": ["e": ["f": 1]]])
    #expect(try set("a.b.c", 1) == nil, "a list has no members")
    #expect(try set("a[0]", 1) == nil, "an object has no places")
    let (second, third) = (try #require(JSON.Path(parsing: "a.b[1]")), try #require(JSON.Path(parsing: "a.b[2]")))
    #expect(value.value(at: second) == 2 && value.value(at: third) == nil)
  }

  @Test func differencesAreTheInnermostPlaces() {
    let before: JSON = ["a": 1, "b": ["x": 1, "y": [1, 2]], "gone": true]
    let after: JSON = ["b": ["y": [1, 3, 4], "x": 1], "a": "1", "new": ["z": 1]]
    let found = JSON.differences(from: before, to: after)
    #expect(
      found.map(\.description) == [
        "a: 1 → 1", "b.y[1]: 2 → 3", "b.y[2]: – → 4", "gone: true → –", #"new: – → {"z":1}"#,
      ])
    #expect(JSON.differences(from: before, to: before).isEmpty)
    let order: JSON = ["x": ["b": 2, "a": 1]]
    #expect(JSON.differences(from: order, to: ["x": ["a": 1, "b": 2]]).isEmpty, "order makes no difference")
  }

  /// What the differences say turns the one value into the other.
  @Test(arguments: [UInt64(1), 2, 3, 4, 5, 6, 7, 8]) func differencesRebuildTheValue(seed: UInt64) throws {
    var random = Numbers(state: seed)
    for _ in 0..<50 {
      let (before, after) = (random.object(depth: 3), random.object(depth: 3))
      var rebuilt = before
      let changes = JSON.differences(from: before, to: after)
      // Lists grow at their end, and shrink from there.
      for change in changes.filter({ $0.after != nil }) + changes.filter({ $0.after == nil }).reversed() {
        rebuilt = try #require(rebuilt.setting(change.after, at: change.path))
      }
      #expect(JSON.differences(from: rebuilt, to: after).isEmpty, "\(before.text()) \(after.text())")
    }
  }

  @Test func secretsAreMaskedInDifferences() throws {
    let found = JSON.differences(
      from: ["api_token": "abc", "url": "redis://u:pw@h"], to: ["api_token": "def", "url": "redis://u:qq@h"]
    ).map(\.masked)
    #expect(found.map(\.description) == ["api_token: ••• → •••", "url: redis://u:•••@h → redis://u:•••@h"])
    #expect(try JSON(encoding: found).decode(as: [JSON.Difference].self) == found)
  }
}

private struct Numbers {
  var state: UInt64

  mutating func next(_ bound: Int) -> Int {
    state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
    return Int(state >> 33) % bound
  }

  mutating func object(depth: Int) -> JSON {
    .object((0..<3).filter { _ in next(3) > 0 }.map { JSON.Member("m\($0)", value(depth: depth - 1)) })
  }

  mutating func value(depth: Int) -> JSON {
    switch next(depth > 0 ? 4 : 2) {
    case 0: return JSON(next(3))
    case 1: return .string("s\(next(3))")
    case 2: return .array((0..<next(4)).map { _ in value(depth: depth - 1) })
    default: return object(depth: depth)
    }
  }
}
