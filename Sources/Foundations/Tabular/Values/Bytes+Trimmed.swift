extension UnsafeBufferPointer where Element == UInt8 {
  /// The bytes without white space at both ends: ASCII white space and controls, U+00A0, U+3000 and U+FEFF.
  public var trimmed: UnsafeBufferPointer<UInt8> {
    guard let base = baseAddress, count > 0 else { return self }
    return Self.mayBeSpace(first: base[0]) || Self.mayBeSpace(last: base[count &- 1]) ? trimmedSlowly(base) : self
  }

  @inline(__always)
  private static func mayBeSpace(first: UInt8) -> Bool {
    first <= 0x20 || first == 0xc2 || first == 0xe3 || first == 0xef
  }

  @inline(__always)
  private static func mayBeSpace(last: UInt8) -> Bool {
    last <= 0x20 || last == 0xa0 || last == 0x80 || last == 0xbf
  }

  @inline(never)
  private func trimmedSlowly(_ base: UnsafePointer<UInt8>) -> UnsafeBufferPointer<UInt8> {
    var start = 0
    var end = count
    while start < end, let length = Self.spaceLength(base + start, end - start) { start += length }
    while start < end {
      let last = base[end - 1]
      if last <= 0x20 {
        end -= 1
      } else if last == 0xa0, end - start >= 2, base[end - 2] == 0xc2 {
        end -= 2
      } else if end - start >= 3, Self.spaceLength(base + (end - 3), 3) == 3 {
        end -= 3
      } else {
        break
      }
    }
    return UnsafeBufferPointer(start: base + start, count: end - start)
  }

  /// The length of the white space character at the pointer.
  @inline(__always)
  private static func spaceLength(_ pointer: UnsafePointer<UInt8>, _ available: Int) -> Int? {
    switch pointer[0] {
    case 0...0x20: 1
    case 0xc2 where available >= 2 && pointer[1] == 0xa0: 2
    case 0xe3 where available >= 3 && pointer[1] == 0x80 && pointer[2] == 0x80: 3
    case 0xef where available >= 3 && pointer[1] == 0xbb && pointer[2] == 0xbf: 3
    default: nil
    }
  }
}
