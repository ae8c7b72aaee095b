import Foundation
import Messaging
import Model
public import Postgres
public import Support

/// Acts on the times of schedules when they come. Any number may run; each look has one leader. That a time
/// is acted on once does not hang on it: the row of the time is written in the transaction that begins its backfill, and
/// the schedule is locked meanwhile.
public struct Scheduler: Sendable {
  static let lookEvery = Duration.seconds(1)
  /// What became of times is told for so long.
  static let firesDays = 90
  private static let forgetMax = 500

  private let pool: PostgresPool
  private let orchestrator: Orchestrator
  private let log: Log
  private let clock: @Sendable (PostgresConnection) async throws -> Date

  public init(pool: PostgresPool, orchestrator: Orchestrator, log: Log) {
    self.init(pool: pool, orchestrator: orchestrator, clock: ScheduleRepository.now, log: log)
  }

  /// `clock` is what tells whether a time has come.
  init(
    pool: PostgresPool, orchestrator: Orchestrator,
    clock: @escaping @Sendable (PostgresConnection) async throws -> Date, log: Log
  ) {
    self.pool = pool
    self.orchestrator = orchestrator
    self.clock = clock
    self.log = log
  }

  /// Looks until cancelled.
  public func run() async {
    await Lookout(every: Scheduler.lookEvery, problem: "cannot look at the schedules", log: log).run {
      try await look()
      return false
    }
  }

  /// Acts on everything that has come.
  func look() async throws {
    try await Leadership.take("schedules", in: pool) { leadership in
      let now = try await clock(leadership.connection)
      let due = try await ScheduleRepository.due(at: now, leadership.connection)
      try await leadership.meanwhile {
        for id in due { while !Task.isCancelled, try await act(on: id) {} }
      }
      _ = try await ScheduleRepository.forgetFires(
        before: now.addingTimeInterval(-Double(Scheduler.firesDays) * 86_400), limit: Scheduler.forgetMax,
        leadership.connection)
    }
  }

  /// Acts on the first time of the schedule that has come. Returns whether there may be another.
  private func act(on id: ScheduleID) async throws -> Bool {
    do {
      return try await pool.withTransaction { connection in
        try await Leadership.limitSilence(connection)
        guard let found = try await ScheduleRepository.find(id, lock: true, connection),
          found.schedule.state == .active
        else { return false }
        if try await startQueued(found, on: connection) { return true }
        return try await actOnNext(found, on: connection)
      }
    } catch {
      let failure = Failure(error)
      // What passes is tried again at the next look.
      guard !failure.isTransient, !Task.isCancelled else { throw error }
      return try await fail(id, failure)
    }
  }

  private func service(_ actor: Actor) -> WorkflowService {
    WorkflowService(pool: pool, orchestrator: orchestrator, actor: actor)
  }

  private static func reason(_ schedule: Schedule, _ due: Date) -> String {
    "schedule \(schedule.name), \(due.iso8601)"
  }

  /// Starts the time that has waited longest, when nothing stands before it any more.
  private func startQueued(
    _ found: ScheduleRepository.Record, on connection: PostgresConnection
  ) async throws -> Bool {
    let id = found.schedule.id
    guard var fire = try await ScheduleRepository.queued(id, connection).first,
      try await ScheduleRepository.open(id, connection).isEmpty
    else { return false }
    try await requireRight(found, connection)
    fire.operation = try await service(found.actor).begin(
      found.schedule, due: fire.dueAt, reason: Scheduler.reason(found.schedule, fire.dueAt), on: connection)
    fire.outcome = fire.operation == nil ? .nothing : .started
    fire.at = try await clock(connection)
    try await ScheduleRepository.settle(fire, of: id, connection)
    return true
  }

  private func actOnNext(
    _ found: ScheduleRepository.Record, on connection: PostgresConnection
  ) async throws -> Bool {
    let (schedule, now) = (found.schedule, try await clock(connection))
    guard let nextAt = schedule.nextAt, let plan = try SchedulePlan(schedule.settings, nextAt: nextAt, now: now) else {
      return false
    }
    try await ScheduleRepository.setNext(schedule.id, plan.next, connection)
    var fire = ScheduleFire(dueAt: plan.due, at: now, outcome: .missed, missed: plan.missed)
    // Claimed before anything is done for it: nobody acts on a time twice, whatever the clocks say.
    guard try await ScheduleRepository.insert(fire, of: schedule.id, connection) else { return true }
    guard plan.starts else { return true }
    let open = try await ScheduleRepository.open(schedule.id, connection)
    let queued = try await ScheduleRepository.queued(schedule.id, connection).count
    let reason = Scheduler.reason(schedule, plan.due)
    let service = service(found.actor)
    switch OverlapDecision(schedule.settings.overlap, open: open.count, queued: queued) {
    case .skip: fire.outcome = .skipped
    case .queue: fire.outcome = .queued
    case .cancelThenStart:
      try await requireRight(found, connection)
      for operation in open { try await service.end(operation, reason: reason, on: connection) }
      fallthrough
    case .start:
      try await requireRight(found, connection)
      fire.operation = try await service.begin(schedule, due: plan.due, reason: reason, on: connection)
      fire.outcome = fire.operation == nil ? .nothing : .started
    }
    try await ScheduleRepository.settle(fire, of: schedule.id, connection)
    return true
  }

  /// Writes down that the first time that has come could not be acted on.
  private func fail(_ id: ScheduleID, _ failure: Failure) async throws -> Bool {
    try await pool.withTransaction { connection in
      let now = try await clock(connection)
      guard let found = try await ScheduleRepository.find(id, lock: true, connection),
        found.schedule.state == .active
      else { return false }
      if var fire = try await ScheduleRepository.queued(id, connection).first,
        try await ScheduleRepository.open(id, connection).isEmpty
      {
        (fire.outcome, fire.at, fire.failure) = (.failed, now, failure)
        try await ScheduleRepository.settle(fire, of: id, connection)
        tell(found.schedule, failure)
        return true
      }
      guard let nextAt = found.schedule.nextAt, nextAt <= now else { return false }
      let plan = try? SchedulePlan(found.schedule.settings, nextAt: nextAt, now: now)
      let fire = ScheduleFire(
        dueAt: plan?.due ?? nextAt, at: now, outcome: .failed, missed: plan?.missed ?? 0, failure: failure)
      if try await ScheduleRepository.insert(fire, of: id, connection) { tell(found.schedule, failure) }
      // This host cannot say when the next time is: perhaps another can, or the settings are corrected.
      guard let plan else { return false }
      try await ScheduleRepository.setNext(id, plan.next, connection)
      return plan.next != nil
    }
  }

  private func tell(_ schedule: Schedule, _ failure: Failure) {
    log(.warning, "a schedule failed", ["schedule": .string(schedule.name), "error": .string(failure.message)])
  }

  /// What is done in somebody's name, they may do today. Fails with `forbidden`.
  private func requireRight(
    _ found: ScheduleRepository.Record, _ connection: PostgresConnection
  ) async throws {
    let roles = Role.allCases.filter { $0.rights.contains(.rerun) }
    guard try await ScheduleRepository.mayAct(found.actor.credential, as: roles, connection) else {
      throw Failure(
        "forbidden", "\(found.actor.name), who saved the schedule, may begin no runs any more",
        nextStep: "have it saved by somebody who may")
    }
  }
}
