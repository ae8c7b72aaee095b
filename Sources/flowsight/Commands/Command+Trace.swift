import Foundation
import Model
import Support
import Terminal

extension Command {
  static let trace = Command(
    "trace", "tell all that happened to a piece of data, from its upload to its labels, oldest first",
    details: "Runs, uploads, letters and versions have a trace each: `flowsight runs list --columns id,dataset,trace`.",
    operands: [Operand("ID", "the trace's id")], options: Option.listing
  ) { invocation in
    let id: TraceID = try invocation.identifier("trace", list: "runs list --columns id,dataset,trace")
    return try await invocation.withPlatform { platform in
      try await invocation.list(traceColumns, empty: "nothing happened") { try await platform.trace(id, $0, $1) }
    }
  }

  private static let traceColumns: [Column<TraceEvent>] = [
    Column("at") { $0.at.iso8601 }, Column("kind") { $0.kind.rawValue }, Column("subject") { $0.subject },
    Column("what") { $0.what },
    Column("took", .trailing) { $0.endedAt == nil ? "" : durationText(from: $0.at, to: $0.endedAt) },
    Column("by") { $0.actor }, Column("id") { $0.eventID?.description ?? "" },
    Column("detail", isFlexible: true) { $0.detail ?? "" },
  ]
}
