import Support

/// Reads judgements from JSON Lines, `{"item": …, "annotator": …, "label": …}` each, in pieces of any size: a label is
/// a text, a number or a list of texts; other members are passed over.
public struct JudgementLines: Sendable {
  /// A line that holds no judgement.
  public struct BadLine: Hashable, Sendable {
    /// Counted from 1.
    public var number: Int
    public var problem: String
  }

  /// Bytes of a line.
  public static let lineBytesMax = 1 << 20

  public private(set) var judgements = Judgements()
  /// The first ones, at most ``badLinesMax``; ``badLineCount`` counts all.
  public private(set) var badLines: [BadLine] = []
  public private(set) var badLineCount = 0
  public static let badLinesMax = 10

  private var rest: [UInt8] = []
  private var lineNumber = 0

  public init() {}

  public mutating func feed(_ bytes: [UInt8]) {
    var start = 0
    while let end = bytes[start...].firstIndex(of: UInt8(ascii: "\n")) {
      line(rest.isEmpty ? bytes[start..<end] : (rest + bytes[start..<end])[...])
      rest.removeAll(keepingCapacity: true)
      start = end + 1
    }
    // A line that is too long is known to be bad before it has ended: its tail need not be kept.
    if rest.count <= JudgementLines.lineBytesMax { rest += bytes[start...] }
  }

  /// Takes the last line, which need not end with a line feed.
  public mutating func finish() {
    if !rest.isEmpty { line(rest[...]) }
    rest = []
  }

  private mutating func line(_ bytes: ArraySlice<UInt8>) {
    lineNumber += 1
    if lineNumber == 1, bytes.starts(with: [0xef, 0xbb, 0xbf]) { return content(bytes.dropFirst(3)) }
    content(bytes)
  }

  private mutating func content(_ bytes: ArraySlice<UInt8>) {
    if bytes.allSatisfy({ $0 == 0x20 || $0 == 0x09 || $0 == 0x0d }) { return }
    do {
      let (item, annotator, label) = try JudgementLines.parse(bytes)
      try judgements.add(item: item, annotator: annotator, label: label)
    } catch let error as Judgements.Duplicate {
      refuse("\(error.annotator) has judged \(error.item) on an earlier line")
    } catch {
      refuse("\(error)")
    }
  }

  private mutating func refuse(_ problem: String) {
    badLineCount += 1
    if badLines.count < JudgementLines.badLinesMax {
      badLines.append(BadLine(number: lineNumber, problem: problem))
    }
  }

  private struct Problem: Error, CustomStringConvertible { var description: String }

  private static func parse(_ bytes: ArraySlice<UInt8>) throws -> (item: String, annotator: String, label: Label) {
    guard bytes.count <= lineBytesMax else { throw Problem(description: "longer than \(lineBytesMax) bytes") }
    let line = try JSON(parsing: bytes)
    guard line.members != nil else { throw Problem(description: "no object") }
    guard let label = line["label"].flatMap(label) else {
      throw Problem(description: "'label' has to be a text, a number or a list of texts")
    }
    return (try name("item", line), try name("annotator", line), label)
  }

  /// A text, or a whole number as a text.
  private static func name(_ member: String, _ line: JSON) throws -> String {
    switch line[member] {
    case .string(let text): return text
    case .integer(let number): return String(number)
    default: throw Problem(description: "'\(member)' has to be a text or a whole number")
    }
  }

  private static func label(_ value: JSON) -> Label? {
    switch value {
    case .string(let text): return .text(text)
    case .integer, .number, .decimal: return value.number.map { Label($0) }
    case .array(let elements):
      let members = elements.compactMap(\.string)
      return members.count == elements.count ? Label(members: members) : nil
    default: return nil
    }
  }
}
