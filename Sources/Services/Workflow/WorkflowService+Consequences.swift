import Messaging
public import Model
import Postgres
import Support

// What starting runs comes to beside what was asked for: their previews say so, that nobody waits for nothing.

extension WorkflowService {
  /// What runs that start on this event wait for.
  public func holds(startingOn type: EventType) async throws -> [String] {
    try await pool.withConnection { connection in
      let documents = try await orchestrator.documents(on: connection).filter { $0.startsOn == type.rawValue }
      return try await holds(
        of: Set(documents.map(\.name)), in: documents.reduce(into: []) { $0.formUnion($1.queues) }, on: connection)
    }
  }

  /// A line for each gate that somebody holds among these workflows and these queues of their steps.
  func holds(
    of workflows: Set<String>, in queues: Set<String>, on connection: PostgresConnection
  ) async throws -> [String] {
    try await GateRepository.allPaused(connection).filter { gate in
      switch gate.id.kind {
      case .workflow: workflows.contains(gate.id.name)
      case .queue: queues.contains(gate.id.name)
      }
    }.map { gate in
      let why = [gate.actor, gate.reason].compactMap(\.self).joined(separator: ": ")
      let hold = RunHold.paused(gate.id).text
      return localized("it waits: \(hold) (\(why))", "它将等待：\(hold)（\(why)）")
    }
  }

  /// What comes with the runs that redriving the letters repeats.
  func consequences(
    of payloads: [LetterPayload], on connection: PostgresConnection
  ) async throws -> [String] {
    let runs = Set(payloads.compactMap(\.letter.lastRunID))
    guard !runs.isEmpty else { return [] }
    let named = Set(payloads.map(\.letter.id))
    let waiting = try await LetterRepository.waiting(on: Array(runs), connection)
    let edits = Dictionary(
      grouping: try await LetterRevisionRepository.newest(waitingOn: Array(runs), connection), by: \.runID)
    let dropped = payloads.flatMap { payload in
      RunRepeater.dropped(sending: payload, edits[payload.letter.lastRunID] ?? [])
    }
    let others = waiting.filter { !named.contains($0) }
    return LetterActions.alongside(others.count, Array(others.prefix(ActionPreview.sampleMax)))
      + LetterActions.dropped(Set(dropped).sorted { $0.description < $1.description })
      + (try await holds(of: runs, on: connection))
  }

  /// What runs that repeat these wait for. Runs are read only while somebody holds anything.
  private func holds(of runs: Set<RunID>, on connection: PostgresConnection) async throws -> [String] {
    guard try await !GateRepository.allPaused(connection).isEmpty else { return [] }
    let left = try await StepRepository.left(of: runs, connection)
    return try await holds(of: Set(left.map(\.workflow)), in: Set(left.map(\.queue)), on: connection)
  }

  /// The same of the letters of an operation.
  func consequences(of id: BulkOperationID, on connection: PostgresConnection) async throws -> [String] {
    let others = try await BulkOperationRepository.neighbours(of: id, limit: ActionPreview.sampleMax, connection)
    var effects = LetterActions.alongside(others.count, others.first)
    let held = try await BulkOperationRepository.countHeld(in: id, connection)
    if held > 0 {
      effects.append(
        localized(
          "\(held) of them wait first: other runs are at work on their versions",
          "其中 \(held) 封先要等待：它们的版本正由其他运行处理"))
    }
    let versions = try await BulkOperationRepository.documents(of: id, connection)
    var queues: Set<String> = []
    for version in versions { queues.formUnion(try await orchestrator.document(version, on: connection)?.queues ?? []) }
    return effects + (try await holds(of: Set(versions.map(\.workflow)), in: queues, on: connection))
  }
}

extension Workflow {
  /// The queues that its steps are put into.
  var queues: Set<String> { Set(steps.map(\.queue)) }
}

extension LetterActions {
  /// Letters of the same runs that are redriven with those that were named; the first of them by their ids.
  static func alongside(_ count: Int, _ first: [LetterID]) -> [String] {
    guard count > 0 else { return [] }
    let names = listed(first, of: count)
    return [
      localized(
        "\(count) more \(count == 1 ? "letter" : "letters") of the same runs go along: \(names)",
        "同一运行的另外 \(count) 封死信一并重投：\(names)")
    ]
  }

  /// Letters whose edits are not sent, since that of another one is.
  static func dropped(_ letters: [LetterID]) -> [String] {
    guard !letters.isEmpty else { return [] }
    let names = listed(letters, of: letters.count)
    return [
      localized(
        "what these letters were edited to is not sent: \(names)", "以下死信的修订内容不会发送：\(names)")
    ]
  }

  private static func listed(_ letters: [LetterID], of count: Int) -> String {
    letters.prefix(ActionPreview.sampleMax).map(\.description).joined(separator: ", ")
      + (count > ActionPreview.sampleMax ? ", …" : "")
  }
}
