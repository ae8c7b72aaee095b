import Support

extension SplitMix64 {
  /// A number in `0..<bound`; the bound is small, so that the bias of a multiplication does not show.
  @inline(__always)
  mutating func below(_ bound: Int) -> Int { Int((next() &>> 32) &* UInt64(bound) &>> 32) }

  /// A number in `0..<1`.
  @inline(__always)
  mutating func unit() -> Double { Double(next() &>> 11) * 0x1p-53 }

  /// `true` so many times in a hundred.
  @inline(__always)
  mutating func percent(_ share: Int) -> Bool { below(100) < share }
}
