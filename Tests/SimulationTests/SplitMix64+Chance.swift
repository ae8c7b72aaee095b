import Support

/// Everything that is left to chance in a simulation.
extension SplitMix64 {
  mutating func chance(_ share: Double) -> Bool { Double.random(in: 0..<1, using: &self) < share }

  mutating func number(_ range: ClosedRange<Int>) -> Int { Int.random(in: range, using: &self) }

  mutating func seconds(_ range: ClosedRange<Double>) -> Double { Double.random(in: range, using: &self) }

  mutating func choose<Element>(_ elements: [Element]) -> Element { elements[number(0...elements.count - 1)] }
}
