import Foundation
import Messaging
import Model
import Processing

// Workers and reapers: see `Processing.Worker`, `Processing.JobReporter` and `Processing.Reaper`.

extension Simulation {
  /// A job in a worker's hands.
  private final class Hold {
    let claim: LeaseTable.Claim
    /// By a clock that nobody sets.
    let deadline: Double
    /// It was ended, or is lost.
    var isOver = false

    init(_ claim: LeaseTable.Claim, at now: Double) {
      self.claim = claim
      deadline = now + Double(claim.order.timeoutSeconds)
    }
  }

  private enum End {
    case succeeded
    case failed(Failure)
  }

  func lookForJobs(_ process: SimulatedProcess) {
    transaction(process) { [self] in
      let claims = leases.claim(
        limit: SimulatedProcess.slots - process.busy, worker: process.name, leaseSeconds: Worker.leaseSeconds,
        at: databaseNow)
      for claim in claims { tell(.jobStarted, report(claim)) }
      return claims
    } _: { [self] claims in
      for claim in claims ?? [] {
        process.busy += 1
        work(Hold(claim, at: time.now), process)
      }
      later(process, random.seconds(0.05...1)) { self.lookForJobs(process) }
    }
  }

  private func work(_ hold: Hold, _ process: SimulatedProcess) {
    keepAlive(hold, process)
    // Now and then longer than a lease.
    let labour = random.chance(0.05) ? random.seconds(10...40) : random.seconds(0.01...3)
    later(process, labour) { [self] in
      if hold.isOver { return }
      let isDeadly = hold.claim.order.job.rawValue.uuid.15 % 64 == 7
      if isDeadly || (isStormy && random.chance(0.005)) { return crash(process) }
      if random.chance(0.1) { return end(hold, .failed(Failure("busy", "try again", isTransient: true)), process) }
      if random.chance(0.01) { return end(hold, .failed(Failure("broken", "it is broken")), process) }
      if hold.claim.hasCursor { return end(hold, .succeeded, process) }
      transaction(process) { [self] in
        guard leases.moveCursor(hold.claim.lease) else { return false }
        ledger[hold.claim.order.job, default: 0] += 1
        return true
      } _: { [self] isWritten in
        switch isWritten {
        case true?: end(hold, .succeeded, process)
        case false?: letGo(hold, process)
        case nil: end(hold, .failed(Failure("unavailable", "the connection broke", isTransient: true)), process)
        }
      }
    }
  }

  private func keepAlive(_ hold: Hold, _ process: SimulatedProcess) {
    later(process, min(Worker.leaseSeconds / 3, hold.deadline - time.now)) { [self] in
      if hold.isOver { return }
      if time.now >= hold.deadline { return end(hold, .failed(.tooLong), process) }
      transaction(process) { [self] in
        leases.heartbeat(hold.claim.lease, leaseSeconds: Worker.leaseSeconds, at: databaseNow)
      } _: { [self] holds in
        if holds == false { letGo(hold, process) } else { keepAlive(hold, process) }
      }
    }
  }

  /// The lease is somebody else's. Without the fence nobody tells the worker.
  private func letGo(_ hold: Hold, _ process: SimulatedProcess) {
    guard !hold.isOver, settings.isFenced else { return }
    hold.isOver = true
    process.busy -= 1
  }

  private func end(_ hold: Hold, _ end: End, _ process: SimulatedProcess) {
    guard !hold.isOver else { return }
    hold.isOver = true
    report(hold, end, process, until: time.now + Worker.leaseSeconds, failures: 0)
  }

  /// Again and again while the database is away: after the lease's time somebody else has the job.
  private func report(_ hold: Hold, _ end: End, _ process: SimulatedProcess, until limit: Double, failures: Int) {
    transaction(process) { [self] in
      switch end {
      case .succeeded:
        guard leases.finish(hold.claim.lease) else { return }
        var report = report(hold.claim)
        report.attempt = attempt(hold.claim, nil, isCrash: false, process)
        report.output = Simulation.output(of: hold.claim.order.job)
        tell(.jobSucceeded, report)
      case .failed(let failure): fail(hold.claim, failure, isCrash: false, process)
      }
    } _: { [self] done in
      if done == nil, time.now < limit {
        let pause = Consumer.pauses.delay(after: failures + 1, random: random.seconds(0...0.999))
        return later(process, pause) { self.report(hold, end, process, until: limit, failures: failures + 1) }
      }
      process.busy -= 1
    }
  }

  private func fail(_ claim: LeaseTable.Claim, _ failure: Failure, isCrash: Bool, _ process: SimulatedProcess) {
    let pause = claim.order.retry.pause(
      after: claim.attempt, crashCount: claim.crashCount, failure, isCrash: isCrash, random: random.seconds(0...0.999))
    guard leases.release(claim.lease, isCrash: isCrash, pauseSeconds: pause, at: databaseNow) else { return }
    var report = report(claim)
    report.attempt = attempt(claim, failure, isCrash: isCrash, process)
    report.nextAttemptAt = pause.map(databaseNow.addingTimeInterval)
    tell(pause == nil ? .jobDeadlettered : .jobRetrying, report)
  }

  func reap(_ process: SimulatedProcess) {
    transaction(process) { [self] in
      for (claim, isOverdue) in leases.expired(at: databaseNow) {
        let failure = isOverdue ? .tooLong : Failure("worker_lost", "stopped without a word", isTransient: true)
        fail(claim, failure, isCrash: !isOverdue, process)
      }
    } _: { [self] _ in
      later(process, 2) { self.reap(process) }
    }
  }

  // MARK: - Reports

  private func tell(_ type: EventType, _ report: JobReport) {
    say(.report(type, report), by: .processing, to: Simulation.workflowEvents)
  }

  private func report(_ claim: LeaseTable.Claim) -> JobReport {
    JobReport(
      jobID: claim.lease.job, runID: claim.order.run, step: claim.order.step, worker: claim.lease.worker,
      leaseEpoch: claim.lease.epoch, startedAt: claim.startedAt, crashCount: claim.crashCount)
  }

  private func attempt(_ claim: LeaseTable.Claim, _ failure: Failure?, isCrash: Bool, _ process: SimulatedProcess)
    -> Attempt
  {
    Attempt(
      number: claim.attempt, worker: claim.lease.worker, leaseEpoch: claim.lease.epoch, startedAt: claim.startedAt,
      endedAt: now(process), failure: failure, isCrash: isCrash)
  }
}

extension Failure {
  fileprivate static var tooLong: Failure { Failure("timeout", "it took too long", isTransient: true) }
}
