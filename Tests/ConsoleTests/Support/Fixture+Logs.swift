import Foundation
import Model
import Support

extension Fixture {
  /// Of the step that is at work: what is left of a try that failed, and the present one.
  static let logLines: [LogLine] =
    (1...4).map { logLine($0, attempt: 1, number: 1200 + $0) } + [
      logLine(5, attempt: 1, number: 1205, .error, "cannot write: 磁盘已满 \(hostile)", ["error_code": "disk_full"])
    ] + (6...40).map { logLine($0, attempt: 2, number: $0 - 5) }

  static func logLine(
    _ id: Int, attempt: Int = 2, number: Int, _ level: Log.Level? = nil, _ message: String = "committed",
    _ fields: JSON? = nil
  ) -> LogLine {
    let usual: JSON = ["done": JSON(id * 1_000_000), "total": 98_500_000]
    return LogLine(
      id: Int64(id), at: ago(Double(120 - id)), level: level ?? (id % 13 == 0 ? .warning : .info),
      runID: Fixture.id(202),
      jobID: Fixture.id(402), step: "clean", traceID: Fixture.id(1002), datasetID: Fixture.id(1), worker: "worker-1",
      attempt: attempt, leaseEpoch: Int64(attempt + 5), number: Int64(number), message: message, fields: fields ?? usual
    )
  }
}
