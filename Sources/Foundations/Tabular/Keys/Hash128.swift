/// A 128-bit hash of bytes: MurmurHash3_x64_128 (Austin Appleby, public domain). For finding equal keys, not against
/// an adversary.
public struct Hash128: Sendable, Hashable, BitwiseCopyable {
  public var low: UInt64
  public var high: UInt64

  public init(low: UInt64, high: UInt64) {
    self.low = low
    self.high = high
  }

  /// The hash of one byte range. With the hash of another range as `seed` it is that of a list of ranges, whose
  /// bounds count: (`ab`, `c`) differs from (`a`, `bc`).
  public init(of bytes: Bytes, seed: Hash128 = Hash128(low: 0, high: 0)) {
    low = seed.low
    high = seed.high
    if let base = bytes.baseAddress { absorb(base, bytes.count) }
    finish(count: bytes.count)
  }

  private static let c1: UInt64 = 0x87c3_7b91_1142_53d5
  private static let c2: UInt64 = 0x4cf5_ad43_2745_937f

  @inline(__always)
  private mutating func absorb(_ base: UnsafePointer<UInt8>, _ count: Int) {
    var offset = 0
    while offset &+ 16 <= count {
      low ^= Hash128.mix1(Words.load(base + offset))
      low = (Hash128.rotate(low, 27) &+ high) &* 5 &+ 0x52dc_e729
      high ^= Hash128.mix2(Words.load(base + offset + 8))
      high = (Hash128.rotate(high, 31) &+ low) &* 5 &+ 0x3849_5ab5
      offset &+= 16
    }
    let rest = count &- offset
    if rest > 8 { high ^= Hash128.mix2(Words.partial(base + offset + 8, rest &- 8)) }
    if rest >= 8 {
      low ^= Hash128.mix1(Words.load(base + offset))
    } else if rest > 0 {
      low ^= Hash128.mix1(Words.partial(base + offset, rest))
    }
  }

  @inline(__always)
  private mutating func finish(count: Int) {
    low ^= UInt64(count)
    high ^= UInt64(count)
    low &+= high
    high &+= low
    low = Hash128.avalanche(low)
    high = Hash128.avalanche(high)
    low &+= high
    high &+= low
  }

  @inline(__always)
  private static func mix1(_ word: UInt64) -> UInt64 { rotate(word &* c1, 31) &* c2 }

  @inline(__always)
  private static func mix2(_ word: UInt64) -> UInt64 { rotate(word &* c2, 33) &* c1 }

  @inline(__always)
  private static func rotate(_ word: UInt64, _ bits: UInt64) -> UInt64 { word &<< bits | word &>> (64 &- bits) }

  @inline(__always)
  private static func avalanche(_ word: UInt64) -> UInt64 {
    var word = word
    word ^= word &>> 33
    word = word &* 0xff51_afd7_ed55_8ccd
    word ^= word &>> 33
    word = word &* 0xc4ce_b9fe_1a85_ec53
    return word ^ (word &>> 33)
  }
}
