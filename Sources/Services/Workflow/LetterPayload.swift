import Messaging
import Model
import Postgres
import Support

/// A letter with the payload that a redrive sends: the one that came, or what a person made of it.
struct LetterPayload {
  /// Its payload is the one that is sent.
  var letter: DeadLetter
  /// `nil` for the original.
  var edit: RunEdit?
  /// Somebody has named this letter alone and its revision: it is sent, whatever others of its run were edited to.
  var isChosen = false

  /// `wanted`: 0 the original, `nil` the newest. Fails with `not_found` when there is no such revision.
  init(_ letter: DeadLetter, _ records: [LetterRevisionRepository.Record], _ wanted: Int?) throws(Failure) {
    self.letter = letter
    let own = records.filter { $0.letterID == letter.id }
    if wanted == 0 || (wanted == nil && own.isEmpty) { return }
    guard let record = wanted == nil ? own.last : own.first(where: { $0.revision.number == wanted }) else {
      throw Failure.notFound("revision", "\(wanted ?? 0)", list: "flowsight dlq diff \(letter.id)")
    }
    edit = RunEdit(letterID: letter.id, originalSHA256: letter.payloadSHA256, revision: record.revision)
    self.letter.payload = record.payload
  }

  /// The letter as if this were its own edit.
  init(_ letter: DeadLetter, _ record: LetterRevisionRepository.Record) {
    self.letter = letter
    self.letter.payload = record.payload
  }

  /// The payloads of letters, in their order. `isAlone`: somebody named this one letter.
  static func of(
    _ letters: [DeadLetter], revision wanted: Int?, isAlone: Bool = false, _ connection: PostgresConnection
  ) async throws -> [LetterPayload] {
    let records = wanted == 0 ? [] : try await LetterRevisionRepository.list(of: letters.map(\.id), connection)
    return try letters.map { letter in
      var payload = try LetterPayload(letter, records, wanted)
      payload.isChosen = isAlone && wanted != nil
      return payload
    }
  }

  /// The order that the payload is, of a letter of a run. The run whose work is repeated may have had another one.
  func order() throws(Failure) -> JobOrder {
    do {
      return try JSON(parsing: letter.payload).decode(as: JobOrder.self)
    } catch {
      throw Failure("payload_invalid", "the payload of letter \(letter.id) is no order: \(error)")
    }
  }

  /// What an audit entry says of it.
  var audited: [JSON.Member] {
    guard let edit else { return [] }
    return [
      JSON.Member("revision", JSON(edit.revision.number)),
      JSON.Member("payload_sha256", .string(edit.originalSHA256)),
      JSON.Member("edited_sha256", .string(edit.revision.sha256)),
    ]
  }
}

extension LetterAction {
  /// Which revision a redrive sends; the original for all else.
  var wantedRevision: Int? { if case .redrive(_, let revision) = self { revision } else { 0 } }
}
