import Foundation
import Model
import Support
import Synchronization
import Testing

@testable import flowsight

/// Runs, workflows and queues: done again, ended, held, limited.
@Suite struct SteeringTests {
  @Test func rerunsCarryTheirParameters() async throws {
    let shell = Shell()
    let run: RunID = Samples.id(4)
    let outcome = await shell.run("runs", "rerun", "\(run)", "--yes", "--reason", "again", "--set", "mode=lenient")
    #expect(outcome.status == .success)
    let rerun = try #require(shell.platform.state.withLock { $0.interventions.first })
    #expect(
      rerun.intervention == .rerun(run, .failed, parameters: ["mode": "lenient"]) && rerun.reason == "again")
    let replayed = await shell.run("runs", "replay", "\(run)", "--yes", "--reason", "the same?")
    let replay = shell.platform.state.withLock { $0.interventions.last?.intervention }
    #expect(replayed.status == .success && replay == .rerun(run, .all, parameters: [:]))
    #expect(await shell.run("runs", "replay", "\(run)", "--set", "mode=lenient").status == .usage)
    _ = await shell.run("runs", "rerun", "\(run)", "--from", "clean", "--yes", "--reason", "again")
    let from = try #require(shell.platform.state.withLock { $0.interventions.last })
    #expect(from.intervention == .rerun(run, .from("clean"), parameters: [:]))
    for bad in ["mode", "=lenient"] {
      let outcome = await shell.run("runs", "rerun", "\(run)", "--yes", "--reason", "again", "--set", bad)
      #expect(outcome.status == .usage)
    }
  }

  @Test func runsWorkflowsAndQueuesAreSteered() async throws {
    let run: RunID = Samples.id(4)
    let cases: [([String], Intervention)] = [
      (["runs", "cancel", "\(run)"], .cancelRun(run)),
      (["runs", "skip", "\(run)", "publish"], .skipStep(run, step: "publish")),
      (["workflows", "pause", "dataset.load"], .pause(Gate.ID(.workflow, "dataset.load"))),
      (["workflows", "resume", "dataset.load"], .resume(Gate.ID(.workflow, "dataset.load"))),
      (
        ["workflows", "run", "dataset.profile", "--dataset", "\(run)", "--version", "3", "--set", "depth=full"],
        .startRun(
          RunRequest(
            workflow: "dataset.profile", datasetID: Samples.id(4), datasetVersion: "3", parameters: ["depth": "full"]))
      ),
      (["runs", "undo", "\(run)", "--to", "publish"], .undoRun(run, downTo: "publish")),
      (["uploads", "reingest", "\(run)"], .reingest(Samples.id(4))),
      (["queues", "release", "\(run)"], .releaseLease(Samples.id(4))),
      (["queues", "republish", "\(run)"], .republish(Samples.id(4))),
      (
        ["queues", "limit", "processing", "--rate", "2.5", "--max", "4"],
        .limitQueue("processing", QueueLimits(ratePerSecond: 2.5, leasesMax: 4))
      ),
      (["queues", "limit", "processing"], .limitQueue("processing", QueueLimits())),
      (["queues", "pause", "processing"], .pause(Gate.ID(.queue, "processing"))),
      (["queues", "resume", "processing"], .resume(Gate.ID(.queue, "processing"))),
    ]
    for (words, intervention) in cases {
      let shell = Shell()
      let refused = await shell.run(words + ["--yes"])
      #expect(refused.status == .usage && refused.error.contains("--reason"), "\(words)")
      let dry = await shell.run(words + ["--dry-run"])
      #expect(dry.status == .success && shell.platform.state.withLock { $0.interventions.isEmpty }, "\(words)")
      let done = await shell.run(words + ["--yes", "--reason", "the disk is full"])
      #expect(done.status == .success, "\(words)")
      let asked = try #require(shell.platform.state.withLock { $0.interventions.first })
      #expect(asked.intervention == intervention && asked.reason == "the disk is full")
    }
  }
}
