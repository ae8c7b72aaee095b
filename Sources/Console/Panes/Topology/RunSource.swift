import Foundation
import Model
import Support
import Terminal

/// The runs, newest first.
struct RunSource: ListSource {
  /// How far back the bars of runs reach.
  static let hours = 6

  var address: Address { Address(.topology) }
  var crumb: String { PaneID.topology.title }
  var empty: [String] { TopologyWords.noRuns }
  var actions: [Command] { [.rerun, .replay, .stop, .undoRun] }
  var neighbour: Address? { Address(.topology, "workflows") }

  var name: ListName { .runs }
  func concerns(_ change: Change) -> Bool { change == .runs }

  func page(in answer: Answer) -> Page<Run>? {
    if case .runs(let page) = answer { page } else { nil }
  }

  func address(of run: Run) -> Address? { Address(.topology, run.id.description) }
  func trace(of run: Run) -> TraceID? { run.traceID }
  func auditTargets(of run: Run) -> [AuditTarget] { run.auditTargets }
  func address(of kin: Command, of run: Run) -> Address? { run.address(of: kin) }
  func isLively(_ run: Run) -> Bool { run.state == .running }

  func request(_ verb: Verb, of run: Run) -> ActionRequest? {
    ActionRequest(verb: verb == .undoRun ? .undoAll : verb, subject: .run(run.id))
  }

  func columns(width: Int) -> [ListColumn<Run>] {
    columns(width: width, hours: width >= 104 ? 24 : nil, hasError: width >= 72)
  }

  /// Why a run failed is told beside the list: the room is for when it ran.
  func columnsBeside(width: Int) -> [ListColumn<Run>] {
    columns(width: width, hours: min(24, max(8, 8 + (width - 66) / 3)), hasError: width >= 104)
  }

  /// `hours`: how many columns the bar of the last hours has.
  private func columns(width: Int, hours: Int?, hasError: Bool) -> [ListColumn<Run>] {
    typealias Words = TopologyWords
    let bar = width >= 100 ? 10 : 5
    var columns: [ListColumn<Run>] = [
      ListColumn("state", width >= 50 ? Words.state : "", .fixed(width >= 50 ? 11 : 1)) { run, _ in
        let sign = width >= 50 ? run.state.sign.span : run.state.sign.short
        return run.isRepaired ? Span(sign.text, .muted) : sign
      }
    ]
    columns += ListColumn.dataset(width: width - (hasError ? 0 : hours ?? 0), \.datasetName, \.datasetVersion)
    columns += [
      ListColumn("steps", Words.steps, .fixed(bar + 6)) { run, _ in
        let undoes = run.compensates == nil ? "" : "↶ "
        let count = Text.fitted("\(undoes)\(run.stepsDone)/\(run.stepsTotal)", to: 6, .trailing)
        return Span(ProgressBar(run.fraction).text(columns: bar) + count, run.state.sign.style)
      },
      ListColumn("took", Words.took, .fixed(Format.durationColumns), .trailing) { run, now in
        Span(Format.duration(from: run.startedAt, to: run.finishedAt, now: now))
      },
    ]
    if width >= 44 {
      columns.append(
        ListColumn("age", CommonWords.age, .fixed(4), .trailing) { run, now in
          Span(Format.age(of: run.createdAt, at: now), .muted)
        }
      )
    }
    if let hours {
      columns.append(
        ListColumn("timeline", Words.lastHours(RunSource.hours), .fixed(hours)) { run, now in
          Span(run.bar(hours: Double(RunSource.hours), columns: hours, at: now), run.state.sign.style)
        })
    }
    if hasError {
      columns.append(
        ListColumn("code", Words.error, .atLeast(8)) { run, _ in
          if let hold = run.hold { return Span(hold.text, .muted) }
          if run.isRepaired || run.successor?.isUndoing == true, let successor = run.successor {
            return Span("\(Words.followed(by: successor)) \(successor.state.sign.sign)", .muted)
          }
          let failure = run.failure.map { $0.errorCode.rawValue + " " + $0.shown }
          return Span(failure ?? "", .error)
        })
    }
    return columns
  }

  func describe(_ run: Run, in document: inout Document) { document.run(run) }
}

extension Run {
  /// The run before and after it, and the operation that it is a part of.
  func address(of kin: Command) -> Address? {
    switch kin {
    case .predecessor: parentID.map { Address(.topology, $0.description) }
    case .successor: successor.map { Address(.topology, $0.id.description) }
    case .origin: origin?.target.flatMap { Address($0) }
    default: nil
    }
  }

  var fraction: Double { stepsTotal > 0 ? Double(stepsDone) / Double(stepsTotal) : 0 }
}

extension Document {
  mutating func run(_ run: Run) {
    typealias Words = TopologyWords
    line([run.state.sign.span, Span("  " + run.datasetName + "@" + run.datasetVersion, .title)])
    failure(run.failure)
    fact(Words.waits, run.hold?.text)
    fact(Words.workflow, "\(run.workflow) v\(run.workflowVersion)")
    fact(Words.steps, CommonWords.share("\(run.stepsDone)", of: "\(run.stepsTotal)"))
    fact(Words.started, run.startedAt.map(Format.time))
    fact(Words.deadline, run.state.isTerminal ? nil : run.deadlineAt.map(Format.time))
    if run.parameters.members?.isEmpty == false { fact(Words.parameters, run.parameters.text()) }
    fact(Words.undoes, run.compensates?.description)
    if run.parentID != run.compensates { fact(Words.repeats, run.parentID?.description) }
    if let successor = run.successor {
      fact(
        successor.isUndoing ? Words.undoneBy : Words.repeatedBy, "\(successor.id) \(successor.state.sign.sign)")
    }
    if let origin = run.origin {
      fact(Words.begunBy, origin.actor)
      fact(origin.isBackfill ? Words.backfill : Words.operation, origin.operation?.description)
      fact(Words.schedule, origin.schedule)
    }
    fact(Words.trace, run.traceID.description)
    fact(Words.id, run.id.description)
  }
}
