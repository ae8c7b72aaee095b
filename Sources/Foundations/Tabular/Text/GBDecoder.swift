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

  /// The UTF-8 of each character (lead 0x81…0xFF, trail 0x40…0xFF), first byte lowest; 0 where there is none.
  /// Empty when the system has no such converter.
  private static let gbkPairs = makePairs(.gbk)
  private static let gb18030Pairs = makePairs(.gb18030)

  private static let leads = 0x100 - 0x81
  private static let trails = 0x100 - 0x40

  private static func makePairs(_ encoding: TextEncoding) -> [UInt32] {
    guard var transcoder = try? Transcoder(from: encoding, to: .utf8) else { return [] }
    var pairs = [UInt32](repeating: 0, count: leads * trails)
    var out = ByteBuffer(capacity: 16)
    for lead in 0..<leads {
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
      pairs.withUnsafeBufferPointer { GBDecoder.decodeCommon(base, &index, count, &target, $0) }
      if index == count { break }
      let length = decodeRare(base + index, count &- index, &target)
      if length == 0 {
        target.update(from: UTF8Text.replacement, count: UTF8Text.replacement.count)
        target += UTF8Text.replacement.count
        replaced += 1
      }
      index &+= max(1, length)
    }
    out.count = target - out.base
    return replaced
  }

  /// Decodes ASCII and two-byte characters, up to the first byte that starts neither.
  @inline(__always)
  private static func decodeCommon(
    _ base: UnsafePointer<UInt8>, _ index: inout Int, _ count: Int, _ target: inout UnsafeMutablePointer<UInt8>,
    _ pairs: UnsafeBufferPointer<UInt32>
  ) {
    while index < count {
      let lead = base[index]
      if lead < 0x80 {
        if index &+ 8 <= count {
          let word = Words.load(base + index)
          Words.store(word, target)
          let high = word & Words.highs
          let length = high == 0 ? 8 : Words.firstIndex(high)
          index &+= length
          target += length
        } else {
          target.pointee = lead
          target += 1
          index &+= 1
        }
        continue
      }
      guard lead > 0x80, index &+ 1 < count, base[index &+ 1] >= 0x40 else { return }
      let packed = pairs[(Int(lead) &- 0x81) &* trails &+ Int(base[index &+ 1]) &- 0x40]
      if packed == 0 { return }
      UnsafeMutableRawPointer(target).storeBytes(of: packed.littleEndian, as: UInt32.self)
      target += 4 &- packed.leadingZeroBitCount &>> 3
      index &+= 2
    }
  }

  /// Writes one character of another kind; returns its length in the source, 0 when it is none.
  @inline(never)
  private mutating func decodeRare(
    _ pointer: UnsafePointer<UInt8>, _ available: Int, _ target: inout UnsafeMutablePointer<UInt8>
  ) -> Int {
    if pointer[0] == 0x80 { return writeEuro(&target) }
    guard pointer[0] != 0xff, available >= 4 else { return 0 }
    var out = ByteBuffer(capacity: 16)
    guard let replaced = fourByte?.append(Bytes(start: pointer, count: 4), to: &out), replaced == 0 else { return 0 }
    // Four ASCII bytes behind a lead would convert as well, each by itself.
    guard UTF8Text.characterLength(out.base, out.count) == out.count else { return 0 }
    target.update(from: out.base, count: out.count)
    target += out.count
    return 4
  }

  /// Code page 936 has the euro sign in a single byte (WHATWG Encoding, "gb18030 decoder").
  private func writeEuro(_ target: inout UnsafeMutablePointer<UInt8>) -> Int {
    target[0] = 0xe2
    target[1] = 0x82
    target[2] = 0xac
    target += 3
    return 1
  }
}
