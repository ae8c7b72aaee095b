internal import Support

/// The name of an object: components of letters, digits and `. _ - + =`, joined by `/`.
///
/// A key is safe as a path below a directory and as an S3 key. Names that people choose (of their files, say) are
/// data, not keys.
public struct ObjectKey: Hashable, Sendable, Comparable, CustomStringConvertible {
  public static let bytesMax = 1024
  public static let componentBytesMax = 255
  /// What content-addressed keys start with.
  public static let contentPrefix = "sha256/"

  public let text: String

  public var description: String { text }

  public var isContent: Bool { text.hasPrefix(ObjectKey.contentPrefix) }

  public init(_ text: String) throws(ObjectStoreError) {
    if let problem = ObjectKey.problem(in: text) { throw .keyInvalid(text, problem) }
    self.text = text
  }

  /// The key of what has this digest: `sha256/ab/cd/<64 digits>`.
  ///
  /// - Parameter sha256: 64 lower-case hexadecimal digits.
  public static func content(sha256: String) throws(ObjectStoreError) -> ObjectKey {
    let digits = Array(sha256.utf8)
    let isHex = digits.allSatisfy { (0x30...0x39).contains($0) || (0x61...0x66).contains($0) }
    guard digits.count == 2 * SHA256.byteCount, isHex else {
      throw .keyInvalid(sha256, "a SHA-256 is \(2 * SHA256.byteCount) lower-case hexadecimal digits")
    }
    return try ObjectKey("\(contentPrefix)\(sha256.prefix(2))/\(sha256.dropFirst(2).prefix(2))/\(sha256)")
  }

  public static func < (left: ObjectKey, right: ObjectKey) -> Bool {
    left.text.utf8.lexicographicallyPrecedes(right.text.utf8)
  }

  private static func problem(in text: String) -> String? {
    guard text.utf8.count <= bytesMax else { return "it is longer than \(bytesMax) bytes" }
    for component in text.utf8.split(separator: UInt8(ascii: "/"), omittingEmptySubsequences: false) {
      if component.isEmpty { return "a part of it is empty" }
      if component.count > componentBytesMax { return "a part of it is longer than \(componentBytesMax) bytes" }
      if component.first == UInt8(ascii: ".") { return "a part of it starts with a dot" }
      if !component.allSatisfy(isAllowed) { return "only letters, digits and . _ - + = are allowed" }
    }
    return nil
  }

  private static func isAllowed(_ byte: UInt8) -> Bool {
    switch byte {
    case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
      UInt8(ascii: "0")...UInt8(ascii: "9"):
      true
    default: "._-+=".utf8.contains(byte)
    }
  }
}
