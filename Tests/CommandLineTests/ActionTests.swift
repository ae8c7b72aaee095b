import Foundation
import Model
import Support
import Synchronization
import Testing

@testable import Console
@testable import flowsight

/// Actions: shown first, agreed to, done on exactly what was shown.
@Suite struct ActionTests {
  private func shell(
    isTerminal: Bool = false, answers: [String] = [], _ change: (inout FakePlatform.State) -> Void = { _ in }
  )
    -> Shell
  {
    var state = FakePlatform.State()
    state.letters = [Samples.letter(11), Samples.letter(12), Samples.letter(13, .discarded)]
    change(&state)
    return Shell(FakePlatform(state), isTerminal: isTerminal, answers: answers)
  }

  private let id = "\(Samples.id(11) as LetterID)"

  @Test func aDryRunShowsAndChangesNothing() async {
    let shell = shell()
    let outcome = await shell.run("dlq", "redrive", id, "--dry-run")
    #expect(outcome.status == .success)
    #expect(outcome.output.contains("redrive: 1 of 1 letter"))
    #expect(outcome.output.contains("a new run for each"))
    #expect(shell.platform.state.withLock { $0.performed.isEmpty })
    let json = await shell.run("dlq", "redrive", id, "--dry-run", "-o", "json")
    #expect((try? JSON(parsing: json.output))?["items"]?.array?.count == 1)
    #expect(shell.closedCount == 2)
  }

  @Test func aReasonIsNeeded() async {
    for words in [
      ["dlq", "redrive"], ["dlq", "discard"], ["dlq", "resolve"], ["runs", "rerun"], ["runs", "replay"],
    ] {
      let outcome = await shell().run(words[0], words[1], id, "--yes")
      #expect(outcome.status == .usage)
      #expect(outcome.error.contains("--reason"))
    }
    let blank = await shell().run("dlq", "redrive", id, "--yes", "--reason", "  ")
    #expect(blank.status == .usage)
    let shell = shell()
    let long = await shell.run("dlq", "discard", id, "--yes", "--reason", String(repeating: "因", count: 667))
    #expect(long.status == .usage && long.error.hasPrefix("error[reason_too_long]"))
    #expect(shell.platform.state.withLock { $0.performed.isEmpty })
  }

  @Test func offATerminalYesIsNeeded() async {
    let shell = shell()
    let outcome = await shell.run("dlq", "discard", id, "--reason", "old")
    #expect(outcome.status == .refused)
    #expect(outcome.error.hasPrefix("error[confirmation_required]"))
    #expect(outcome.error.contains("--yes"))
    #expect(shell.platform.state.withLock { $0.performed.isEmpty })
  }

  @Test(arguments: [("yes", true), ("y", false), ("", false)]) func onATerminalItAsks(_ answer: String, _ acts: Bool)
    async
  {
    let shell = shell(isTerminal: true, answers: [answer])
    let outcome = await shell.run("dlq", "discard", id, "--reason", "old")
    #expect(outcome.error.contains("Type yes"))
    #expect(outcome.status == (acts ? .success : .refused))
    #expect(shell.platform.state.withLock { $0.performed.isEmpty } == !acts)
  }

  static let production = "default: live\nprofiles: {live: {postgres: a, redis: b, production: true, read_only: false}}"

  /// `--yes` agrees to much, but not to production.
  @Test func aProductionProfileIsNamed() async {
    for (options, answers, acts) in [
      (["--yes"], ["yes"], false), (["--yes"], ["live"], true), ([], ["live"], true),
      (["--confirm", "live"], [], true),
      (["--confirm", "other"], ["live"], false),
    ] {
      var state = FakePlatform.State()
      state.letters = [Samples.letter(11)]
      let shell = Shell(
        FakePlatform(state), isTerminal: true, answers: answers, configuration: Self.production, environment: [:])
      let outcome = await shell.run(["dlq", "discard", id, "--reason", "old"] + options)
      #expect(outcome.status == (acts ? .success : .refused), "\(options) \(answers): \(outcome.error)")
      #expect(shell.platform.state.withLock { $0.performed.isEmpty } == !acts)
    }
    var state = FakePlatform.State()
    state.letters = [Samples.letter(11)]
    let script = Shell(FakePlatform(state), configuration: Self.production, environment: [:])
    let outcome = await script.run("dlq", "discard", id, "--reason", "old", "--yes")
    #expect(outcome.status == .refused && outcome.error.contains("--confirm live"))
  }

  @Test func itActsOnWhatItShowed() async throws {
    let shell = shell { $0.skipped = [Samples.id(12): "being redriven"] }
    let other = "\(Samples.id(12) as LetterID)"
    let outcome = await shell.run(
      "dlq", "redrive", id, other, "--yes", "--reason", "fixed", "--set", "mode=lenient", "--set", "limit=5", "-o",
      "json")
    #expect(outcome.status == .success)
    let performed = try #require(shell.platform.state.withLock { $0.performed.first })
    #expect(performed.action == .redrive(parameters: ["mode": "lenient", "limit": 5]))
    #expect(performed.letters == [Samples.id(11)])
    #expect(performed.reason == "fixed")
    #expect(try JSON(parsing: outcome.output)["items"]?.array?.first?["audit_id"]?.string != nil)
  }

  @Test func allThatWaitAreTakenByAnOperation() async throws {
    let shell = shell { state in state.letters = (1...2500).map { Samples.letter($0) } }
    let outcome = await shell.run(
      "dlq", "redrive", "--all", "--yes", "--reason", "old", "--rate", "50", "--set", "mode=lenient", "-o", "json")
    #expect(outcome.status == .success)
    #expect(try JSON(parsing: outcome.output)["outcomes"]?["DONE"] == 2500)
    let asked = try #require(shell.platform.state.withLock { $0.interventions.first })
    #expect(
      asked.intervention == .startOperation(Samples.id(70), parameters: ["mode": "lenient"], ratePerSecond: 50))
    #expect(asked.reason == "old")
    #expect(shell.platform.state.withLock { $0.performed.isEmpty })
  }

  @Test func aFilterFindsTheLettersOfAnOperation() async throws {
    let shell = shell()
    let outcome = await shell.run("dlq", "discard", "--filter", "dataset=订单 state=dead", "--dry-run")
    #expect(outcome.status == .success)
    #expect(outcome.output.hasPrefix("discard: 2 of 2 letters"))
    #expect(shell.platform.state.withLock { $0.interventions.isEmpty })
    let bad = await shell.run("dlq", "discard", "--filter", "colour=red", "--yes", "--reason", "a")
    #expect(bad.status != .success && bad.error.contains("colour"))
  }

  @Test(arguments: ["pause", "resume", "cancel"]) func operationsAreSteered(_ verb: String) async throws {
    let shell = shell()
    let id: BulkOperationID = Samples.id(70)
    let outcome = await shell.run("dlq", "\(verb)-operation", "\(id)", "--yes", "--reason", "too many fail")
    #expect(outcome.status == .success)
    let asked = try #require(shell.platform.state.withLock { $0.interventions.first })
    #expect(asked.intervention.name == "operation.\(verb)" && asked.reason == "too many fail")
  }

  @Test func aBackfillIsShownStartedAndFollowed() async throws {
    let shell = shell()
    let shown = await shell.run(
      "backfill", "preview", "dataset.load", "--dataset", "订单", "--since", "2026-03-01", "--reprocess", "failed")
    #expect(shown.status == .success && shown.output.hasPrefix("backfill: 3 of 5 versions"), "\(shown.output)")
    let missing = await shell.run("backfill", "start", "--dataset", "订单", "--yes")
    #expect(missing.status == .usage && missing.error.contains("--reason"))
    let outcome = await shell.run(
      "backfill", "start", "--dataset", "订单", "--filter", "code=rows_rejected", "--order", "newest", "--limit", "2",
      "--at-once", "3", "--set", "mode=lenient", "--yes", "--reason", "new rules")
    #expect(outcome.status == .success, "\(outcome.error)")
    let (operation, asked) = shell.platform.state.withLock {
      ($0.operations.last, $0.interventions.map(\.intervention))
    }
    #expect(
      operation?.action
        == .backfill(
          Backfill(
            workflow: "dataset.load", filter: "dataset=订单 code=rows_rejected", order: .newest, limit: 2, concurrency: 3,
            parameters: ["mode": "lenient"])))
    #expect(asked == [.startOperation(Samples.id(70), parameters: [:], ratePerSecond: nil)])
    let list = await shell.run("backfill", "list", "-o", "json")
    #expect(list.status == .success && list.output.contains("\"name\":\"backfill\""), "\(list.output)")
    let letters = await shell.run("dlq", "operations", "-o", "json")
    #expect(!letters.output.contains("backfill"))
    _ = await shell.run("backfill", "preview", "dataset.load")
    let after = await shell.run("backfill", "list", "-o", "json")
    #expect(after.output == list.output, "a preview that nobody went on with is no backfill")
    for wrong in [["--at-once", "0"], ["--reprocess", "some"], ["--filter", "colour=red"], ["--since", "soon"]] {
      let refused = await shell.run("backfill", "preview", wrong[0], wrong[1])
      #expect(refused.status != .success, "\(wrong)")
    }
  }

  @Test func aScheduleIsMadeAndChanged() async throws {
    let shell = shell()
    let made = await shell.run(
      "schedules", "create", "mornings", "--cron", "0 6 * * MON-FRI", "--time-zone", "Asia/Shanghai", "--overlap",
      "queue", "--grace", "300", "--dataset", "订单", "--reprocess", "failed", "--yes", "--reason", "new rules")
    #expect(made.status == .success, "\(made.error)")
    let settings = ScheduleSettings(
      name: "mornings", cron: "0 6 * * MON-FRI", timeZone: "Asia/Shanghai", graceSeconds: 300, overlap: .queue,
      backfill: Backfill(filter: "dataset=订单", reprocess: .failed))
    let edited = await shell.run(
      "schedules", "edit", "nightly", "--cron", "@daily", "--misfire", "skip", "--yes", "--reason", "later")
    #expect(edited.status == .success, "\(edited.error)")
    var changed = Samples.schedule.settings
    (changed.cron, changed.misfire) = ("@daily", .skip)
    let lifted = await shell.run(
      "schedules", "edit", "nightly", "--filter", "", "--from", "", "--limit", "all", "--yes", "--reason", "all of them"
    )
    #expect(lifted.status == .success, "\(lifted.error)")
    var all = Samples.schedule.settings
    (all.backfill.filter, all.backfill.from, all.backfill.limit) = ("", nil, nil)
    let id = Samples.schedule.id
    for verb in ["pause", "resume", "trigger", "delete"] {
      let outcome = await shell.run("schedules", verb, "nightly", "--yes", "--reason", "so")
      #expect(outcome.status == .success, "\(verb): \(outcome.error)")
    }
    #expect(
      shell.platform.state.withLock { $0.interventions.map(\.intervention) } == [
        .saveSchedule(nil, settings), .saveSchedule(id, changed), .saveSchedule(id, all), .changeSchedule(id, .pause),
        .changeSchedule(id, .resume), .changeSchedule(id, .trigger), .changeSchedule(id, .delete),
      ])
    for wrong in [["--cron", "soon"], ["--cron", "@daily", "--time-zone", "Mars"], ["--cron", "0 0 30 2 *"]] {
      let refused = await shell.run(["schedules", "create", "x", "--yes", "--reason", "so"] + wrong)
      #expect(refused.status != .success && !refused.error.isEmpty, "\(wrong)")
    }
    let unknown = await shell.run("schedules", "pause", "nothing", "--yes", "--reason", "so")
    #expect(unknown.status != .success && unknown.error.contains("not_found"))
  }

  @Test func theNextTimesNeedNoServer() async throws {
    let shell = shell()
    let table = await shell.run(
      "schedules", "next", "--cron", "30 2 * * *", "--time-zone", "Europe/Berlin", "--count", "3")
    #expect(table.status == .success && table.error.contains("at 02:30, every day"), "\(table.error)")
    #expect(table.output.split(separator: "\n").filter { $0.contains(" 02:30 ") || $0.contains(" 03:00 ") }.count == 3)
    let json = await shell.run("schedules", "next", "nightly", "-o", "json")
    #expect(json.status == .success && json.output.contains("\"times\""))
    let list = await shell.run("schedules", "list")
    #expect(list.output.contains("nightly") && list.output.contains("MISSED"))
    let shown = await shell.run("schedules", "show", "nightly")
    #expect(shown.output.contains("at 02:30, every day") && shown.output.contains("MISSED"))
  }

  @Test(arguments: ["pause", "resume", "cancel"]) func backfillsAreSteered(_ verb: String) async throws {
    let shell = shell()
    let id: BulkOperationID = Samples.id(70)
    let outcome = await shell.run("backfill", verb, "\(id)", "--yes", "--reason", "enough")
    #expect(outcome.status == .success)
    #expect(shell.platform.state.withLock { $0.interventions.first?.intervention.name } == "operation.\(verb)")
  }

  @Test(arguments: [
    ["dlq", "redrive", "--reason", "a"], ["dlq", "redrive", "--all", "--signature", "s", "--reason", "a"],
  ]) func lettersAreNamedInOneWay(_ words: [String]) async {
    let outcome = await Shell().run(words[0], words[1], words[2], words[3])
    #expect(outcome.status == .usage)
  }

  @Test func nothingToDoIsRefused() async {
    let shell = shell { $0.skipped = [Samples.id(11): "being redriven"] }
    let outcome = await shell.run("dlq", "redrive", id, "--yes", "--reason", "a")
    #expect(outcome.status == .refused)
    #expect(outcome.error.contains("nothing_eligible"))
    #expect(outcome.error.contains("being redriven"))
    let unmatched = await shell.run("dlq", "redrive", "--signature", "none", "--yes", "--reason", "a")
    #expect(unmatched.status == .refused)
  }

  /// What a command did is in the journal of whoever ran it, as if the console had done it; a rehearsal is not.
  @Test func whatIsDoneIsInTheJournal() async throws {
    let home = FileManager.default.temporaryDirectory.appending(path: UUID().uuidString)
    defer { try? FileManager.default.removeItem(at: home) }
    var state = FakePlatform.State()
    state.letters = [Samples.letter(11), Samples.letter(12)]
    let shell = Shell(
      FakePlatform(state),
      environment: [
        "FLOWSIGHT_POSTGRES": "postgres:///a", "FLOWSIGHT_REDIS": "redis://a", "XDG_STATE_HOME": home.path,
      ])
    let files = MemoryFiles(folder: home.appending(path: "flowsight").path)
    _ = await shell.run("dlq", "redrive", id, "--dry-run")
    _ = await shell.run("dlq", "redrive", id, "--reason", "x")
    #expect(files.deeds().isEmpty)
    _ = await shell.run("dlq", "redrive", id, "--yes", "--reason", "the lock is gone")
    _ = await shell.run("dlq", "redrive", "--all", "--yes", "--reason", "all of them")
    _ = await shell.run("runs", "undo", "\(Samples.id(4) as RunID)", "--yes", "--reason", "wrong file")
    let deeds = files.deeds()
    #expect(deeds.map(\.verb) == ["redrive", "redrive", "undoRun"])
    #expect(deeds.map(\.reason) == ["the lock is gone", "all of them", "wrong file"])
    #expect(deeds.allSatisfy { $0.actor == "ann" && $0.profile == "custom" && $0.errorCode == nil })
    #expect(deeds[0].count == 1 && deeds[0].audit.count == 1)
    let unwritable = Shell(
      FakePlatform(state),
      environment: [
        "FLOWSIGHT_POSTGRES": "postgres:///a", "FLOWSIGHT_REDIS": "redis://a", "XDG_STATE_HOME": "/proc/nowhere",
      ])
    let outcome = await unwritable.run("dlq", "redrive", id, "--yes", "--reason", "x")
    #expect(outcome.status == .success && outcome.error.contains("is not kept"))
  }

  @Test func aFailedItemFailsTheCommand() async {
    let shell = shell { $0.performFailure = Failure("revision_conflict", "it changed") }
    let outcome = await shell.run("dlq", "redrive", id, "--yes", "--reason", "a")
    #expect(outcome.status == .failed)
    #expect(outcome.output.contains("revision_conflict: it changed"))
  }

  @Test func restoringNeedsNoReason() async throws {
    let shell = shell()
    let outcome = await shell.run("dlq", "restore", "\(Samples.id(13) as LetterID)", "--yes")
    #expect(outcome.status == .success)
    #expect(shell.platform.state.withLock { $0.performed.first?.action } == .restore)
  }

  /// A schedule that is triggered says what it began, also when that is nothing.
  @Test(arguments: [nil, Samples.id(77) as BulkOperationID]) func aTriggerSaysWhatBegan(operation: BulkOperationID?)
    async
  {
    let shell = shell { $0.triggered = operation }
    let outcome = await shell.run("schedules", "trigger", "nightly", "--yes", "--reason", "so")
    #expect(outcome.error.contains(operation.map { "backfill show \($0)" } ?? "nothing began"), "\(outcome.error)")
  }

  /// The journal names what each command does: none is named by another's word.
  @Test func theJournalKnowsEveryCommand() {
    let acting = flowsight.Command.all.filter { $0.options.contains(.dryRun) && $0.options.contains(.reason) }
    #expect(Set(acting.map(\.name)) == Set(Deed.verbs.keys.filter { !$0.contains(" --") }))
    #expect(Deed.verbs["schedules edit"] == .schedule && Deed.verbs["dlq edit"] == .edit)
    #expect(Deed.verbs["schedules delete"] == .delete)
  }

  @Test(arguments: [("--dataset", "chat", "--version"), ("--version", "3", "--dataset")])
  func aRunIsToldWhatItLacks(given: String, value: String, lacks: String) async {
    let outcome = await shell().run("workflows", "run", "dataset.profile", given, value, "--yes", "--reason", "x")
    #expect(outcome.status == .usage && outcome.error.contains(lacks) && !outcome.error.contains(given))
  }

  @Test func workflowsAreListedShownAndChecked() async throws {
    let list = await Shell().run("workflows", "list")
    #expect(list.output.contains("dataset.load") && list.output.contains("PAUSED"))
    let shown = await Shell().run("workflows", "show", "dataset.load")
    #expect(shown.output.contains("mode=strict|lenient") && shown.output.contains("publish"))
    #expect(shown.output.contains("stricter") && shown.output.contains("ann"))
    #expect(await Shell().run("workflows", "show", "none").status != .success)
    let old = await Shell().run("workflows", "show", "dataset.load@1", "-o", "json")
    #expect(try JSON(parsing: old.output)["summary"]?["document"]?["version"]?.integer == 1)
    for missing in ["dataset.load@7", "dataset.load@x", "@1"] {
      #expect(await Shell().run("workflows", "show", missing).status != .success, "\(missing)")
    }
    let document = await Shell().run("workflows", "show", "dataset.load", "-o", "yaml")
    #expect(document.output == "# v2 \u{1b}[31m\nname: dataset.load\n", "as it was written, into a pipe")
    let good = try TemporaryFile(
      Array(
        "name: a\nversion: 1\nstarts_on: dataset.ingested\nsteps:\n  - {name: v, function: processing.validate, queue: processing}\n"
          .utf8),
      name: "good.yaml")
    #expect(await Shell().run("workflows", "check", good.path).status == .success)
    let shell = shell()
    #expect(await shell.run("workflows", "apply", good.path, "--yes", "--reason", "ours").status == .success)
    let applied = try #require(shell.platform.state.withLock { $0.interventions.last })
    guard case .applyWorkflow(let source) = applied.intervention else { return #expect(Bool(false), "\(applied)") }
    #expect(source.hasPrefix("name: a") && applied.reason == "ours")
    let bad = try TemporaryFile(
      Array(
        "name: a\nversion: 1\nstarts_on: dataset.ingested\nsteps:\n  - {name: v, function: no.such, queue: processing}\n"
          .utf8),
      name: "bad.yaml")
    let refusal = await Shell().run("workflows", "check", bad.path)
    #expect(refusal.status == .usage && refusal.error.contains("no.such"))
    let folder = await Shell().run("workflows", "check", FileManager.default.temporaryDirectory.path)
    #expect(folder.status == .failed && folder.error.contains("file_is_directory"))
    let unapplied = Shell()
    #expect(await unapplied.run("workflows", "apply", bad.path, "--yes", "--reason", "x").status != .success)
    #expect(unapplied.platform.state.withLock { $0.interventions.isEmpty })
  }

  @Test func queuesAreListedAndShown() async throws {
    let list = await Shell().run("queues", "list", "-o", "csv")
    #expect(list.output.contains("workflow.jobs.processing,processing-group,ACTIVE,7,2,1,2,"))
    for name in ["processing", "workflow.jobs.processing", "workflow.jobs.processing/processing-group"] {
      let shown = await Shell().run("queues", "show", name)
      #expect(shown.status == .success && shown.output.contains("host:1"), "\(name)")
    }
    for bad in [["--rate", "0"], ["--rate", "fast"], ["--max", "0"]] {
      let refused = await Shell().run(["queues", "limit", "processing", "--yes", "--reason", "x"] + bad)
      #expect(refused.status == .usage, "\(bad)")
    }
    let several = await Shell().run("queues", "show", "dataset.events")
    #expect(several.status != .success && several.error.contains("dataset.events/metadata-group"))
    #expect(await Shell().run("queues", "show", "none").error.contains("not_found"))
  }

  @Test func aTraceIsTold() async throws {
    let id = "\(Samples.id(3) as TraceID)"
    let table = await Shell().run("trace", id)
    #expect(table.output.contains("validate") && table.output.contains("2.500 s"))
    #expect(!table.output.contains("\u{1b}"))
    let json = await Shell().run("trace", id, "-o", "json")
    #expect(try JSON(parsing: json.output)["items"]?.array?.first?["kind"]?.string == "attempt")
    let failures = await Shell().run("trace", id, "--filter", "failure=yes kind=step", "-o", "json")
    #expect(try JSON(parsing: failures.output)["items"]?.array?.isEmpty == true)
    #expect(await Shell().run("trace", "nonsense").status != .success)
  }
}
