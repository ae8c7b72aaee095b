import Direct
import Foundation
import Model
import Support

/// One annotator as a process of its own, so that it can be killed: claims, submits, and writes a line for each.
///
/// `C microseconds` for a claim, `N microseconds` from a submit to the next task, `S result` once a submission was
/// acknowledged. Within the first `--warm` seconds, when all programs start and connect at once, the first two are
/// written small.
enum LabelClient {
  static func run(_ arguments: [String: String]) async throws {
    guard let postgres = arguments["--postgres"], let redis = arguments["--redis"],
      let project = arguments["--project"].flatMap({ LabelProjectID($0) }),
      let seconds = arguments["--seconds"].flatMap(Double.init)
    else { return }
    let pause = arguments["--pause"].flatMap(Double.init) ?? 0
    let isWarm = ContinuousClock().now + .seconds(arguments["--warm"].flatMap(Double.init) ?? 0)
    let platform = try await DirectPlatform.connect(
      ConnectionSettings(postgres: postgres, redis: redis, profile: "bench"))
    let clock = ContinuousClock()
    let end = clock.now + .seconds(seconds)
    var item = try await platform.heldLabelTasks(project).first
    if item == nil { item = try await claim(platform, project, isWarm) }
    while clock.now < end, let current = item {
      if pause > 0 { try await Task.sleep(for: .seconds(pause * Double.random(in: 0.5...1.5))) }
      let start = clock.now
      let result = try await platform.submitLabel(
        Submission(
          lease: current.lease, annotation: ["mood": Bool.random() ? "good" : "bad"],
          idempotencyKey: "\(current.lease.assignment)/\(current.lease.fence)"))
      say("S \(result.id)")
      item = try await claim(platform, project, isWarm)
      say("\(clock.now < isWarm ? "n" : "N") \(microseconds(clock.now - start))")
    }
    await platform.close()
  }

  private static func claim(
    _ platform: DirectPlatform, _ project: LabelProjectID, _ isWarm: ContinuousClock.Instant
  ) async throws -> WorkItem? {
    let clock = ContinuousClock()
    let start = clock.now
    let item = try await platform.nextLabelTask(project)
    say("\(start < isWarm ? "c" : "C") \(microseconds(clock.now - start))")
    return item
  }

  private static func microseconds(_ duration: Duration) -> Int64 {
    duration.components.seconds * 1_000_000 + duration.components.attoseconds / 1_000_000_000_000
  }

  private static func say(_ line: String) {
    FileHandle.standardOutput.write(Data((line + "\n").utf8))
  }
}
