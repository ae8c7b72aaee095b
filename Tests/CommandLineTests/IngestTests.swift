import Foundation
import Model
import Support
import Synchronization
import Testing

@testable import flowsight

@Suite struct IngestTests {
  static let keys = [
    "dataset_id", "dataset_version", "run_id", "trace_id", "state", "rows_read", "rows_loaded", "rows_rejected",
    "ods_table", "dwd_table",
  ]

  private let file: TemporaryFile
  init() throws { file = try TemporaryFile(Array("id,name\n1,a\n".utf8)) }

  private func ingest(_ shell: Shell, _ options: String...) async -> Shell.Outcome {
    switch options.count {
    case 0: await shell.run("ingest", file.path, "--dataset", "orders", "-o", "json")
    default: await shell.run("ingest", file.path, "--dataset", "orders", "-o", "json", options[0])
    }
  }

  @Test func intoProductionIsAskedFor() async {
    for (answer, asks) in [("yes", true), ("live", false)] {
      let shell = Shell(
        FakePlatform(), isTerminal: true, answers: [answer], configuration: ActionTests.production, environment: [:])
      let outcome = await ingest(shell)
      #expect(outcome.error.contains("orders? Type live"))
      #expect((outcome.status == .refused) == asks, "\(outcome.error)")
    }
    let script = Shell(FakePlatform(), configuration: ActionTests.production, environment: [:])
    #expect(await ingest(script).error.contains("confirmation_required"))
  }

  @Test func waitsUntilPublished() async throws {
    var state = FakePlatform.State()
    state.versions = [nil, Samples.version(.running), Samples.version(.published)]
    state.runs = [Samples.run(.running)]
    state.runDetails = [JobState.running, .running, .succeeded].map {
      RunDetail(run: Samples.run($0), steps: [], log: [], letters: [])
    }
    let shell = Shell(FakePlatform(state))
    shell.platform.hint(.runs)
    shell.platform.hint(.versions)
    let outcome = await ingest(shell, "--wait")
    #expect(outcome.status == .success)
    #expect(outcome.error == "")
    let json = try JSON(parsing: outcome.output)
    #expect(json.members?.map(\.name) == Self.keys)
    #expect(json["state"] == "PUBLISHED" && json["rows_loaded"] == 4 && json["ods_table"] == "ods.ods_orders")
    #expect(shell.closedCount == 1)
  }

  @Test func aFailedVersionFailsTheCommand() async throws {
    var state = FakePlatform.State()
    state.versions = [
      Samples.version(.failed, failure: Failure("rows_rejected", "1 row of 5", nextStep: "use lenient"))
    ]
    let outcome = await ingest(Shell(FakePlatform(state)), "--wait")
    #expect(outcome.status == .failed)
    #expect(try JSON(parsing: outcome.output)["state"] == "FAILED")
    let error = try JSON(parsing: outcome.error)["error"]
    #expect(error?["error_code"] == "rows_rejected" && error?["next_step"] == "use lenient")
  }

  @Test func aSecondTimeNothingIsSent() async throws {
    let shell = Shell()
    shell.platform.state.withLock { $0.versions = [Samples.version(.published)] }
    #expect(await ingest(shell).status == .success)
    let chunks = shell.platform.state.withLock { $0.chunks.count }
    let again = await shell.run("ingest", file.path, "--dataset", "orders", "--wait")
    #expect(again.status == .success)
    #expect(again.error.contains("already ingested as orders 1; nothing was changed"))
    #expect(again.output.contains("PUBLISHED"))
    #expect(shell.platform.state.withLock { $0.chunks.count } == chunks)
  }

  @Test func withoutWaitingTheStateIsPending() async throws {
    let outcome = await ingest(Shell())
    #expect(outcome.status == .success)
    let json = try JSON(parsing: outcome.output)
    #expect(json.members?.map(\.name) == Self.keys)
    #expect(json["state"] == "PENDING" && json["run_id"] == .null)
  }

  @Test func aFileThatCannotBeReadIsRefusedBeforeAnythingIsAsked() async throws {
    let empty = try TemporaryFile([])
    let cases = [
      ("\(file.path).gone", "file_not_found"), (file.folder, "file_is_directory"), (empty.path, "file_empty"),
      ("/dev/null", "file_not_regular"), ("-", "file_not_regular"), ("\(file.path)/inside", "file_not_found"),
    ]
    for (path, code) in cases {
      let shell = Shell()
      let outcome = await shell.run("ingest", path, "--dataset", "orders", "-o", "json")
      #expect(outcome.status == .failed)
      let error = try JSON(parsing: outcome.error)["error"]
      #expect(error?["error_code"]?.string == code)
      #expect(error?["next_step"]?.string != nil)
      #expect(shell.platform.state.withLock { $0.openedCount } == 0)
    }
  }

  /// A name of other bytes than UTF-8 comes with marks in their place.
  @Test func aNameThatIsNotUTF8IsCalledThat() async throws {
    let outcome = await Shell().run(
      "ingest", "\(file.folder)/\u{FFFD}\u{FFFD}.csv", "--dataset", "orders", "-o", "json")
    let error = try JSON(parsing: outcome.error)["error"]
    #expect(error?["error_code"]?.string == "file_not_found")
    #expect(error?["message"]?.string?.contains("is not UTF-8") == true)
    #expect(error?["next_step"]?.string?.contains("convmv") == true)
  }

  @Test func theDatasetMustBeNamed() async {
    #expect(await Shell().run("ingest", file.path).status == .usage)
    #expect(await Shell().run("ingest", file.path, "--dataset", " ").status == .usage)
  }
}

@Suite struct UploaderTests {
  static let bytes = Array("0123456789abcdef01234".utf8)
  static let lost = Failure("unavailable", "connection lost", isTransient: true)

  private let file: TemporaryFile
  init() throws { file = try TemporaryFile(Self.bytes) }

  private func upload(_ platform: FakePlatform, pauses: Recorder<Double> = Recorder()) async throws -> [Int64] {
    let local = try LocalFile(path: file.path)
    let (sha256, head) = try await local.digest(headBytesMax: 100) { _ in }
    #expect(sha256 == SHA256.hex(of: Self.bytes))
    #expect(head == Array(Self.bytes.prefix(100)))
    let sent = Recorder<Int64>()
    var uploader = Uploader(platform: platform, file: local) { sent.add($0) }
    uploader.chunkBytes = 8
    uploader.pause = { seconds in pauses.add(seconds) }
    uploader.random = { 0 }
    let request = UploadRequest(
      dataset: "orders", fileName: local.name, byteCount: local.byteCount, sha256: sha256, head: head)
    let opened = try await uploader.upload(request)
    #expect(opened.session.state == .ingested)
    return sent.values
  }

  @Test func sendsInChunks() async throws {
    let platform = FakePlatform()
    #expect(try await upload(platform) == [0, 8, 16, 21])
    #expect(platform.state.withLock { $0.bytes } == Self.bytes)
    #expect(platform.state.withLock { $0.chunks.map(\.count) } == [8, 8, 5])
  }

  @Test func goesOnWhereItStood() async throws {
    var state = FakePlatform.State()
    state.chunkFailures = [nil, Self.lost, Failure("offset_conflict", ""), Self.lost]
    let platform = FakePlatform(state)
    let pauses = Recorder<Double>()
    _ = try await upload(platform, pauses: pauses)
    #expect(platform.state.withLock { $0.bytes } == Self.bytes)
    #expect(platform.state.withLock { $0.openedCount } == 4)
    #expect(pauses.values == [0.25, 0.25, 0.5])
  }

  @Test func givesUpWhenNothingArrives() async throws {
    var state = FakePlatform.State()
    state.chunkFailures = Array(repeating: Self.lost, count: 100)
    let platform = FakePlatform(state)
    await #expect(throws: Self.lost) { try await upload(platform) }
    #expect(platform.state.withLock { $0.openedCount } == Uploader.retry.attemptsMax)
  }

  @Test func doesNotRepeatWhatCannotSucceed() async throws {
    var state = FakePlatform.State()
    state.chunkFailures = [Failure("disk_full", "no space")]
    let platform = FakePlatform(state)
    await #expect(throws: Failure("disk_full", "no space")) { try await upload(platform) }
    #expect(platform.state.withLock { $0.openedCount } == 1)
  }

  @Test func noticesAFileThatShrinks() async throws {
    let small = try TemporaryFile(Array("abcdef".utf8))
    let local = try LocalFile(path: small.path)
    try #require(truncate(small.path, 3) == 0)
    let failure = await #expect(throws: Failure.self) { try await local.read(at: 0, count: 6) }
    #expect(failure?.errorCode == "file_changed")
  }
}

@Suite struct RunFollowerTests {
  private func follower(_ platform: FakePlatform, _ news: Recorder<RunFollower.News>) -> RunFollower {
    RunFollower(platform: platform, dataset: Samples.id(2), version: "1") { news.add($0) }
  }

  @Test func tellsEachStepOnce() async throws {
    var state = FakePlatform.State()
    state.versions = [Samples.version(.running), Samples.version(.running), Samples.version(.published)]
    state.runs = [Samples.run(.running)]
    let validate = Step(id: Samples.id(6), name: "validate", function: "validate", dependsOn: [], state: .succeeded)
    var load = Step(
      id: Samples.id(7), name: "load", function: "load", dependsOn: ["validate"], state: .running,
      progress: Progress(done: 1, total: 2))
    let running = RunDetail(run: Samples.run(.running), steps: [validate, load], log: [], letters: [])
    load.state = .succeeded
    let ended = RunDetail(run: Samples.run(.succeeded), steps: [validate, load], log: [], letters: [])
    state.runDetails = [running, running, running, ended]
    let platform = FakePlatform(state)
    let news = Recorder<RunFollower.News>()
    platform.hint(.runs)
    let version = try await follower(platform, news).settled(timeoutSeconds: nil)
    #expect(version.state == .published)
    let told = news.values
    #expect(told.filter { $0 == .step(name: "validate", state: .succeeded, failure: nil) }.count == 1)
    #expect(told.filter { $0 == .step(name: "load", state: .running, failure: nil) }.count == 1)
    #expect(told.contains(.progress(step: "load", Progress(done: 1, total: 2))))
    // The version was published before the step had been told.
    #expect(told.last == .step(name: "load", state: .succeeded, failure: nil))
  }

  @Test func aWaitHasAnEnd() async throws {
    let failure = await #expect(throws: Failure.self) {
      try await follower(FakePlatform(), Recorder()).settled(timeoutSeconds: 1)
    }
    #expect(failure?.errorCode == "wait_timeout")
  }
}
