import Foundation
import Model
import Terminal

/// One run: its graph, live, and beside it the step under the cursor or the events.
struct RunScene: Scene {
  enum Section: String, CaseIterable { case step, timeline, logs, events }

  let id: RunID
  private(set) var detail: RunDetail?
  private(set) var section = Section.step
  /// The name of the step under the cursor: the first that failed or runs, until the user chooses.
  private(set) var stepName: String?
  private var hasChosen = false
  /// The steps as the cursor goes through the graph.
  private var order: [String] = []
  /// Steps of the timeline that are seen at once.
  private var page = 1
  private(set) var panel = TextView()
  /// Of the step under the cursor.
  private(set) var log: StepLog?
  private(set) var events = ListState("events", columns: StateChange.columns)

  /// With a step, the cursor is on it as soon as the run is read.
  init(_ id: RunID, _ section: Section = .step, step: String? = nil) {
    self.id = id
    self.section = section
    stepName = step
    hasChosen = step != nil
  }

  /// `topology/<run>`, and the part of it that is on the screen where it is another than the first:
  /// `topology/<run>/logs/<step>`.
  var address: Address {
    guard section != .step else { return Address(.topology, id.description) }
    var address = Address(.topology, id.description, section.rawValue)
    if hasChosen, let stepName { address.path.append(stepName) }
    if section == .events { address = address.showing(events.query) }
    return address
  }
  var crumb: String { detail.map { $0.run.datasetName + "@" + $0.run.datasetVersion } ?? TopologyWords.run(id) }
  var isLoaded: Bool { detail != nil }
  var loads: [Load] { [.run(id)] + (section == .logs ? [log?.load].compactMap(\.self) : []) }
  var more: Load? { section == .logs ? log?.more : nil }
  var listLoad: Load? { section == .logs ? log?.listLoad : nil }
  /// Of which run and step a log is, so that no two go into one file.
  var exportName: String? {
    guard section == .logs, let stepName else { return nil }
    let step = stepName.map { $0.isLetter || $0.isNumber || "._-".contains($0) ? $0 : "-" }
    return "log-\(id.description.suffix(8))-\(String(step))"
  }
  var copyText: String? { id.description }
  var isLively: Bool { detail?.run.state == .running || (section == .timeline && detail?.run.state == .pending) }
  var status: String {
    switch section {
    case .events: events.status
    case .logs: log?.view.text.status ?? ""
    case .timeline: timelineStatus
    case .step: panel.status
    }
  }
  private var timelineStatus: String {
    guard let steps = detail?.steps, let index = steps.firstIndex(where: { $0.name == stepName }) else { return "" }
    return "\(index + 1)/\(Format.count(steps.count))"
  }
  var list: (any ListPart)? {
    get { section == .events ? events : nil }
    set { if let newValue = newValue as? ListState<StateChange> { events = newValue } }
  }
  var text: TextView? {
    get { section == .step ? panel : section == .logs ? log?.view.text : nil }
    set {
      guard let newValue else { return }
      if section == .logs { log?.show(newValue) } else { panel = newValue }
    }
  }
  var step: Step? { detail?.steps.first { $0.name == stepName } }

  var commands: [Command] {
    var commands =
      Motion.allCases.map(Command.move) + [.nextSection, .previousSection, .copyID, .trace, .audit, .rerun]
    if detail?.letters.isEmpty == false { commands.append(.open) }
    if let detail {
      commands += Command.kin.filter { detail.run.address(of: $0) != nil }
      let isOver = detail.run.state.isTerminal
      if !isOver { commands.append(.stop) }
      if isOver, detail.run.state != .succeeded, step != nil { commands.append(.rerunFrom) }
      if isOver, detail.run.compensates == nil { commands.append(.replay) }
      if isOver, detail.run.compensates == nil, step?.mayHaveEffects == true { commands.append(.undoRun) }
      if let step, step.isOptional, !step.state.isSatisfied, isOver || step.state == .pending { commands.append(.skip) }
    }
    switch section {
    case .step: return commands + panel.commands.filter { !$0.isMotion }
    case .timeline: return commands
    case .logs:
      let text = log?.view.text.commands ?? []
      return commands + [.follow] + text.filter { !$0.isMotion } + [.export]
    case .events: return commands + Command.listing + [.columns]
    }
  }

  func obstacle(to command: Command) -> String? {
    guard let run = detail?.run, Verb(command) != nil else { return nil }
    let isOver = run.state.isTerminal
    return switch command {
    case .stop where isOver: TopologyWords.isOver
    case .replay where !isOver, .rerunFrom where !isOver, .undoRun where !isOver: TopologyWords.goesOn
    case .rerunFrom where run.state == .succeeded: TopologyWords.succeeded
    case .replay where run.compensates != nil, .undoRun where run.compensates != nil: TopologyWords.undidAnother
    case .undoRun: TopologyWords.noEffects
    case .skip where step?.isOptional == false: TopologyWords.notOptional
    case .skip: step?.state.isSatisfied == true ? TopologyWords.isDone : TopologyWords.hasBegun
    default: nil
    }
  }

  func concerns(_ change: Change) -> Bool {
    change == .runs || change == .letters || (change == .logs && section == .logs)
  }

  mutating func receive(_ answer: Answer, to load: Load, isFrozen: Bool) {
    if case .logLines(let page) = answer { log?.receive(page, to: load) }
    guard case .run(let detail) = answer else { return }
    self.detail = detail
    order =
      DAGView(detail.steps.map { DAGView.Node($0.name, $0.name) }, edges: RunScene.edges(detail.steps), cursor: nil)
      .order
    events.receive(Page(items: detail.log, next: nil), for: PageRequest(), isFrozen: isFrozen)
    if !hasChosen || step == nil {
      let interesting = detail.steps.first { $0.state == .failed } ?? detail.steps.first { $0.state == .running }
      stepName = (interesting ?? detail.steps.last)?.name
    }
    describe()
  }

  mutating func perform(_ command: Command) -> Wish? {
    switch command {
    case .follow: log?.toggleFollowing()
    case .nextSection: turn(by: 1)
    case .previousSection: turn(by: -1)
    case .open: return lettersAddress.map(Wish.open)
    case .trace: return detail.map { .open(TopologyPane.trace($0.run.traceID)) }
    case .audit: return (detail?.run.auditTargets).map { .open(.audit(of: $0)) }
    case .predecessor, .successor, .origin: return detail?.run.address(of: command).map(Wish.open)
    case .rerun, .replay, .stop:
      return Verb(command).map { .ask(ActionRequest(verb: $0, subject: .run(id))) }
    case .rerunFrom, .skip, .undoRun:
      guard let step, let verb = Verb(command) else { return nil }
      return .ask(ActionRequest(verb: verb, subject: .step(id, step.name)))
    default: break
    }
    return nil
  }

  /// The run's letter; of several, their list.
  private var lettersAddress: Address? {
    guard let letters = detail?.letters, let first = letters.first else { return nil }
    if letters.count == 1 { return Address(.dlq, first.description) }
    return Address(.dlq, "all").showing(ListQuery(.field("id", is: letters.prefix(100).map(\.description))))
  }

  private mutating func turn(by step: Int) {
    let all = Section.allCases
    section = all[((all.firstIndex(of: section) ?? 0) + step + all.count) % all.count]
  }

  /// Lines move through the graph or the timeline, pages through what is said about the step or the timeline; in its
  /// log, lines as well.
  mutating func move(_ motion: Motion) {
    if section == .events { return events.move(motion) }
    let isSideways = motion == .left || motion == .right
    if section == .logs, !isSideways || log?.view.text.wraps == false {
      log?.move(motion)
      return
    }
    let order = section == .timeline ? detail?.steps.map(\.name) ?? [] : order
    let index = order.firstIndex { $0 == stepName } ?? 0
    switch motion {
    case .up, .left: choose(order, index - 1)
    case .down, .right: choose(order, index + 1)
    case .first: choose(order, 0)
    case .last: choose(order, order.count - 1)
    case .pageUp where section == .timeline: choose(order, index - page)
    case .pageDown where section == .timeline: choose(order, index + page)
    case .pageUp, .pageDown: panel.move(motion)
    }
  }

  private mutating func choose(_ order: [String], _ index: Int) {
    guard !order.isEmpty else { return }
    stepName = order[min(max(0, index), order.count - 1)]
    hasChosen = true
    describe()
    panel.move(.first)
  }

  /// How long the step waited and worked, as far as that can be told without a clock.
  private func timing(of step: Step) -> RunTimeline.Row? {
    guard let detail, step.state.isTerminal else { return nil }
    return RunTimeline(detail, at: detail.run.finishedAt ?? step.finishedAt ?? detail.run.createdAt)[step.name]
  }

  private mutating func describe() {
    if let stepName, log?.step != stepName { log = StepLog(id, step: stepName) }
    let timing = step.flatMap(timing)
    let (step, detail) = (step, detail)
    let letters = detail?.letters.count ?? 0
    panel.replace(
      with: Document { document in
        if let step { document.step(step, timing, letters: step.state == .failed ? letters : 0) }
        guard let edit = detail?.edit else { return }
        document.heading(TopologyWords.edited(Format.short(edit.letterID), edit.revision.number))
        document.revision(edit.revision, original: edit.originalSHA256)
      })
  }

  mutating func settle(in size: Size) {
    let layout = RunLayout(size, detail, section)
    panel.settle(in: layout.panel.inset(columns: 1).size)
    log?.settle(in: layout.panel.inset(columns: 1).size)
    events.settle(in: layout.panel.size)
    page = max(1, layout.panel.height - 2)
  }
}
