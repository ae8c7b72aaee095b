import Cron
import Foundation
import Model
import Support

extension Fixture {
  static let schedules: [Schedule] = [
    schedule(
      330,
      ScheduleSettings(
        name: "nightly", cron: "30 2 * * MON-FRI", timeZone: "Europe/Berlin", overlap: .queue, backfill: backfill),
      .active, last: fires[0]),
    schedule(
      331, ScheduleSettings(name: "每小时", cron: "@hourly", timeZone: "Asia/Shanghai", misfire: .skip), .paused,
      last: fires[2]),
    schedule(
      332, ScheduleSettings(name: "profile", cron: "*/15 9-17 * * *", backfill: Backfill(filter: hostile)), .active,
      last: nil),
  ]

  private static func schedule(
    _ number: Int, _ settings: ScheduleSettings, _ state: GateState, last: ScheduleFire?
  ) -> Schedule {
    let next = try? settings.clock().next(after: now)
    return Schedule(
      id: id(number), settings: settings, state: state, revision: 1, actor: "ann", createdAt: ago(86_400),
      updatedAt: ago(3600), nextAt: state == .active ? next : nil, last: last)
  }

  static let fires: [ScheduleFire] = [
    ScheduleFire(
      dueAt: ago(3600), at: ago(3599), outcome: .started, operation: id(311), operationState: .running),
    ScheduleFire(dueAt: ago(90_000), at: ago(80_000), outcome: .missed, missed: 3),
    ScheduleFire(
      dueAt: ago(180_000), at: ago(180_000), outcome: .failed,
      failure: Failure("not_found", "there is no workflow \(hostile)", nextStep: "list what exists")),
    ScheduleFire(dueAt: ago(270_000), at: ago(270_000), outcome: .nothing, isManual: true),
  ]
}
