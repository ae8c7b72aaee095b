import Support

/// Makes values hostile: every text in them that may be any text becomes one that breaks terminals. What may not (an id,
/// a state, a time) is found out by decoding, and stays.
package struct Poison {
  var numbers: SplitMix64
  /// By type and place, `Run.items.*.datasetName`: whether any text does.
  private var isFree: [String: Bool] = [:]

  package init(seed: UInt64) { numbers = SplitMix64(seed: seed) }

  /// A text of a kind that is in no test twice: escapes, marks without a base, lines without end, nothing at all.
  package mutating func text() -> String {
    switch Int.random(in: 0..<40, using: &numbers) {
    case 0: return String(repeating: numbers.hostileText(lengthMax: 4) + "長", count: 20_000)
    case 1: return String(repeating: "x", count: 100_000)
    case 2: return ""
    case 3: return "\u{301}"
    default: return numbers.hostileText(lengthMax: 14)
    }
  }

  package mutating func poisoned<Value: Codable>(_ value: Value) -> Value {
    guard var json = try? JSON(encoding: value) else { return value }
    for place in JSON.texts(in: json) {
      let name = ([String(describing: Value.self)] + place.map { if case .member(let name) = $0 { name } else { "*" } })
        .joined(separator: ".")
      if isFree[name] == false { continue }
      let changed = json.replacing(place[...], with: .string(text()))
      if isFree[name] == nil { isFree[name] = (try? changed.decode(as: Value.self)) != nil }
      if isFree[name] == true { json = changed }
    }
    return (try? json.decode(as: Value.self)) ?? value
  }
}

extension JSON {
  fileprivate enum Step {
    case member(String)
    case element(Int)
  }

  /// The ways to all strings in it.
  fileprivate static func texts(in json: JSON) -> [[Step]] {
    if json.string != nil { return [[]] }
    let inside =
      (json.members ?? []).map { (Step.member($0.name), $0.value) }
      + (json.array ?? []).enumerated().map { (Step.element($0), $1) }
    return inside.flatMap { step, value in texts(in: value).map { [step] + $0 } }
  }

  fileprivate func replacing(_ place: ArraySlice<Step>, with value: JSON) -> JSON {
    guard let step = place.first else { return value }
    let rest = place.dropFirst()
    var copy = self
    switch step {
    case .member(let name): copy[name] = self[name]?.replacing(rest, with: value)
    case .element(let index):
      guard var elements = array else { return self }
      elements[index] = elements[index].replacing(rest, with: value)
      copy = .array(elements)
    }
    return copy
  }
}

extension String {
  /// What a terminal must never be given: controls, C1, bidirectional and other invisible formats. Joiners may stand
  /// inside a glyph.
  package func hostileScalars(allowing allowed: Set<Unicode.Scalar> = []) -> [Unicode.Scalar] {
    unicodeScalars.filter { scalar in
      if allowed.contains(scalar) || scalar.value == 0x200c || scalar.value == 0x200d { return false }
      // The letters of a flag of a region (a tag sequence) are part of its glyph.
      if (0xe0020...0xe007f).contains(scalar.value) { return false }
      switch scalar.properties.generalCategory {
      case .control, .format, .lineSeparator, .paragraphSeparator: return true
      default: return false
      }
    }
  }
}
