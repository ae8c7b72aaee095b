import Foundation
import Model
import Support
import Terminal

/// Where annotators work: the item, the labels with their keys, the lease. What is in hand is held by the server; the
/// next items wait here, so that one is on the screen as soon as another is submitted.
struct WorkbenchScene: Scene {
  /// Items in hand at most: the one on the screen and those that wait.
  static let heldMax = 3

  /// An item in hand.
  struct Held: Sendable {
    var item: WorkItem
    /// `nil` until its schema is known.
    var sheet: AnswerSheet?
    var view = TextView()
    /// By this console's clock.
    var leaseEnds: Date
    var leaseSeconds: Double
    var shownAt: Date?
    /// The answers that the server has.
    var saved: JSON?
    var isSaving = false
    /// A key was pressed since the lease was renewed.
    var isTouched = false
    /// The lease is gone: what was written is kept as a draft, and nothing more is taken.
    var isLost = false
    /// It is being taken back: its lease is still to come.
    var isComing = false
    /// Which prediction was taken last.
    var prediction = -1
  }

  enum Panel: Sendable {
    case guidelines(TextView)
    case history(TextView)
  }

  enum Question: Sendable {
    case skip(ReasonPrompt)
    case postpone(ReasonPrompt)
  }

  let name: String
  var project: LabelProject?
  var schemas: [Int: LabelSchema] = [:]
  var hand: [Held] = []
  /// Submitted or put down, and not acknowledged yet.
  var onTheWay: [AssignmentID: Held] = [:]
  /// Of those on the way, the ones that did not arrive: they are sent again when the server is back.
  var unsent: Set<AssignmentID> = []
  var errands: [Errand] = []
  var postponed = 0
  var submitted = 0
  /// What left the hands last, the newest last.
  var past: [Gone] = []
  /// How many replies are to come about what is taken back: the last one brings the lease that holds.
  var awaited: [AssignmentID: Int] = [:]
  var isTaking = false
  /// It is not on the screen.
  var isAway = false
  /// There was nothing to take.
  var isDry = false
  /// No more may be held for now.
  var isFull = false
  /// A choice that is the only question submits at once.
  var advances = true
  var panel: Panel?
  var question: Question?
  var remark: (text: String, tone: MessageLine.Tone)?
  var now = Date.distantPast
  var size = Size.standard

  init(_ name: String) { self.name = name }

  var address: Address { Address(.labeling, name, "work") }
  var crumb: String { LabelingWords.work }
  var loads: [Load] { [.workload(name)] }
  var isLoaded: Bool { project != nil }
  var copyText: String? { hand.first?.item.key }
  var status: String { LabelingWords.doneHere(submitted) }
  var current: Held? { hand.first }
  var sheet: AnswerSheet? { hand.first?.sheet }

  func concerns(_ change: Change) -> Bool { change == .labeling && hand.isEmpty }

  var keyContext: Keymap.Context {
    if question != nil { return .prompt }
    return panel == nil && takesText ? .prompt : .work
  }

  /// Keys are letters of a text; on an item that was lost nothing is typed any more, and the keys lead on.
  var takesText: Bool { hand.first.map { !$0.isLost && $0.sheet?.isTyping == true } ?? false }

  // MARK: - Reading

  mutating func receive(_ answer: Answer, to load: Load, isFrozen: Bool) {
    guard case .workload(let workload) = answer else { return }
    isAway = false
    let isFirst = project == nil
    project = workload.project
    postponed = workload.postponed
    for schema in workload.schemas { schemas[schema.version] = schema.schema }
    if isFirst { recall(workload.undoable) }
    // What is on the way may have been read before it arrived.
    let coming = Set(hand.filter(\.isComing).map(\.item.lease.assignment))
    let held = workload.held.filter {
      onTheWay[$0.lease.assignment] == nil && !coming.contains($0.lease.assignment)
    }
    for index in hand.indices where !hand[index].isComing {
      hand[index].isLost = !held.contains { $0.lease.isSame(hand[index].item.lease) }
    }
    let first = hand.first?.item.lease.assignment
    hand.removeAll { $0.isLost && $0.item.lease.assignment != first }
    for item in held { take(item) }
    unsent = []
    (isDry, isFull, isTaking) = (hand.isEmpty && held.isEmpty, false, false)
    saveDraft()
    show()
  }

  /// Puts an item behind those in hand, unless it is among them.
  mutating func take(_ item: WorkItem) {
    forget(item.lease.assignment)
    if let index = hand.firstIndex(where: { $0.item.lease.assignment == item.lease.assignment }) {
      hand[index].renewed(item.lease, at: now)
      hand[index].isLost = false
      return
    }
    let seconds = max(0, item.lease.expiresAt.timeIntervalSince(item.lease.now))
    var held = Held(item: item, leaseEnds: now.addingTimeInterval(seconds), leaseSeconds: seconds)
    if let schema = schemas[item.schemaVersion] {
      held.open(schema, titleField: project?.settings.titleField)
    } else {
      errands.append(.schema(item.projectID, version: item.schemaVersion))
    }
    hand.append(held)
  }

  /// Asks for what is missing in hand.
  mutating func topUp() {
    guard let project, !isAway, !isTaking, !isDry, !isFull, unsent.isEmpty else { return }
    guard hand.count + onTheWay.count < min(project.settings.leasesMax, WorkbenchScene.heldMax) else { return }
    isTaking = true
    errands.append(.take(project.id))
  }

  /// What is now first in hand comes on the screen.
  mutating func show() {
    if panel != nil, hand.first?.shownAt == nil { panel = nil }
    topUp()
  }

  /// What is half done stays in hand, and is saved as it stands; what nobody has looked at goes back to the queue.
  mutating func leave() {
    (isAway, isTaking, question) = (true, false, nil)
    saveDraft(waiting: false)
    keepComing()
    for held in hand.dropFirst() where held.isFresh {
      onTheWay[held.item.lease.assignment] = held
      errands.append(.leave(held.item.lease, .putBack, reason: nil))
    }
    hand = hand.enumerated().filter { $0.offset == 0 || !$0.element.isFresh }.map(\.element)
  }

  /// What was in hand may be gone by then: it begins anew.
  var remembered: any Scene { WorkbenchScene(name) }

  mutating func tick(_ now: Date) {
    self.now = now
    if !hand.isEmpty, hand[0].shownAt == nil { hand[0].shownAt = now }
    guard let first = hand.first, first.isTouched, !first.isLost else { return }
    // As long as somebody works, all that is in hand stays there.
    for index in hand.indices where hand[index].needsRenewal(at: now) {
      hand[index].leaseEnds = now.addingTimeInterval(hand[index].leaseSeconds)
      hand[index].isTouched = false
      errands.append(.renew(hand[index].item.lease))
    }
  }

  var nextTick: Date? {
    guard let first = hand.first else { return nil }
    if first.shownAt == nil { return now }
    let halfTime = first.leaseEnds.addingTimeInterval(-first.leaseSeconds / 2)
    if first.isTouched, halfTime > now { return halfTime }
    let left = first.leaseEnds.timeIntervalSince(now)
    return left > 0 && left <= WorkbenchScene.countdownSeconds + 60 ? now.addingTimeInterval(1) : nil
  }

  /// From here on the lease is counted by seconds.
  static let countdownSeconds = 120.0

  // MARK: - The text

  var text: TextView? {
    get {
      switch panel {
      case .guidelines(let view), .history(let view): view
      case nil: sheet?.spanText == nil ? hand.first?.view : nil
      }
    }
    set {
      guard let newValue else { return }
      switch panel {
      case .guidelines: panel = .guidelines(newValue)
      case .history: panel = .history(newValue)
      case nil: if !hand.isEmpty { hand[0].view = newValue }
      }
    }
  }

  mutating func settle(in size: Size) {
    self.size = size
    guard !hand.isEmpty else {
      text?.settle(in: size)
      return
    }
    let layout = WorkLayout(size, hand[0])
    if panel != nil { text?.settle(in: layout.item.size) }
    hand[0].view.settle(in: layout.facts.size)
    hand[0].sheet?.settle(text: layout.text.size, panel: layout.panel.size)
  }
}

extension LabelLease {
  /// Whether both are one right to work on one task, however long it holds.
  fileprivate func isSame(_ other: LabelLease) -> Bool {
    assignment == other.assignment && fence == other.fence
  }
}

extension WorkbenchScene.Held {
  mutating func open(_ schema: LabelSchema, titleField: String?) {
    let sheet = AnswerSheet(schema, payload: item.payload, draft: item.draft ?? item.before)
    self.sheet = sheet
    saved = sheet.annotation.json
    view = TextView(Document { $0.payload(item.payload, first: titleField, without: Set(sheet.texts.keys)) })
  }

  /// Nobody has looked at it, or will look for it.
  fileprivate var isFresh: Bool {
    !isLost && !isComing && item.draft == nil && item.before == nil && sheet?.annotation.answers.isEmpty ?? true
  }

  func needsRenewal(at now: Date) -> Bool {
    !isLost && !isComing && leaseEnds.timeIntervalSince(now) <= leaseSeconds / 2
  }

  mutating func renewed(_ lease: LabelLease, at now: Date) {
    item.lease = lease
    leaseSeconds = max(0, lease.expiresAt.timeIntervalSince(lease.now))
    leaseEnds = now.addingTimeInterval(leaseSeconds)
  }
}
