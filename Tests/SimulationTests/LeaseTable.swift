import Foundation
import Model

/// The jobs of a service in memory, under the guards that `JobRepository` has in SQL. `LeaseContractTests` holds the
/// two together.
struct LeaseTable {
  struct Order: Hashable {
    var job: StepID
    var run: RunID
    var step: String
    var retry: RetryPolicy
    var timeoutSeconds: Int
  }

  struct Lease: Hashable {
    var job: StepID
    var epoch: Int64
    var worker: String
  }

  /// What a worker is given.
  struct Claim: Hashable {
    var lease: Lease
    var order: Order
    var attempt: Int
    var crashCount: Int
    var hasCursor: Bool
    var startedAt: Date
  }

  struct Job: Hashable {
    var order: Order
    var state = LeaseState.initial
    var epoch: Int64 = 0
    var owner: String?
    var expiresAt: Date?
    var deadline: Date?
    var startedAt: Date?
    var nextRunAt: Date
    var attempts = 0
    var crashCount = 0
    var hasCursor = false
  }

  private(set) var jobs: [StepID: Job] = [:]
  /// Those that have not ended, in the order in which they came.
  private var active: [StepID] = []
  private(set) var illegal: [IllegalTransition] = []
  /// Without the fence, whoever once had a lease may write.
  var isFenced = true

  /// An order that is known already changes nothing.
  mutating func register(_ order: Order, at now: Date) {
    guard jobs[order.job] == nil else { return }
    jobs[order.job] = Job(order: order, nextRunAt: now)
    active.append(order.job)
  }

  /// Takes a job back: whoever works on it writes nothing more.
  mutating func cancel(_ id: StepID) {
    guard var job = jobs[id], job.state == .available || job.state == .leased else { return }
    move(&job, .cancelled)
    job.epoch += 1
    (job.owner, job.expiresAt) = (nil, nil)
    jobs[id] = job
  }

  /// Of what is due, what has waited longest first.
  mutating func claim(limit: Int, worker: String, leaseSeconds: Double, at now: Date) -> [Claim] {
    let due = active.compactMap { jobs[$0] }.filter { $0.state == .available && $0.nextRunAt <= now }
      .enumerated().sorted { ($0.element.nextRunAt, $0.offset) < ($1.element.nextRunAt, $1.offset) }
    return due.prefix(limit).map(\.element).map { found in
      var job = found
      move(&job, .claimed)
      job.epoch += 1
      job.attempts += 1
      job.owner = worker
      job.startedAt = now
      job.expiresAt = now.addingTimeInterval(min(leaseSeconds, Double(job.order.timeoutSeconds)))
      job.deadline = now.addingTimeInterval(Double(job.order.timeoutSeconds))
      jobs[job.order.job] = job
      return claim(of: job)
    }
  }

  private func claim(of job: Job) -> Claim {
    Claim(
      lease: Lease(job: job.order.job, epoch: job.epoch, worker: job.owner ?? ""), order: job.order,
      attempt: job.attempts, crashCount: job.crashCount, hasCursor: job.hasCursor,
      startedAt: job.startedAt ?? job.nextRunAt)
  }

  // MARK: - Under the fence

  /// The job, as long as the lease on it holds.
  private func job(under lease: Lease) -> Job? {
    guard let job = jobs[lease.job] else { return nil }
    return job.state == .leased && job.epoch == lease.epoch ? job : isFenced ? nil : job
  }

  /// Prolongs the lease, never past the deadline. `false`: the lease is lost.
  mutating func heartbeat(_ lease: Lease, leaseSeconds: Double, at now: Date) -> Bool {
    guard var job = jobs[lease.job], job.state == .leased, job.epoch == lease.epoch, let deadline = job.deadline,
      deadline > now
    else { return false }
    job.expiresAt = min(now.addingTimeInterval(leaseSeconds), deadline)
    jobs[lease.job] = job
    return true
  }

  mutating func moveCursor(_ lease: Lease) -> Bool {
    guard var job = job(under: lease) else { return false }
    job.hasCursor = true
    jobs[lease.job] = job
    return true
  }

  mutating func finish(_ lease: Lease) -> Bool {
    guard var job = job(under: lease), job.state == .leased else { return false }
    move(&job, .finished)
    (job.owner, job.expiresAt) = (nil, nil)
    jobs[lease.job] = job
    return true
  }

  /// Ends the lease without success: to be claimed again after a pause, or never when that is `nil`.
  mutating func release(_ lease: Lease, isCrash: Bool, pauseSeconds: Double?, at now: Date) -> Bool {
    guard var job = jobs[lease.job], job.state == .leased, job.epoch == lease.epoch else { return false }
    move(&job, pauseSeconds == nil ? .gaveUp : isCrash ? .expired : .released)
    (job.owner, job.expiresAt) = (nil, nil)
    job.nextRunAt = pauseSeconds.map(now.addingTimeInterval) ?? job.nextRunAt
    if isCrash {
      job.attempts -= 1
      job.crashCount += 1
    }
    jobs[lease.job] = job
    return true
  }

  /// Leases whose time has passed, and which of them were held to their deadline.
  func expired(at now: Date) -> [(claim: Claim, isOverdue: Bool)] {
    active.compactMap { jobs[$0] }.filter { $0.state == .leased && ($0.expiresAt ?? now) < now }
      .map { (claim(of: $0), $0.expiresAt == $0.deadline) }
  }

  private mutating func move(_ job: inout Job, _ event: LeaseState.Event) {
    do {
      job.state = try job.state.after(event)
    } catch {
      illegal.append(error)
    }
    if job.state.isTerminal { active.removeAll { $0 == job.order.job } }
  }
}
