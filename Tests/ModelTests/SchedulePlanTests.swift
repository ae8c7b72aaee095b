import Foundation
import Model
import Support
import Testing

/// What is done with times that come late, and with those that come while others are at work.
@Suite struct SchedulePlanTests {
  private static let start = Date(timeIntervalSince1970: 1_769_997_600)

  private func settings(_ misfire: ScheduleSettings.Misfire) -> ScheduleSettings {
    ScheduleSettings(name: "hourly", cron: "0 * * * *", misfire: misfire, graceSeconds: 60)
  }

  private func hour(_ number: Int) -> Date { Self.start.addingTimeInterval(Double(number) * 3600) }

  /// All that is done when the clock shows `now`: which times, whether they start, and for how many they stand.
  private func acts(
    _ misfire: ScheduleSettings.Misfire, next: Int, now: Date
  ) throws -> (acts: [String], next: Date?) {
    var acts: [String] = []
    var next: Date? = hour(next)
    while let due = next, let plan = try SchedulePlan(settings(misfire), nextAt: due, now: now) {
      let number = Int(plan.due.timeIntervalSince(Self.start) / 3600)
      acts.append("\(number)\(plan.starts ? "" : " missed")\(plan.missed > 0 ? " +\(plan.missed)" : "")")
      next = plan.next
    }
    return (acts, next)
  }

  @Test(arguments: ScheduleSettings.Misfire.allCases)
  func aTimeThatIsNoticedInTimeIsDone(_ misfire: ScheduleSettings.Misfire) throws {
    #expect(try acts(misfire, next: 0, now: hour(0).addingTimeInterval(-1)).acts == [])
    let found = try acts(misfire, next: 0, now: hour(0).addingTimeInterval(60))
    #expect(found.acts == ["0"] && found.next == hour(1))
  }

  @Test func timesThatWentBy() throws {
    let now = hour(3).addingTimeInterval(600)
    #expect(try acts(.skip, next: 0, now: now).acts == ["3 missed +3"])
    #expect(try acts(.runOnce, next: 0, now: now).acts == ["3 +3"])
    #expect(try acts(.runAll, next: 0, now: now).acts == ["0", "1", "2", "3"])
    for misfire in ScheduleSettings.Misfire.allCases {
      #expect(try acts(misfire, next: 0, now: now).next == hour(4))
    }
  }

  @Test func timesThatWentByBeforeOneThatIsInTime() throws {
    let now = hour(2).addingTimeInterval(5)
    #expect(try acts(.skip, next: 0, now: now).acts == ["1 missed +1", "2"])
    #expect(try acts(.runOnce, next: 0, now: now).acts == ["2 +2"])
    #expect(try acts(.runAll, next: 0, now: now).acts == ["0", "1", "2"])
  }

  @Test func makingUpHasABound() throws {
    let most = ScheduleSettings.catchUpMax
    let found = try acts(.runAll, next: 0, now: hour(99).addingTimeInterval(600))
    #expect(found.acts == ["\(99 - most) missed +\(99 - most)"] + ((100 - most)...99).map { "\($0)" })
    // Years later, nothing takes long and nothing is done for ever.
    for misfire in ScheduleSettings.Misfire.allCases {
      let late = try acts(misfire, next: 0, now: hour(100_000))
      #expect(late.acts.count <= most + 3 && late.next == hour(100_001), "\(misfire) \(late)")
    }
    let years = try acts(.runAll, next: 0, now: hour(100_000).addingTimeInterval(600)).acts
    #expect(years.dropFirst() == ((100_001 - most)...100_000).map { "\($0)" }[...], "the last are made up for")
  }

  /// Whatever the clock does, no time is done twice and none before it has come.
  @Test func aClockThatJumps() throws {
    for misfire in ScheduleSettings.Misfire.allCases {
      var next: Date? = hour(0)
      var done: [Date] = []
      for seconds in [10.0, 4000, 3000, 20_000, -50_000, 19_000, 25_000, 0, 26_000, 90_000, 80_000, 97_000] {
        let now = Self.start.addingTimeInterval(seconds)
        while let due = next, let plan = try SchedulePlan(settings(misfire), nextAt: due, now: now) {
          #expect(plan.due <= now && plan.due > (done.last ?? .distantPast))
          done.append(plan.due)
          next = plan.next
          #expect(next ?? .distantFuture > plan.due)
        }
      }
      #expect(Set(done).count == done.count)
    }
  }

  @Test func overlapsOverEveryPair() {
    typealias Overlap = ScheduleSettings.Overlap
    let most = ScheduleSettings.catchUpMax
    for (open, queued) in [(0, 0), (1, 0), (3, 0), (0, 2), (1, 2), (1, most)] {
      for overlap in Overlap.allCases {
        let wanted: OverlapDecision =
          switch overlap {
          case .allow: .start
          case .skip: open > 0 ? .skip : .start
          case .cancelRunning: open > 0 ? .cancelThenStart : .start
          case .queue: queued == most ? .skip : open + queued > 0 ? .queue : .start
          }
        #expect(OverlapDecision(overlap, open: open, queued: queued) == wanted, "\(overlap) \(open) \(queued)")
      }
    }
  }

  @Test(arguments: [
    ScheduleSettings(name: "", cron: "@daily"), ScheduleSettings(name: "a b", cron: "@daily"),
    ScheduleSettings(name: "a", cron: "nightly"), ScheduleSettings(name: "a", cron: "@daily", timeZone: "Mars/Olympus"),
    ScheduleSettings(name: "a", cron: "@daily", timeZone: "GMT+5"),
    ScheduleSettings(name: "a", cron: "@daily", graceSeconds: 0),
    ScheduleSettings(name: "a", cron: "@daily", backfill: Backfill(filter: "colour=red")),
  ])
  func whatMakesNoSenseIsRefused(_ settings: ScheduleSettings) {
    #expect(throws: Failure.self) { try settings.check() }
  }
}
