import Console
import Foundation
import Model
import Support
import Terminal

extension Option {
  static let dryRun = flag("dry-run", "only show what would happen")
  static let yes = flag("yes", short: "y", "do it without asking; a production profile has to be named all the same")
  static let confirm = value("confirm", "PROFILE", "the name of the production profile, which else is to be typed")
  static let reason = value("reason", "TEXT", "why; kept in the audit log")
  static let set = value("set", "KEY=VALUE", "a parameter for the new run, such as mode=lenient", isRepeatable: true)

  static let acting: [Option] = [dryRun, yes, confirm, reason, format]
}

/// Something that changes the platform: shown first, then agreed to, then done, with the result of each item.
struct ActionFlow: Sendable {
  var invocation: Invocation
  var actor: Actor
  /// Of what is acted on, in the plural: `letters`.
  var noun: String
  /// Used when `--reason` is not given; `nil` makes it mandatory.
  var reasonDefault: String?
  var preview: @Sendable () async throws -> ActionPreview
  var perform: @Sendable (_ preview: ActionPreview, _ reason: String) async throws -> ActionResult
  /// What is worth a word about the result beside its table.
  var remark: (@Sendable (ActionResult) -> String?)?
  /// The command with the option that makes another deed of it, as the journal knows it.
  var deed: String?

  private var arguments: Arguments { invocation.arguments }
  private var streams: Streams { invocation.streams }

  func run(command: String) async throws -> ExitStatus {
    guard let (result, skipped) = try await result(command: command) else { return .success }
    try write(result, skipped: skipped)
    return result.failed.isEmpty ? .success : .failed
  }

  /// What was done; `nil` after a dry run.
  func result(command: String) async throws -> (ActionResult, skipped: [ActionPreview.Skipped])? {
    let isDryRun = arguments.has(.dryRun)
    let reason = arguments.value(.reason)?.trimmed ?? reasonDefault ?? ""
    if !isDryRun, reason.isEmpty {
      throw UsageError.missingOption(.reason, command: command, because: "the audit log keeps why")
    }
    try Reason.check(optional: reason)
    if isDryRun {
      _ = try await show()
      return nil
    }
    let preview = try await preview()
    guard preview.eligibleCount > 0 else { throw nothingEligible(preview) }
    try invocation.confirm("\(preview.verb) \(preview.eligibleCount) \(noun)", command: command) { text(preview) }
    do {
      let result = try await perform(preview, reason)
      note(command, reason, .success(result))
      return (result, preview.reasons)
    } catch {
      note(command, reason, .failure(ErrorRenderer.failure(error)))
      throw error
    }
  }

  /// Into the journal that the console shows. That it cannot be written is a remark: the deed is done.
  private func note(_ command: String, _ reason: String, _ result: Result<ActionResult, Failure>) {
    guard let folder = ConfigurationFile.stateFolder(environment: invocation.environment) else { return }
    do {
      try MemoryFiles(folder: folder).keep(
        command: deed ?? command, reason: reason, result, at: Date(), by: actor,
        profile: try invocation.settings().profile)
    } catch {
      invocation.note(Text.sanitised(ErrorRenderer.failure(error).message))
    }
  }

  /// Only what it would do.
  func show() async throws -> ExitStatus {
    let preview = try await preview()
    try write(preview)
    if preview.eligibleCount == 0 { throw nothingEligible(preview) }
    return .success
  }

  private func nothingEligible(_ preview: ActionPreview) -> Failure {
    let items = preview.skipped.prefix(3).map { "\($0.title): \($0.skippedBecause ?? "")" }
    let reasons = items + (preview.bulk?.skipped ?? []).map { "\($0.count): \($0.because)" }
    return Failure(
      "nothing_eligible",
      (["the \(noun) named cannot be acted on (\(preview.verb))"] + reasons).joined(separator: "\n"),
      nextStep: "see all of it with `--dry-run`")
  }

  private func write(_ preview: ActionPreview) throws {
    if invocation.format == .json {
      invocation.write(try JSON(encoding: preview))
    } else {
      streams.output(text(preview))
    }
  }

  private func text(_ preview: ActionPreview) -> String {
    let table = Table<ActionPreview.Item>(columns: [
      Column("id") { $0.id }, Column("what", isFlexible: true) { $0.title },
      Column("skipped because", isFlexible: true) { $0.skippedBecause ?? "" },
    ])
    let total = preview.bulk.map { $0.count + $0.skipped.reduce(0) { $0 + $1.count } } ?? preview.items.count
    let counts = "\(preview.verb): \(preview.eligibleCount) of \(total) \(noun)\n"
    let effects = preview.effects.map { "  - \(Text.sanitised($0))\n" }.joined()
    let left = (preview.bulk?.skipped ?? []).map {
      "  - \($0.count) \($0.count == 1 ? "is" : "are") left alone: \(Text.sanitised($0.because))\n"
    }
    let rest = preview.eligibleCount - preview.eligible.count
    let more = rest > 0 ? "… and \(rest) more\n" : ""
    return counts + effects + left.joined() + table.text(preview.items, width: invocation.tableWidth) + more
  }

  private func write(_ result: ActionResult, skipped: [ActionPreview.Skipped]) throws {
    if invocation.format == .json {
      invocation.write(try JSON(encoding: result))
      return
    }
    let table = Table<ActionResult.Item>(columns: [
      Column("id") { $0.id }, Column("result") { $0.failure == nil ? "done" : "failed" },
      Column("run") { $0.runID?.description ?? "" }, Column("audit") { $0.auditID?.description ?? "" },
      Column("why", isFlexible: true) { $0.failure.map { "\($0.errorCode.rawValue): \($0.message)" } ?? "" },
    ])
    streams.output(table.text(result.items, width: invocation.tableWidth))
    if let remark = remark?(result) { invocation.note(remark) }
    let left = skipped.reduce(0) { $0 + $1.count }
    if left > 0 { invocation.note("\(left) \(noun) were left alone") }
  }
}

extension ActionPreview {
  /// What is done, without what it is done to: `redrive` of `letter.redrive`.
  fileprivate var verb: String {
    (action.split(separator: ".").last.map(String.init) ?? action).replacing("_", with: " ")
  }
}

extension Invocation {
  /// Asks whether `deed` is to be done: `yes` is typed, or said by `--yes`; in a production profile its name is typed, or
  /// said by `--confirm`. Fails with `confirmation_required` where nobody can be asked, and with `cancelled`.
  func confirm(_ deed: String, command: String, shown: () -> String = { "" }) throws {
    // Who may change nothing is not asked whether they mean it.
    let settings = try writableSettings()
    let word = settings.isProduction ? settings.profile : "yes"
    if settings.isProduction ? arguments.value(.confirm) == word : arguments.has(.yes) { return }
    guard streams.inputIsTerminal, streams.errorIsTerminal, !arguments.has(.confirm) else {
      let option = settings.isProduction ? "--confirm \(settings.profile)" : "--yes"
      throw Failure(
        "confirmation_required", "'\(command)' would \(deed), and nobody has agreed to it",
        nextStep: "see what would happen with `--dry-run`, then add `\(option)`")
    }
    streams.error("\(shown())\(deed)? Type \(word): ")
    guard streams.answer()?.trimmed == word else {
      throw Failure("cancelled", "nothing was changed", nextStep: nil)
    }
  }
}

extension Arguments {
  /// The `--set key=value` options as one object. A value that is a JSON literal is taken as such, else as a text.
  func parameters() throws(UsageError) -> JSON {
    var parameters = JSON.object([])
    for text in values(.set) {
      let parts = text.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false).map(String.init)
      guard parts.count == 2, !parts[0].isEmpty else {
        throw .badValue(.set, text, expected: "KEY=VALUE")
      }
      parameters[parts[0]] = (try? JSON(parsing: parts[1])) ?? .string(parts[1])
    }
    return parameters
  }
}

extension String {
  /// Without the spaces around it.
  var trimmed: String {
    var text = self[...]
    while text.first?.isWhitespace == true { text.removeFirst() }
    while text.last?.isWhitespace == true { text.removeLast() }
    return String(text)
  }
}
