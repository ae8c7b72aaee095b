import Direct
import Foundation
import Model

/// What a list of very many rows costs the database: opened, filtered, sorted, read on, read from its end. Through the
/// platform, as the console and the commands read it.
struct ListBench {
  let platform: BenchPlatform
  let rows: Int
  let runs: Int

  func run() async throws -> String {
    for statement in ListBenchRepository.auditEntries(rows) { try platform.psql(statement) }
    let direct = try await DirectPlatform.connect(
      ConnectionSettings(postgres: platform.postgres, redis: platform.redis, profile: "bench"))
    var lines = ["audit log of \(rows) entries: median and slowest of \(runs), ms"]
    let middle = try await direct.auditEntries(ListQuery(), PageRequest(limit: 1, .last)).items.first
    let queries = [
      "", "by=person-7", "by=person-7 action=workflow.act-3.do", "action:act-3", "target=\"letter 17\"", "age<2000d",
      "because", "nothingofthekind", "sort:at", "sort:-by", "sort:role", "sort:credential", "sort:-action",
      "role=lead sort:-at", middle.map { "id=\($0.id)" } ?? "",
    ]
    for text in queries {
      let query = try ListQuery(parsing: text, fields: AuditEntry.fieldInfos)
      for (name, position) in [("first page", PageRequest.Position.first), ("jump to the end", .last)] {
        let times = try await measure { _ = try await direct.auditEntries(query, PageRequest(limit: 100, position)) }
        let title = (text.isEmpty ? "everything" : text).padding(toLength: 38, withPad: " ", startingAt: 0)
        lines.append("  \(title)\(name.padding(toLength: 17, withPad: " ", startingAt: 0))\(times)")
      }
    }
    await direct.close()
    return lines.joined(separator: "\n") + "\n"
  }

  private func measure(_ body: () async throws -> Void) async throws -> String {
    let clock = ContinuousClock()
    var times: [Double] = []
    for _ in 0..<max(1, runs) {
      do {
        let took = try await clock.measure { try await body() }
        times.append(Double(took.components.attoseconds) / 1e15 + Double(took.components.seconds) * 1000)
      } catch let failure as Failure where failure.errorCode == "list_too_slow" {
        return failure.message
      }
    }
    times.sort()
    return [times[times.count / 2], times[times.count - 1]].map { String(format: "%8.1f", $0) }.joined()
  }
}
