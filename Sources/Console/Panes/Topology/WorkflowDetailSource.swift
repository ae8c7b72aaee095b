import Foundation
import Model
import Terminal

/// One workflow: what it says, its versions, and its document as it was written. Enter goes to its runs.
struct WorkflowDetailSource: DetailSource {
  let name: String

  var address: Address { Address(.topology, "workflows", name) }
  var load: Load { .workflow(name) }
  var copyText: String { name }
  func crumb(_ detail: WorkflowDetail?) -> String { name }
  func concerns(_ change: Change, _ detail: WorkflowDetail?) -> Bool { change == .runs }

  func item(in answer: Answer) -> WorkflowDetail? { if case .workflow(let detail) = answer { detail } else { nil } }
  func describe(_ detail: WorkflowDetail, in document: inout Document) { document.workflow(detail) }
  func address(of detail: WorkflowDetail) -> Address? { detail.summary.runsAddress }
  func actions(on detail: WorkflowDetail) -> [Command] { [.hold, .backfill, .audit] }

  func perform(_ command: Command, on detail: WorkflowDetail) -> Wish? {
    if command == .audit { return .open(.audit(of: .workflow(name))) }
    return Verb(command).flatMap { detail.summary.request($0) }.map(Wish.ask)
  }
}

extension Document {
  mutating func workflow(_ detail: WorkflowDetail) {
    typealias Words = TopologyWords
    workflow(detail.summary)
    line([Span(Words.versionRuns(detail.summary.runs.values.reduce(0, +)), .accent)])
    heading("\(Words.versions) \(Format.count(detail.versions.count))")
    for version in detail.versions {
      let reason = version.reason.map { "  " + $0 } ?? ""
      line(
        [
          Span("v\(version.version)"), Span("  " + (version.createdAt.map(Format.time) ?? ""), .muted),
          Span("  " + (version.actor ?? Words.carried), .accent), Span(reason),
        ], hanging: 2)
    }
    heading(Words.document)
    for text in detail.source.split(omittingEmptySubsequences: false, whereSeparator: { $0 == "\n" || $0 == "\r\n" }) {
      let isComment = text.drop { $0 == " " }.hasPrefix("#")
      line([Span(String(text), isComment ? .muted : .text)], hanging: 4)
    }
  }
}
