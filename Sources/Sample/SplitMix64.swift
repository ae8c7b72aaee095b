/// A small fast generator of numbers that are the same for the same seed everywhere (Steele, Lea and Flood, 2014).
struct SplitMix64 {
  private var state: UInt64

  init(seed: UInt64) { state = seed }

  @inline(__always)
  mutating func next() -> UInt64 {
    state &+= 0x9e37_79b9_7f4a_7c15
    var word = state
    word = (word ^ (word &>> 30)) &* 0xbf58_476d_1ce4_e5b9
    word = (word ^ (word &>> 27)) &* 0x94d0_49bb_1331_11eb
    return word ^ (word &>> 31)
  }

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
