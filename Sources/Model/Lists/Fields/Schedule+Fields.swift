import Foundation

extension Schedule: Listed {
  public var listID: String { id.description }

  public static let fields: [ListField<Schedule>] = [
    .choice("state", \.state), .name("name", \.name), .text("cron", \.settings.cron),
    .name("zone", \.settings.timeZone), .name("workflow", \.settings.backfill.workflow), .time("next", \.nextAt),
    .time("last") { $0.last?.dueAt }, .name("outcome") { $0.last?.outcome.rawValue },
    .text("filter", \.settings.backfill.filter), .name("by", \.actor), .time("created", \.createdAt),
    .time("updated", \.updatedAt), .id("id", isSortable: true, \.id),
  ]
}

extension ScheduleFire: Listed {
  public var listID: String { "\(Int(dueAt.timeIntervalSince1970 * 1000))" }

  public static let fields: [ListField<ScheduleFire>] = [
    .time("due", \.dueAt), .time("at", \.at), .age { $0.dueAt }, .choice("outcome", \.outcome),
    .number("missed", \.missed), .name("backfill_state") { $0.operationState?.rawValue },
    .id("backfill", \.operation), .name("code") { $0.failure?.errorCode.rawValue },
    .text("message") { $0.failure?.message },
  ]
}
