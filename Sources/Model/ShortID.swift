/// The end of an id, as people are shown ids: `…3e4127af`. An id begins with the time at which it was made and ends in
/// what was drawn at random, so it is the end that tells it from others.
public struct ShortID: Hashable, Sendable, Codable, CustomStringConvertible {
  /// Fewer would be the end of too many.
  public static let digitsMin = 6
  private static let digitsOfAnID = 32

  /// Hexadecimal, lower case, without hyphens; fewer than an id has.
  public let digits: String

  /// Of the digits, with or without what stands for the others (`…` or `...`) and hyphens; `nil` of anything else, and of
  /// a whole id.
  public init?(_ text: String) {
    var rest = text[...]
    if ShortID.isMarked(text) { rest = rest.dropFirst(text.hasPrefix("…") ? 1 : 3) }
    let digits = rest.lowercased().filter { $0 != "-" }
    guard (ShortID.digitsMin..<ShortID.digitsOfAnID).contains(digits.utf8.count),
      digits.utf8.allSatisfy({ (0x30...0x39).contains($0) || (0x61...0x66).contains($0) })
    else { return nil }
    self.digits = digits
  }

  /// The text says that it is the end of something.
  public static func isMarked(_ text: String) -> Bool { text.hasPrefix("…") || text.hasPrefix("...") }

  /// Whether an id ends so.
  public func ends(_ id: String) -> Bool { id.lowercased().filter { $0 != "-" }.hasSuffix(digits) }

  public var description: String { "…\(digits)" }
}
