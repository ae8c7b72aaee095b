import Foundation
import Model
import Terminal

/// One workflow: what it says, its versions, and its document as it was written.
struct WorkflowScene: Scene {
  let name: String
  private(set) var detail: WorkflowDetail?
  private var view = TextView(showsCursor: true)

  init(name: String) { self.name = name }

  var address: Address { Address(.topology, "workflows", name) }
  var crumb: String { name }
  var loads: [Load] { [.workflow(name)] }
  var isLoaded: Bool { detail != nil }
  var status: String { view.status }
  var copyText: String? { name }

  var text: TextView? {
    get { view }
    set { if let newValue { view = newValue } }
  }

  var commands: [Command] { view.commands + [.copyID, .open, .hold, .backfill, .audit] }

  func concerns(_ change: Change) -> Bool { change == .runs }

  mutating func receive(_ answer: Answer, to load: Load, isFrozen: Bool) {
    guard case .workflow(let detail) = answer else { return }
    self.detail = detail
    view.replace(with: Document { $0.workflow(detail) })
  }

  mutating func move(_ motion: Motion) { view.move(motion) }
  mutating func settle(in size: Size) { view.settle(in: size) }

  mutating func perform(_ command: Command) -> Wish? {
    switch command {
    case .open where view.isAtFold:
      view.toggleFold()
      return nil
    case .open: return detail.map { .open($0.summary.runsAddress) }
    case .audit: return .open(.audit(of: "workflow \(name)"))
    default: return Verb(command).flatMap { detail?.summary.request($0) }.map(Wish.ask)
    }
  }

  func draw(on surface: inout Surface, _ context: DrawContext) { surface.draw(view, in: surface.bounds) }
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
