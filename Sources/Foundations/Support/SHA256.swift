internal import CCrypto

/// A SHA-256 digest computed piece by piece.
///
/// Source: FIPS 180-4, through OpenSSL's libcrypto, which uses the processor's SHA instructions.
public struct SHA256: ~Copyable {
  public static let byteCount = 32

  private var context = SHA256_CTX()

  public init() { SHA256_Init(&context) }

  public mutating func update(_ bytes: UnsafeRawBufferPointer) {
    SHA256_Update(&context, bytes.baseAddress, bytes.count)
  }

  /// The 32 bytes. The digest must not be used afterwards.
  public consuming func finish() -> [UInt8] {
    var digest = [UInt8](repeating: 0, count: SHA256.byteCount)
    SHA256_Final(&digest, &context)
    return digest
  }

  /// The digest of a whole buffer in lower-case hexadecimal digits.
  public static func hex(of bytes: some Collection<UInt8>) -> String {
    var digest = SHA256()
    Array(bytes).withUnsafeBytes { digest.update($0) }
    return digest.finish().hex
  }
}

extension Sequence<UInt8> {
  /// The bytes as lower-case hexadecimal digits.
  public var hex: String {
    let digits = Array("0123456789abcdef".utf8)
    var out: [UInt8] = []
    for byte in self { out += [digits[Int(byte >> 4)], digits[Int(byte & 15)]] }
    return String(decoding: out, as: UTF8.self)
  }
}
