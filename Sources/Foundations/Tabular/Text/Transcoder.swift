import Glibc

/// Converts text between encodings as it arrives in pieces; a character that a piece cuts is completed by the next.
/// What cannot be converted is replaced and counted.
///
/// Cost: that of the C library's `iconv`, some 100–300 MB/s, and tens of microseconds for each replacement, for `iconv`
/// then converts its last block once more. Readers decode GBK by table instead.
public struct Transcoder: ~Copyable {
  private let handle: iconv_t
  private let replacement: [UInt8]
  private let skipsContinuations: Bool
  private var pending: [UInt8] = []

  /// Throws `.unsupportedEncoding` when the system lacks one of the encodings.
  public init(from source: TextEncoding, to target: TextEncoding) throws(TabularError) {
    guard let handle = iconv_open(target.rawValue, source.rawValue), Int(bitPattern: handle) != -1 else {
      throw .unsupportedEncoding("\(source == .utf8 ? target.rawValue : source.rawValue), which this system lacks")
    }
    self.handle = handle
    replacement = target == .utf8 ? UTF8Text.replacement : [UInt8(ascii: "?")]
    skipsContinuations = source == .utf8
  }

  deinit { iconv_close(handle) }

  /// Appends the converted bytes; `isLast` says that no more will come, so that a cut character is an error.
  /// Returns how many characters or bytes were replaced.
  public mutating func append(_ input: Bytes, to out: inout ByteBuffer, isLast: Bool = true) -> Int {
    guard !pending.isEmpty else { return convert(input, to: &out, isLast) }
    let joined = pending + input
    pending.removeAll()
    return joined.withUnsafeBufferPointer { convert($0, to: &out, isLast) }
  }

  private mutating func convert(_ input: Bytes, to out: inout ByteBuffer, _ isLast: Bool) -> Int {
    guard let start = input.baseAddress else { return 0 }
    var cursor: UnsafeMutablePointer<CChar>? = UnsafeMutableRawPointer(mutating: start)
      .assumingMemoryBound(to: CChar.self)
    var left = input.count
    var replaced = 0
    while left > 0 {
      let status = step(&cursor, &left, to: &out)
      if status == 0 || status == E2BIG { continue }
      if status == EINVAL, !isLast {
        pending = Array(input.suffix(left))
        return replaced
      }
      replaced += 1
      for byte in replacement { out.append(byte) }
      let skipped = min(left, skippedBytes(input.suffix(left)))
      cursor = cursor?.advanced(by: skipped)
      left -= skipped
      iconv(handle, nil, nil, nil, nil)
    }
    return replaced
  }

  /// One call of `iconv` into free space of the buffer; returns 0 or the error number.
  private func step(
    _ cursor: inout UnsafeMutablePointer<CChar>?, _ left: inout Int, to out: inout ByteBuffer
  ) -> Int32 {
    out.reserve(left + left / 2 + 16)
    let room = out.capacity - out.count
    var free = room
    var target: UnsafeMutablePointer<CChar>? = UnsafeMutableRawPointer(out.base + out.count)
      .assumingMemoryBound(to: CChar.self)
    let result = iconv(handle, &cursor, &left, &target, &free)
    let status = errno
    out.count += room - free
    return result == -1 ? status : 0
  }

  private func skippedBytes(_ rest: Slice<Bytes>) -> Int {
    guard skipsContinuations, rest.first.map({ $0 >= 0xc0 }) == true else { return 1 }
    return 1 + rest.dropFirst().prefix(3).prefix { $0 & 0xc0 == 0x80 }.count
  }
}
