import Model
import Support

/// Reads predictions from JSON Lines, a piece of the file after the other, in bounded memory.
struct PredictionLines {
  struct Line {
    /// From 1.
    var number: Int
    var key: String?
    var prediction: Result<Prediction, Failure>
  }

  static let lineBytesMax = 1 << 20

  private var rest: [UInt8] = []
  private var number = 0
  /// The line that is being read is longer than it may be: its end is looked for, and nothing else.
  private var isTooLong = false

  /// The lines that are complete; blank ones are passed over.
  mutating func feed(_ bytes: [UInt8]) -> [Line] {
    var lines: [Line] = []
    var start = 0
    while let end = bytes[start...].firstIndex(of: UInt8(ascii: "\n")) {
      take(bytes[start..<end])
      lines += finish()
      start = end + 1
    }
    take(bytes[start...])
    return lines
  }

  /// The last line, where nothing ends it.
  mutating func finish() -> [Line] {
    defer { (rest, isTooLong) = ([], false) }
    number += 1
    if isTooLong { return [refusal(nil, "is longer than \(PredictionLines.lineBytesMax) bytes")] }
    if rest.allSatisfy({ $0 == 0x20 || $0 == 0x09 || $0 == 0x0d }) { return [] }
    return [line(rest)]
  }

  private mutating func take(_ bytes: ArraySlice<UInt8>) {
    guard !isTooLong else { return }
    rest += bytes
    guard rest.count > PredictionLines.lineBytesMax else { return }
    (rest, isTooLong) = ([], true)
  }

  private func line(_ bytes: [UInt8]) -> Line {
    guard String(validating: bytes, as: UTF8.self) != nil else { return refusal(nil, "has bytes that are not UTF-8") }
    var key: String?
    do {
      let json = try JSON(parsing: bytes)
      let numeral = json["key"].flatMap { $0.number == nil ? nil : $0.text() }
      key = json["key"]?.string ?? numeral
      guard key != nil else { return refusal(nil, "names no 'key'") }
      return Line(number: number, key: key, prediction: .success(try json.decode(as: Prediction.self)))
    } catch let error as JSON.SyntaxError {
      return refusal(key, "is no JSON: \(error)")
    } catch {
      return refusal(key, "is no prediction: \(error)")
    }
  }

  private func refusal(_ key: String?, _ problem: String) -> Line {
    Line(
      number: number, key: key,
      prediction: .failure(
        Failure(
          "prediction_invalid", "the line \(problem)",
          nextStep: "repair it and send all again: of one model the newest word counts")))
  }
}
