/// Decodes GBK and GB18030 by a table of all two-byte characters, made once from the C library's; only the rare
/// four-byte characters of GB18030 go through `iconv`.
struct GBDecoder: ~Copyable {
  private let pairs: [UInt32]
  private var fourByte: Transcoder?

  init(_ encoding: TextEncoding) throws(TabularError) {
    pairs = encoding == .gb18030 ? GBDecoder.gb18030Pairs : GBDecoder.gbkPairs
    fourByte = encoding == .gb18030 ? try Transcoder(from: .gb18030, to: .utf8) : nil
    if pairs.isEmpty { _ = try Transcoder(from: encoding, to: .utf8) }
  }

  /// The UTF-8 of each character (lead 0x81…0xFE, trail 0x40…0xFE), first byte lowest; 0 where there is none.
  /// Empty when the system has no such converter.
  private static let gbkPairs = makePairs(.gbk)
  private static let gb18030Pairs = makePairs(.gb18030)

  private static let trails = 0xff - 0x40

  private static func makePairs(_ encoding: TextEncoding) -> [UInt32] {
    guard var transcoder = try? Transcoder(from: encoding, to: .utf8) else { return [] }
    var pairs = [UInt32](repeating: 0, count: 0x7e * trails)
    var out = ByteBuffer(capacity: 16)
    for lead in 0..<0x7e {
      for trail in 0..<trails {
        out.removeAll()
        let character = [UInt8(lead + 0x81), UInt8(trail + 0x40)]
        let replaced = character.withUnsafeBufferPointer { transcoder.append($0, to: &out) }
        guard replaced == 0, out.count <= 4 else { continue }
        pairs[lead * trails + trail] = out.elements.reversed().reduce(0) { $0 << 8 | UInt32($1) }
      }
    }
    return pairs
  }

  /// Appends the text as UTF-8, with U+FFFD for every byte that belongs to no character. Returns how many there were.
  mutating func append(_ bytes: Bytes, to out: inout ByteBuffer) -> Int {
    guard let base = bytes.baseAddress else { return 0 }
    let count = bytes.count
    out.reserve(count &* 3 &+ 8)
    var target = out.base + out.count
    var index = 0
    var replaced = 0
    while index < count {
      if index &+ 8 <= count {
        let word = Words.load(base + index)
        Words.store(word, target)
        let high = word & Words.highs
        let ascii = high == 0 ? 8 : Words.firstIndex(high)
        index &+= ascii
        target += ascii
        if high == 0 { continue }
      }
      let lead = base[index]
      if lead < 0x80 {
        target.pointee = lead
        target += 1
        index &+= 1
        continue
      }
      let length = decode(base + index, count &- index, &target)
      if length == 0 {
        for byte in UTF8Text.replacement {
          target.pointee = byte
          target += 1
        }
        replaced += 1
      }
      index &+= max(1, length)
    }
    out.count = target - out.base
    return replaced
  }

  /// Writes one character that starts with a high byte; returns its length in the source, 0 when it is none.
  @inline(__always)
  private mutating func decode(
    _ pointer: UnsafePointer<UInt8>, _ available: Int, _ target: inout UnsafeMutablePointer<UInt8>
  ) -> Int {
    let lead = pointer[0]
    if lead == 0x80 { return writeEuro(&target) }
    if lead == 0xff || available < 2 { return 0 }
    let trail = pointer[1]
    if trail >= 0x40 && trail != 0xff {
      let packed = pairs[(Int(lead) &- 0x81) &* GBDecoder.trails &+ Int(trail) &- 0x40]
      if packed == 0 { return 0 }
      UnsafeMutableRawPointer(target).storeBytes(of: packed.littleEndian, as: UInt32.self)
      target += 4 &- packed.leadingZeroBitCount &>> 3
      return 2
    }
    return decodeFourBytes(pointer, available, &target)
  }

  /// Code page 936 has the euro sign in a single byte (WHATWG Encoding, "gb18030 decoder").
  @inline(never)
  private func writeEuro(_ target: inout UnsafeMutablePointer<UInt8>) -> Int {
    target[0] = 0xe2
    target[1] = 0x82
    target[2] = 0xac
    target += 3
    return 1
  }

  @inline(never)
  private mutating func decodeFourBytes(
    _ pointer: UnsafePointer<UInt8>, _ available: Int, _ target: inout UnsafeMutablePointer<UInt8>
  ) -> Int {
    guard available >= 4 else { return 0 }
    var out = ByteBuffer(capacity: 16)
    guard let replaced = fourByte?.append(Bytes(start: pointer, count: 4), to: &out), replaced == 0 else { return 0 }
    target.update(from: out.base, count: out.count)
    target += out.count
    return 4
  }
}
