import Foundation
import Model
import Terminal

/// One letter: why it died, what was tried, where it comes from, its payload.
struct LetterScene: Scene {
  let id: LetterID
  private(set) var letter: DeadLetter?
  private var view = TextView(showsCursor: true)

  init(_ id: LetterID) { self.id = id }

  var address: Address { Address(.dlq, id.description) }
  var crumb: String { DeadLettersWords.letter(id) }
  var loads: [Load] { [.letter(id)] }
  var isLoaded: Bool { letter != nil }
  var status: String { view.status }
  var copyText: String? { id.description }
  var isLively: Bool { letter?.state == .redriving }

  var text: TextView? {
    get { view }
    set { if let newValue { view = newValue } }
  }

  var commands: [Command] {
    var commands = view.commands + [.copyID, .trace, .audit]
    if letter?.runID != nil || view.isAtFold { commands.append(.open) }
    switch letter?.state {
    case .dead: commands += [.redrive, .discard, .resolve, .editPayload]
    case .quarantined: commands += [.discard, .resolve, .restore, .editPayload]
    case .discarded, .resolved: commands += [.restore]
    case .redriving, .redriven, nil: break
    }
    return commands
  }

  func concerns(_ change: Change) -> Bool { change == .letters }

  mutating func receive(_ answer: Answer, to load: Load, isFrozen: Bool) {
    guard case .letter(let letter) = answer else { return }
    self.letter = letter
    view.replace(with: Document { $0.letter(letter) })
  }

  mutating func move(_ motion: Motion) { view.move(motion) }
  mutating func settle(in size: Size) { view.settle(in: size) }

  mutating func perform(_ command: Command) -> Wish? {
    if command == .open, view.isAtFold {
      view.toggleFold()
      return nil
    }
    if command == .open { return letter?.runID.map { .open(Address(.topology, $0.description)) } }
    if command == .trace { return letter.map { .open(TopologyPane.trace($0.traceID)) } }
    if command == .audit { return .open(.audit(of: "letter \(id)")) }
    if command == .editPayload { return .open(Address(.dlq, id.description, "edit")) }
    // Exactly what is on the screen is sent.
    if command == .redrive {
      return .ask(ActionRequest(verb: .redrive, subject: .letter(id, revision: letter?.revisions.last?.number ?? 0)))
    }
    return Verb(command).map { .ask(ActionRequest(verb: $0, subject: .letters([id]))) }
  }

  func draw(on surface: inout Surface, _ context: DrawContext) {
    surface.draw(view, in: surface.bounds)
  }
}

extension Document {
  mutating func letter(_ letter: DeadLetter) {
    typealias Words = DeadLettersWords
    line([letter.state.sign.span, Span("  " + letter.versionTitle, .title)])
    gap()
    failure(letter.failure)
    fact(letter.state == .resolved ? Words.resolved : Words.discarded, letter.discardReason)
    fact(Words.actor, letter.actor)
    heading(Words.attempts(letter.attempts.count, crashes: letter.crashCount))
    attempts(letter.attempts)
    heading(Words.work)
    fact(Words.step, letter.step)
    fact(Words.function, letter.function)
    fact(Words.run, letter.runID?.description)
    fact(Words.event, "\(letter.eventType) \(letter.eventID)")
    fact(Words.stream, letter.sourceStream + (letter.sourceEntryID.map { " " + $0 } ?? ""))
    fact(Words.trace, letter.traceID.description)
    heading(Words.lineage)
    fact(Words.id, letter.id.description)
    fact(Words.parent, letter.parentID?.description)
    fact(Words.root, letter.rootID == letter.id ? nil : letter.rootID.description)
    fact(Words.redrives, letter.redriveCount > 0 ? "\(letter.redriveCount)" : nil)
    fact(Words.redriveRun, letter.redriveRunID?.description)
    fact(Words.operationLabel, letter.operationID?.description)
    fact(Words.signature, letter.signature)
    for revision in letter.revisions.reversed() {
      heading(Words.revision(revision.number))
      self.revision(revision, original: letter.payloadSHA256)
    }
    heading(letter.revisions.isEmpty ? Words.payload : Words.originalPayload)
    json(parsing: letter.payload)
    fact(Words.sha256, letter.payloadSHA256)
  }
}
