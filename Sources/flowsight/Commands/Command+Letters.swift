import Model
import Support
import Terminal

extension Option {
  static let letterState = value(
    "state", "STATE", "only these; without it, those that wait for a decision (repeatable)", isRepeatable: true,
    choices: LetterState.allCases.map(\.rawValue) + ["ANY"])
  static let signature = value("signature", "SIGNATURE", "letters with this cause")
  static let groups = flag("groups", "one line for each cause")
  static let everyLetter = flag("all", "every letter that waits for a decision")
  static let everySettledLetter = flag("all", "every letter that was discarded, marked as resolved or quarantined")
}

extension Command {
  static let letters: [Command] = [letterList, letterShow, redrive, discard, resolve, restore] + letterEdits

  private static let letterList = Command(
    "dlq list", "list dead letters, newest first",
    details: """
      Without `--state` and `--filter` it lists the letters that wait for a decision: DEAD and QUARANTINED. With `--groups`
      it lists causes, with how many letters of each wait; `--filter` is then about those: waiting>0 step=load_ods.
      """,
    options: [.letterState, .signature, .groups] + Option.listing
  ) { invocation in
    try await invocation.withPlatform { platform in
      if invocation.arguments.has(.groups) { return try await listGroups(invocation, platform) }
      let scope = ListQuery.letters(
        invocation.arguments.letterStates, signature: invocation.arguments.value(.signature)
      ).filter
      return try await invocation.list(letterColumns, empty: "no dead letters", scope: scope) {
        try await platform.letters($0, $1)
      }
    }
  }

  private static func listGroups(_ invocation: Invocation, _ platform: any Platform) async throws -> ExitStatus {
    guard !invocation.arguments.has(.letterState) else {
      throw UsageError.conflict(
        "--groups counts those that wait and all there are: leave --state out, or filter with 'waiting>0'",
        command: "dlq list")
    }
    let signatures = invocation.arguments.values(.signature)
    return try await invocation.list(
      groupColumns, empty: "no dead letters", scope: .field("signature", is: signatures)
    ) { try await platform.letterGroups($0, $1) }
  }

  private static let letterShow = Command(
    "dlq show", "show a dead letter: cause, attempts, payload",
    operands: [Operand("ID", "the letter's id, or the end of it")],
    options: [.payload, .format]
  ) { invocation in
    let named = try invocation.named(DeadLetter.self)
    return try await invocation.withPlatform { platform in
      let id = try await platform.identify(named)
      let letter = try await platform.letter(id)
      if invocation.arguments.has(.payload) {
        let document = PayloadDocument(letter).shown(letter.revisions.last?.payload ?? letter.payload)
        invocation.streams.output((document.string.map(Text.sanitisedLines) ?? document.text(pretty: true)) + "\n")
        return .success
      }
      return try invocation.show(letter) { letter.details }
    }
  }

  private static let choice: [Operand] = [Operand("ID", "letters, by id or the end of it", .many)]
  private static let choiceDetails = """
    Name the letters by id, or take all that `--signature`, `--filter` or `--all` finds: those are frozen, shown, and acted
    on by a bulk operation that goes on by itself, which `dlq operations` lists and `dlq pause-operation`,
    `resume-operation` and `cancel-operation` steer.
    """
  private static let finding: [Option] = [.signature, .filter, .everyLetter, .detach]
  private static let findingSettled: [Option] = [.signature, .filter, .everySettledLetter, .detach]

  private static let redrive = Command(
    "dlq redrive", "do the failed work of letters again, as new runs", details: choiceDetails, operands: choice,
    options: finding + [.rate, .set, .revision] + Option.acting
  ) { invocation in
    let parameters = try invocation.arguments.parameters()
    let revision = try invocation.arguments.integer(.revision, in: 0...Int(Int32.max))
    return try await act(.redrive(parameters: parameters, revision: revision), invocation)
  }

  private static let discard = Command(
    "dlq discard", "mark letters as not worth doing again; can be undone", details: choiceDetails, operands: choice,
    options: finding + Option.acting
  ) { try await act(.discard, $0) }

  private static let resolve = Command(
    "dlq resolve", "mark letters whose work was done by other means; can be undone", details: choiceDetails,
    operands: choice, options: finding + Option.acting
  ) { try await act(.resolve, $0) }

  private static let restore = Command(
    "dlq restore", "take a discard, a mark as resolved, or a quarantine back", details: choiceDetails, operands: choice,
    options: findingSettled + Option.acting
  ) { try await act(.restore, $0, reasonDefault: "restored on the command line") }

  private static func act(
    _ action: LetterAction, _ invocation: Invocation, reasonDefault: String? = nil
  ) async throws -> ExitStatus {
    let command = "dlq \(action.name)"
    let selection = try LetterSelection(invocation, command: command)
    let rate = try invocation.arguments.has(.rate) ? invocation.arguments.integer(.rate, in: 1...1_000_000) : nil
    return try await invocation.withPlatform { platform in
      switch selection {
      case .named(let names):
        let letters = try await platform.identify(names)
        let flow = ActionFlow(
          invocation: invocation, actor: platform.actor, noun: letters.count == 1 ? "letter" : "letters",
          reasonDefault: reasonDefault,
          preview: { try await platform.preview(action, letters) },
          perform: { preview, reason in
            try await platform.perform(action, preview.eligible.compactMap { LetterID($0.id) }, reason: reason)
          })
        return try await flow.run(command: command)
      case .matching(let query):
        let flow = ActionFlow(
          invocation: invocation, actor: platform.actor, noun: "letters", reasonDefault: reasonDefault,
          preview: { try await platform.prepare(action, query) },
          perform: { preview, reason in
            guard let id = preview.bulk?.operation else { throw Failure("nothing_eligible", "no letter matches") }
            let parameters: JSON = if case .redrive(let parameters, _) = action { parameters } else { [:] }
            return try await platform.perform(
              .startOperation(id, parameters: parameters, ratePerSecond: rate), reason: reason)
          })
        guard let (result, _) = try await flow.result(command: command), let id = result.operation else {
          return .success
        }
        if invocation.arguments.has(.detach) {
          let operation = try await platform.bulkOperation(id)
          return try invocation.show(operation) { operation.details }
        }
        invocation.note("operation \(id) goes on by itself; Ctrl-C only stops watching it")
        return try await OperationFollower(invocation: invocation, platform: platform).follow(id)
      }
    }
  }

  private static let letterColumns: [Column<DeadLetter>] = [
    Column("id") { $0.id.description }, Column("state") { $0.state.rawValue },
    Column("dataset", isFlexible: true) { $0.subject },
    Column("step") { $0.step ?? "" }, Column("error") { $0.failure.errorCode.rawValue },
    Column("failed at") { $0.lastFailedAt.shortText }, Column("redrives", .trailing) { String($0.redriveCount) },
    Column("signature") { $0.signature }, Column("message", isFlexible: true) { $0.failure.message },
  ]

  private static let groupColumns: [Column<LetterGroup>] = [
    Column("signature") { $0.signature }, Column("waiting", .trailing) { String($0.waiting) },
    Column("total", .trailing) { String($0.total) }, Column("step") { $0.place ?? "" },
    Column("error") { $0.errorCode.rawValue }, Column("last failed at") { $0.lastFailedAt.shortText },
    Column("newest") { $0.newest.description }, Column("message", isFlexible: true) { $0.message },
  ]
}

/// Which letters an action is for.
private enum LetterSelection: Sendable {
  case named([IDText<DeadLetter>])
  case matching(ListQuery)

  init(_ invocation: Invocation, command: String) throws {
    let arguments = invocation.arguments
    let signature = arguments.value(.signature)
    let isFound = signature != nil || arguments.has(.filter)
    let ways = [!arguments.operands.isEmpty, isFound, arguments.has(.everyLetter)].filter { $0 }.count
    guard ways == 1 else {
      let problem = ways == 0 ? "no letters are named" : "letters are named in more than one way"
      throw UsageError.conflict(
        "\(problem): give ids, or --signature and --filter, or --all", command: command)
    }
    if arguments.operands.isEmpty {
      var query = try arguments.query(DeadLetter.fieldInfos)
      query.filter = ListQuery.letters(signature: signature).filter.and(query.filter)
      self = .matching(query)
    } else {
      self = .named(try arguments.operands.map { try IDText($0) })
    }
  }
}

extension Arguments {
  fileprivate var letterStates: [LetterState] {
    let names = values(.letterState)
    if names.isEmpty { return has(.filter) ? [] : LetterState.waiting }
    if names.contains("ANY") { return [] }
    return names.compactMap(LetterState.init(rawValue:))
  }
}

extension DeadLetter {
  fileprivate var details: Details {
    var details = Details()
    details.add("letter", id.description)
    details.add("state", state.rawValue)
    details.add("error", failure.errorCode.rawValue)
    details.add("message", failure.message)
    let restore = state == .quarantined ? "restore it: `flowsight dlq restore \(id)`; then " : ""
    details.add("next step", failure.nextStep.map { restore + $0 })
    details.add("signature", signature)
    details.add(
      "dataset",
      datasetName == nil
        ? [datasetID?.description, datasetVersion].compactMap(\.self).joined(separator: " ") : subject)
    details.add("step", step)
    details.add("function", function)
    details.add("run", runID?.description)
    details.add("trace", traceID.description)
    details.add("event", "\(eventType) \(eventID)")
    details.add("stream", [sourceStream, sourceEntryID].compactMap { $0 }.joined(separator: " "))
    details.add("failed", "\(firstFailedAt.shortText) to \(lastFailedAt.shortText), \(crashCount) crashes")
    details.add("redrives", String(redriveCount))
    details.add("parent", parentID?.description)
    details.add("redrive run", redriveRunID?.description)
    details.add("operation", operationID?.description)
    details.add(state == .resolved ? "resolved by" : "discarded for", discardReason)
    details.add("actor", actor)
    details.section("attempts", Attempt.table(attempts))
    for revision in revisions {
      details.section(
        "revision \(revision.number) of the payload by \(revision.author): \(revision.reason)",
        Table(columns: PayloadRevision.columns).text(revision.changes))
    }
    details.section("payload, \(payload.utf8.count) bytes, sha256 \(payloadSHA256)", payload.prettyJSON)
    return details
  }
}

extension String {
  /// The text indented, when it is JSON.
  fileprivate var prettyJSON: String { (try? JSON(parsing: self))?.text(pretty: true) ?? self }
}
