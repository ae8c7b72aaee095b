import Foundation
public import Messaging
import Model
public import ObjectStore
public import Postgres
public import Support
import Synchronization

/// Does the service's jobs: claims what is due, keeps the leases alive, reports how it ended.
///
/// Due jobs are found in PostgreSQL; a message only makes it look at once instead of at the next look.
public final class Worker: Sendable {
  /// How often it looks without being woken: retries become due, rates allow more, and a lost wake-up costs this much.
  static let lookEvery = Duration.seconds(1)
  /// How long a lease holds without a heartbeat.
  public static let leaseSeconds = 15.0

  public let name: String
  /// What it can do, by the names that orders use.
  let functions: [String: any JobFunction]
  private let slots: Int
  private let leaseSeconds: Double
  private let pool: PostgresPool
  private let store: LocalObjectStore
  let reporter: JobReporter
  private let log: Log
  private let jobLog: JobLog?
  private let wakeup = Wakeup()
  /// Jobs may have become due.
  private let coming = Wakeup()
  private let busy = Mutex(0)

  /// `slots`: how many jobs at once. `leaseSeconds`: how long after its last word its jobs are taken from it; it gives
  /// word three times in that time. `jobLog`: keeps what is logged about jobs.
  public init(
    name: String, slots: Int, functions: [String: any JobFunction] = JobFunctions.registry,
    leaseSeconds: Double = Worker.leaseSeconds, pool: PostgresPool, store: LocalObjectStore, outbox: Outbox,
    environment: Environment, log: Log, jobLog: JobLog? = nil
  ) {
    self.name = name
    self.slots = slots
    self.functions = functions
    self.leaseSeconds = leaseSeconds
    self.pool = pool
    self.store = store
    self.reporter = JobReporter(outbox: outbox, environment: environment)
    self.log = log
    self.jobLog = jobLog
  }

  public func wake() { coming.signal() }

  private var heartbeatEvery: Duration { .seconds(leaseSeconds / 3) }

  public var freeSlots: Int { slots - busy.withLock { $0 } }

  /// Works until cancelled; then the running jobs are stopped and given back.
  public func run() async {
    await withDiscardingTaskGroup { group in
      group.addTask { [self] in await greet() }
      group.addTask { [self] in await admit() }
      while !Task.isCancelled {
        do {
          for claim in try await claim() {
            busy.withLock { $0 += 1 }
            group.addTask { [self] in
              await perform(claim)
              busy.withLock { $0 -= 1 }
              wakeup.signal()
            }
          }
        } catch {
          if !Task.isCancelled { log(.warning, "cannot look for jobs", ["error": .string("\(error)")]) }
        }
        await wakeup.wait(atMost: Worker.lookEvery)
      }
      group.cancelAll()
    }
    // Not cancelled with the worker: it says goodbye even while stopping.
    _ = await Task { [self] in try await pool.withConnection { try await JobRepository.leave(name, $0) } }.result
  }

  /// Tells every few seconds that it is alive.
  private func greet() async {
    while !Task.isCancelled {
      _ = try? await pool.withConnection { try await JobRepository.greet(name, slots: slots, $0) }
      try? await Task.sleep(for: heartbeatEvery)
    }
  }

  /// Puts in line what becomes due, and has the line looked at.
  private func admit() async {
    while !Task.isCancelled {
      do {
        while try await pool.withTransaction({ try await LineRepository.admit($0) }) == LineRepository.batchMax {
          wakeup.signal()
        }
      } catch {
        if !Task.isCancelled { log(.warning, "cannot look for jobs", ["error": .string("\(error)")]) }
      }
      wakeup.signal()
      await coming.wait(atMost: Worker.lookEvery)
    }
  }

  private func claim() async throws -> [JobRepository.Claim] {
    guard freeSlots > 0 else { return [] }
    return try await pool.withTransaction { [self] connection in
      let claims = try await LineRepository.claim(
        limit: freeSlots, worker: name, leaseSeconds: leaseSeconds, connection)
      try await reporter.started(claims, on: connection)
      return claims
    }
  }

  // MARK: - One job

  private enum Outcome {
    case succeeded(JSON)
    case failed(Failure)
    case leaseLost
    case stopped
  }

  private func perform(_ claim: JobRepository.Claim) async {
    let attempt = JobAttempt(
      claim.order, traceID: claim.traceID, datasetID: claim.datasetID, worker: claim.lease.worker,
      number: claim.order.priorAttempts + claim.attempt, leaseEpoch: claim.lease.epoch)
    let log = jobLog?.log(of: attempt) ?? attempt.context(log)
    let start = ContinuousClock.now
    log(.info, "job started", ["function": .string(claim.order.function), "resumes": .bool(claim.cursor != nil)])
    let outcome = await work(claim, log)
    if case .failed(let failure) = outcome {
      log(.error, failure.message, ["error_code": .string(failure.errorCode.rawValue)])
    }
    do {
      // Not cancelled with the worker: how the job ended must be written even while stopping.
      let patience = Duration.seconds(Task.isCancelled ? 0 : leaseSeconds)
      let isOurs = try await Task { [self] in try await report(outcome, claim, within: patience) }.value
      log(
        isOurs ? .info : .warning, isOurs ? "job ended" : "the lease was lost",
        ["outcome": .string(name(of: outcome)), "milliseconds": JSON(Int64((.now - start) / .milliseconds(1)))])
    } catch {
      log(.error, "cannot report the end of the job; its lease will expire", ["error": .string("\(error)")])
    }
  }

  private func name(of outcome: Outcome) -> String {
    switch outcome {
    case .succeeded: "succeeded"
    case .failed(let failure): failure.errorCode.rawValue
    case .leaseLost: "lease_lost"
    case .stopped: "stopped"
    }
  }

  private func work(_ claim: JobRepository.Claim, _ log: Log) async -> Outcome {
    guard let function = functions[claim.order.function] else {
      return .failed(Failure("function_unknown", "the function '\(claim.order.function)' is not in the registry"))
    }
    let context = JobContext(
      order: claim.order, datasetID: claim.datasetID, datasetVersion: claim.datasetVersion, cursor: claim.cursor,
      store: store, pool: pool, log: log, lease: claim.lease)
    let thread = ThreadExecutor(name: claim.order.step)
    defer { thread.stop() }
    return await withTaskGroup(of: Outcome?.self) { group in
      group.addTask(executorPreference: thread) { [self] in await outcome { try await function.run(context) } }
      group.addTask { [self] in await keepAlive(claim, log) }
      for await outcome in group {
        if let outcome {
          group.cancelAll()
          return outcome
        }
      }
      return .stopped
    }
  }

  private func outcome(of work: () async throws -> JSON) async -> Outcome {
    do {
      return .succeeded(try await work())
    } catch is LeaseLost {
      return .leaseLost
    } catch is CancellationError {
      return .stopped
    } catch {
      return Task.isCancelled ? .stopped : .failed(Failure(error))
    }
  }

  /// Prolongs the lease until cancelled; ends with an outcome when the lease is lost or the deadline passes. Time is
  /// counted from here: this host's clock may be set to anything meanwhile.
  private func keepAlive(_ claim: JobRepository.Claim, _ log: Log) async -> Outcome? {
    let deadline = ContinuousClock.now + .seconds(claim.order.timeoutSeconds)
    while true {
      try? await Task.sleep(until: min(.now + heartbeatEvery, deadline))
      if Task.isCancelled { return nil }
      if ContinuousClock.now >= deadline { return .failed(.timeout(of: claim.order)) }
      let holds = try? await pool.withConnection {
        try await JobRepository.heartbeat(claim.lease, leaseSeconds: leaseSeconds, $0)
      }
      if holds == false { return .leaseLost }
      if holds == nil, !Task.isCancelled { log(.warning, "cannot renew the lease; trying again") }
    }
  }

  /// Reports, again and again while PostgreSQL is away for a moment: after the lease's time somebody else has the job.
  private func report(
    _ outcome: Outcome, _ claim: JobRepository.Claim, within patience: Duration
  ) async throws -> Bool {
    let end = ContinuousClock().now + patience
    var attempts = 0
    while true {
      do {
        return try await report(outcome, claim)
      } catch  where Failure(error).isTransient && ContinuousClock().now < end {
        attempts += 1
        let pause = Consumer.pauses.delay(after: attempts, random: reporter.environment.random())
        try await Task.sleep(for: .seconds(pause))
      }
    }
  }

  private func report(_ outcome: Outcome, _ claim: JobRepository.Claim) async throws -> Bool {
    try await pool.withTransaction { [reporter] connection in
      switch outcome {
      case .succeeded(let output): try await reporter.succeeded(claim, output: output, on: connection)
      case .failed(let failure): try await reporter.failed(claim, failure, isCrash: false, on: connection)
      case .stopped: try await reporter.returned(claim, on: connection)
      case .leaseLost: false
      }
    }
  }
}
