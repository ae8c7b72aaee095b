import Foundation
import Messaging
import Model
import Postgres
import Support

extension WorkflowService {
  /// Sends the events of letters that belong to no run back to their consumers, and records what became of each: all in
  /// one transaction; one by one when that cannot be. Returns how many were sent or refused.
  func republish(
    _ letters: [LetterID], _ action: LetterAction, in operation: BulkOperation, _ log: Log
  ) async -> Int {
    do {
      return try await pool.withTransaction { try await republish(letters, action, in: operation, on: $0) }
    } catch let error where Failure(error).isTransient || Task.isCancelled {
      // What passes is tried again at the next look.
      return 0
    } catch {
      var acted = 0
      for letter in letters where await act(letter, action, in: operation, log) { acted += 1 }
      return acted
    }
  }

  private func republish(
    _ letters: [LetterID], _ action: LetterAction, in operation: BulkOperation, on connection: PostgresConnection
  ) async throws -> Int {
    let now = orchestrator.environment.now()
    let taken = try await BulkOperationRepository.take(operation.id, letters, connection)
    let found = try await LetterRepository.find(taken, lock: true, connection)
    var refused = Dictionary(
      uniqueKeysWithValues: Set(taken).subtracting(found.map(\.id)).map {
        ($0, Failure.notFound("dead letter", $0.description, list: "flowsight dlq list"))
      })
    var messages: [(letter: LetterID, event: (Event, stream: String))] = []
    let wanted = action.wantedRevision
    for payload in try await LetterPayload.of(found, revision: wanted, connection) {
      let letter = payload.letter
      do {
        try LetterActions.require(action, letter)
        let message = try LetterActions.message(of: letter)
        messages.append((letter.id, (message.event, message.stream)))
      } catch {
        refused[letter.id] = error
      }
    }
    let isSent = try await orchestrator.outbox.republish(messages.map(\.event), on: connection)
    let sent = zip(messages, isSent).filter(\.1).map(\.0.letter)
    for (message, isSent) in zip(messages, isSent) where !isSent {
      try await BulkOperationRepository.settle(
        operation.id, message.letter, .waiting, failure: LetterActions.unpublished(message.event.0), at: now, connection
      )
    }
    let move = LetterMove(
      ways: [[.redriveRequested, .redriveEnded]], actor: actor.name, reason: operation.reason, at: now,
      operation: operation.id)
    try await LetterRepository.move(sent, move, connection)
    try await BulkOperationRepository.sent(operation.id, sent, at: now, connection)
    for (letter, failure) in refused {
      try await BulkOperationRepository.settle(
        operation.id, letter, .refused, failure: failure, at: now, connection)
    }
    return sent.count + refused.count
  }
}
