import Model
import Support
import Tabular

/// Where a load stands: the next record, and what became of those before it. Stored as the job's cursor.
struct LoadCursor: Hashable, Sendable, Codable {
  var byteOffset: Int
  var recordNumber: Int
  var line: Int
  var rowsRead: Int64 = 0
  var rowsLoaded: Int64 = 0
  var rowsRejected: Int64 = 0
  var rowsDuplicate: Int64 = 0

  init(_ position: RecordPosition) {
    byteOffset = position.byteOffset
    recordNumber = position.recordNumber
    line = position.line
  }

  init(_ json: JSON) throws(Failure) {
    do throws(JSON.ShapeError) {
      self = try json.decode()
    } catch {
      throw Failure("cursor_invalid", "the job's cursor cannot be read: \(error)", nextStep: "rerun the run")
    }
  }

  var json: JSON {
    [
      "byte_offset": JSON(byteOffset), "record_number": JSON(recordNumber), "line": JSON(line),
      "rows_read": JSON(rowsRead), "rows_loaded": JSON(rowsLoaded), "rows_rejected": JSON(rowsRejected),
      "rows_duplicate": JSON(rowsDuplicate),
    ]
  }

  var position: RecordPosition { RecordPosition(byteOffset: byteOffset, recordNumber: recordNumber, line: line) }

  mutating func move(to position: RecordPosition) {
    byteOffset = position.byteOffset
    recordNumber = position.recordNumber
    line = position.line
  }
}
