import Model
import Support
import Terminal
import Testing

@testable import Console

/// What a command of the keymap is for: a place where it is offered, and what its key comes to there. The place is a
/// view after some keys; what it comes to are facts of ``Session/outcome(of:)``, and `…` stands for the rest of one.
struct KeyPromise: Sendable, CustomTestStringConvertible {
  var command: Command
  var context = Keymap.Context.browse
  var place: Shot
  var size = Size.standard
  /// The last of the keys before has no answer yet.
  var isUnderWay = false
  var outcome: [String]
  /// Commands that come to the same in this place, by what is their own purpose.
  var alike: [Command] = []

  var testDescription: String { "\(command.name) in \(context.rawValue), \(place.name)" }

  init(
    _ command: Command, _ address: String, _ keys: String..., to outcome: String..., alike: [Command] = [],
    in context: Keymap.Context = .browse, role: Model.Role = .operator, of data: Shot.Data = .full,
    size: Size = .standard, isUnderWay: Bool = false
  ) {
    (self.command, self.context, self.outcome, self.alike) = (command, context, outcome, alike)
    (self.size, self.isUnderWay) = (size, isUnderWay)
    place = Shot(([address] + keys).joined(separator: " "), at: address, keys, role: role, of: data)
  }

  /// The console there.
  func session() async -> Session {
    guard isUnderWay, let last = place.keys.last else { return await place.session(size: size, language: .english) }
    var shot = place
    shot.keys.removeLast()
    var session = await shot.session(size: size, language: .english)
    session.press(last)
    return session
  }

  /// Going elsewhere and sending something come with much else: where that is not what the command is for, nothing is
  /// kept by it.
  func isKept(by facts: Set<String>) -> Bool {
    let isBeside = facts.contains { fact in
      ["at ", "sends "].contains { name in fact.hasPrefix(name) && !outcome.contains { $0.hasPrefix(name) } }
    }
    return !isBeside
      && outcome.allSatisfy { wanted in
        wanted.hasSuffix("…") ? facts.contains { $0.hasPrefix(wanted.dropLast()) } : facts.contains(wanted)
      }
  }
}

extension KeyPromise {
  static let all =
    moving + looking + shell + acts + labeling + working + spans + reviewing + prompts + sheets + menus + editor

  private static let failed = "topology/0195a000-0000-7000-8000-000000000201"
  private static let running = "topology/0195a000-0000-7000-8000-000000000202"
  private static let letter = "dlq/0195a000-0000-7000-8000-000000000301"
  private static let discarded = "dlq/0195a000-0000-7000-8000-000000000305"
  private static let group = "dlq/5f1c0aa1"

  /// Twelve rows, of which six are seen.
  private static func tasks(_ motion: Motion, _ keys: [String], _ place: String) -> KeyPromise {
    var promise = KeyPromise(
      .move(motion), "labeling/moods/tasks", to: "list \(place)/12", role: .lead, size: Size(80, 12))
    promise.place.keys = keys
    return promise
  }

  private static let moving: [KeyPromise] =
    [
      tasks(.down, [], "2"), tasks(.up, ["G"], "11"), tasks(.pageDown, [], "6"), tasks(.pageUp, ["G"], "7"),
      tasks(.first, ["G"], "1"), tasks(.last, [], "12"),
      KeyPromise(.move(.right), letter, "w", to: "left …", size: Size(40, 12)),
      // A text that is wrapped again stands at its left as well.
      KeyPromise(.move(.left), letter, "w", "l", to: "left 0", alike: [.wrap], size: Size(40, 12)),
      KeyPromise(.open, "queues", to: "at queues/dataset.events/…"),
      KeyPromise(.back, group, to: "at dlq", alike: [.pane(.dlq)]),
      KeyPromise(.past, "dlq", "1", to: "at dlq", alike: [.pane(.dlq)]),
      KeyPromise(.future, "dlq", "1", "[", to: "at overview", alike: [.pane(.overview)]),
      KeyPromise(.nextSection, failed, to: "at \(failed)/timeline"),
      KeyPromise(.previousSection, failed, to: "at \(failed)/events"),
    ] + PaneID.allCases.map { KeyPromise(.pane($0), $0 == .audit ? "queues" : "audit", to: "at \($0.rawValue)") }

  private static let looking: [KeyPromise] = [
    KeyPromise(.mark, group, to: "list 2/5 · 1 marked", alike: [.markRange]),
    KeyPromise(.markRange, group, "space", "down", to: "list 3/5 · 3 marked"),
    KeyPromise(.markAll, group, "space", to: "list 2/5 · 5 marked"),
    KeyPromise(.invertMarks, group, "space", to: "list 2/5 · 4 marked"),
    KeyPromise(.filter, "ingestion", to: "mode filter"),
    KeyPromise(.sort, "topology", to: "mode sort", alike: [.reverse]),
    KeyPromise(.reverse, "topology sort:-took", to: "at topology sort:took"),
    KeyPromise(.columns, "topology", to: "mode columns"),
    KeyPromise(.export, "topology", to: "mode export", "typed runs-…"),
    KeyPromise(.cancelExport, "topology", "E", "enter", to: "cancels the export", isUnderWay: true),
    KeyPromise(.search, letter, to: "mode search"),
    KeyPromise(.nextHit, letter, "/", "e", "enter", to: "hit /e 2/…"),
    KeyPromise(.previousHit, letter, "/", "e", "enter", "n", "n", to: "hit /e 2/…"),
    KeyPromise(.fold, letter, "G", to: "rows …", alike: [.wrap, .open]),
    KeyPromise(.wrap, letter, to: "wraps false"),
    KeyPromise(
      .follow, running, "tab", "tab", "g", to: "follows true",
      alike: [.move(.last), .move(.down), .move(.pageDown)]),
    KeyPromise(.copyID, letter, to: "copies 0195a000-0000-7000-8000-000000000301"),
    KeyPromise(.copyAddress, letter, to: "copies \(letter)"),
    KeyPromise(.trace, "topology", to: "at topology/trace/…"),
    KeyPromise(.audit, "topology/workflows", to: "at audit …"),
    KeyPromise(.predecessor, running, to: "at \(failed)"),
    KeyPromise(.successor, failed, to: "at \(running)"),
    KeyPromise(.origin, running, to: "at topology/backfills/0195a000-0000-7000-8000-000000000311"),
    KeyPromise(.pause, "topology", to: "paused true"),
  ]

  private static let shell: [KeyPromise] =
    [
      KeyPromise(.palette, "overview", to: "mode palette Go to"),
      KeyPromise(.help, "overview", to: "mode sheet Help"),
      KeyPromise(.journal, "overview", to: "mode sheet What you did"),
      KeyPromise(.messages, "overview", to: "mode sheet Messages"),
      KeyPromise(.bookmark, "topology", to: "keeps bookmark topology"),
      KeyPromise(.bookmarks, "topology", to: "mode palette Bookmarks"),
      KeyPromise(.snapshot, "topology", to: "writes …"),
      KeyPromise(.theme, "topology", to: "mode palette Theme"),
      KeyPromise(.slower, "topology", to: "pace 1"),
      KeyPromise(.faster, "topology", "-", to: "pace 0"),
    ] + everywhere("topology") + everywhere(letter, "/", in: .prompt) + everywhere(group, "D", in: .dialog)
    + everywhere("dlq", "?", in: .help) + everywhere("topology", "c", in: .menu)
    // In labeling Ctrl-Z undoes.
    + everywhere("labeling/pairs/review", in: .work, role: .lead, of: .reviewed).filter { $0.command != .suspend }

  /// What holds wherever the keys go to.
  private static func everywhere(
    _ address: String, _ keys: String..., in context: Keymap.Context = .browse, role: Model.Role = .operator,
    of data: Shot.Data = .full
  ) -> [KeyPromise] {
    let outcomes: [(Command, String)] = [(.redraw, "redraws"), (.suspend, "suspends"), (.quit, "ended true")]
    return outcomes.map { command, outcome in
      var promise = KeyPromise(command, address, to: outcome, in: context, role: role, of: data)
      promise.place.keys = keys
      return promise
    }
  }

  private static let acts: [KeyPromise] = [
    KeyPromise(.redrive, "dlq", to: "asks redrive"),
    KeyPromise(.discard, "dlq", to: "asks discard"),
    KeyPromise(.resolve, "dlq", to: "asks resolve"),
    KeyPromise(.restore, discarded, to: "asks restore"),
    KeyPromise(.editPayload, letter, to: "at \(letter)/edit"),
    KeyPromise(.takeBack, "topology/workflows", "P", to: "does resume"),
    KeyPromise(.rerun, failed, to: "asks rerun"),
    KeyPromise(.rerunFrom, failed, to: "asks rerunFrom"),
    KeyPromise(.replay, failed, to: "asks replay"),
    KeyPromise(.skip, failed, "G", to: "asks skip"),
    KeyPromise(.undoRun, "topology/0195a000-0000-7000-8000-000000000203", to: "asks undoRun"),
    KeyPromise(.stop, running, to: "asks cancel"),
    KeyPromise(.hold, "topology/workflows", to: "does pause"),
    KeyPromise(.backfill, "topology/workflows", to: "asks backfill"),
    KeyPromise(.create, "topology/schedules", to: "asks schedule new"),
    KeyPromise(.edit, "topology/schedules", to: "asks schedule known"),
    KeyPromise(.trigger, "topology/schedules", to: "asks trigger"),
    KeyPromise(.delete, "topology/schedules", to: "asks delete"),
    KeyPromise(.reingest, "ingestion", to: "asks reingest"),
    KeyPromise(.republish, "topology/trace/0195a000-0000-7000-8000-000000001001", "down", to: "asks republish"),
    KeyPromise(.limit, "queues", "down", "down", to: "asks limit"),
    KeyPromise(.release, "queues/workflow.jobs.processing/processing-group/leases", to: "asks release"),
  ]

  private static func lead(
    _ command: WorkCommand, _ address: String, _ keys: String..., to outcome: String, of data: Shot.Data = .full
  ) -> KeyPromise {
    var promise = KeyPromise(.work(command), address, to: outcome, role: .lead, of: data)
    promise.place.keys = keys
    return promise
  }

  private static let labeling: [KeyPromise] =
    [
      KeyPromise(.work(.begin), "labeling/moods", to: "at labeling/moods/work", role: .annotator),
      KeyPromise(
        .work(.tryOut), "labeling/moods", to: "guise annotator labeling/moods/work", role: .admin, of: .owned),
      lead(.review, "labeling/pairs", to: "at labeling/pairs/review", of: .reviewed),
      lead(.adjudicate, "labeling/pairs", to: "at labeling/pairs/adjudication", of: .reviewed),
      lead(.tasks, "labeling/moods", to: "at labeling/moods/tasks"),
      lead(.groups, "labeling/moods", to: "at labeling/moods/groups"),
      lead(.guidelines, "labeling/names", to: "reads Mark every person."),
      lead(.history, "labeling/pairs/tasks", "enter", to: "at labeling/pairs/0…", of: .reviewed),
      lead(.hold, "labeling/moods", to: "does pause"), lead(.close, "labeling/moods", to: "asks close"),
      lead(.configure, "labeling/moods", to: "asks configure"),
      lead(.enlist, "labeling/moods/groups", to: "asks enlist known"),
      lead(.form, "labeling/moods/groups", to: "asks enlist new"),
    ]
    + [WorkCommand.publish, .assign, .prioritize, .revoke, .reopen, .gold].map {
      lead($0, "labeling/moods/tasks", to: "asks \($0)")
    }
}
