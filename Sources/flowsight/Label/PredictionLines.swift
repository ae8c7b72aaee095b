import Model
import Support

/// Reads predictions from JSON Lines, in batches that can be sent.
struct PredictionLines {
  typealias Batch = [(key: String, prediction: Prediction)]

  static let lineBytesMax = 1 << 20

  private var rest: [UInt8] = []
  private var batch: Batch = []
  private var number = 0

  /// The batches that are full. Fails with `prediction_invalid`, naming the line.
  mutating func feed(_ bytes: [UInt8]) throws(Failure) -> [Batch] {
    var full: [Batch] = []
    rest += bytes
    var start = 0
    while let end = rest[start...].firstIndex(of: UInt8(ascii: "\n")) {
      try take(Array(rest[start..<end]))
      start = end + 1
      if batch.count == labelImportMax {
        full.append(batch)
        batch = []
      }
    }
    rest.removeFirst(start)
    guard rest.count <= PredictionLines.lineBytesMax else {
      throw refusal("is longer than \(PredictionLines.lineBytesMax) bytes")
    }
    return full
  }

  mutating func finish() throws(Failure) -> [Batch] {
    if !rest.isEmpty { try take(rest) }
    return batch.isEmpty ? [] : [batch]
  }

  private mutating func take(_ line: [UInt8]) throws(Failure) {
    number += 1
    if line.allSatisfy({ $0 == 0x20 || $0 == 0x09 || $0 == 0x0d }) { return }
    guard String(validating: line, as: UTF8.self) != nil else { throw refusal("has bytes that are not UTF-8") }
    do {
      let json = try JSON(parsing: line)
      let number = json["key"].flatMap { $0.number == nil ? nil : $0.text() }
      guard let key = json["key"]?.string ?? number else { throw refusal("names no 'key'") }
      batch.append((key, try json.decode(as: Prediction.self)))
    } catch let failure as Failure {
      throw failure
    } catch {
      throw refusal("cannot be read: \(error)")
    }
  }

  private func refusal(_ problem: String) -> Failure {
    Failure(
      "prediction_invalid", "line \(number) \(problem)", nextStep: "repair it; those before are taken already")
  }
}
