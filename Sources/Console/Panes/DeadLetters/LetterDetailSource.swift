import Foundation
import Model
import Terminal

/// One letter: why it died, what was tried, where it comes from, its payload. Enter goes to the run that did its work last:
/// the one that gave it up, or the one that redrives it.
struct LetterDetailSource: DetailSource {
  let id: LetterID

  var address: Address { Address(.dlq, id.description) }
  var load: Load { .letter(id) }
  var copyText: String { id.description }
  func crumb(_ letter: DeadLetter?) -> String { DeadLettersWords.letter(id) }
  func concerns(_ change: Change, _ letter: DeadLetter?) -> Bool { change == .letters }

  func item(in answer: Answer) -> DeadLetter? { if case .letter(let letter) = answer { letter } else { nil } }
  func describe(_ letter: DeadLetter, in document: inout Document) { document.letter(letter) }
  func address(of letter: DeadLetter) -> Address? { letter.lastRunID.map { Address(.topology, $0.description) } }
  func isLively(_ letter: DeadLetter) -> Bool { letter.state == .redriving }

  func actions(on letter: DeadLetter) -> [Command] {
    let looking: [Command] = [.trace, .audit]
    switch letter.state {
    case .dead: return looking + [.redrive, .discard, .resolve, .editPayload]
    case .quarantined: return looking + [.discard, .resolve, .restore, .editPayload]
    case .discarded, .resolved: return looking + [.restore]
    case .redriving, .redriven: return looking
    }
  }

  func perform(_ command: Command, on letter: DeadLetter) -> Wish? {
    switch command {
    case .trace: return .open(TopologyPane.trace(letter.traceID))
    case .audit: return .open(.audit(of: letter.auditTargets))
    case .editPayload: return .open(Address(.dlq, id.description, "edit"))
    // Exactly what is on the screen is sent.
    case .redrive:
      let revision = letter.revisions.last?.number ?? 0
      return .ask(ActionRequest(verb: .redrive, subject: .letter(id, revision: revision)))
    default:
      return Verb(command).map {
        .ask(ActionRequest(verb: $0, subject: .letters([id], areDead: letter.state == .dead)))
      }
    }
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
