import Model

/// Something that runs, crashes, stands still, and whose clock may be wrong.
final class SimulatedProcess {
  enum Kind: Hashable {
    case orchestrator, worker, reaper, clock
    case relay(Simulation.Service)

    /// Two of each, so that they get in each other's way.
    static let all: [Kind] =
      [.orchestrator, .worker, .worker, .reaper, .clock].flatMap { [$0, $0] }
      + Simulation.Service.allCases.flatMap { [.relay($0), .relay($0)] }
  }

  static let slots = 4

  let kind: Kind
  private let number: Int
  /// Rises with each crash: what was planned before does not happen.
  private(set) var life = 0
  var isUp = true
  var stalledUntil = 0.0
  var clockOffset = 0.0
  /// Jobs in its hands.
  var busy = 0
  /// The life of the streams that a relay knows.
  var incarnation: Int?
  var nextLook = 0.0
  var nextLookBack = 0.0
  var nextTakeOver = 0.0

  init(_ kind: Kind, number: Int) {
    self.kind = kind
    self.number = number
  }

  /// Never used before: it tells one life of the process from the next.
  var name: String { "\(number).\(life)" }

  func die() {
    life += 1
    isUp = false
    (stalledUntil, busy, incarnation, nextLook, nextLookBack, nextTakeOver) = (0, 0, nil, 0, 0, 0)
  }
}

extension Simulation {
  func begin(_ process: SimulatedProcess) {
    process.isUp = true
    switch process.kind {
    case .orchestrator:
      consume(Simulation.datasetEvents, process)
      consume(Simulation.workflowEvents, process)
    case .worker:
      consume(Simulation.jobs, process)
      lookForJobs(process)
    case .reaper: reap(process)
    case .clock: look(process)
    case .relay(let service): relay(service, process)
    }
  }

  /// `kill -9`. It is started again after a while, or never, as long as another one can do its work.
  func crash(_ process: SimulatedProcess) {
    guard process.isUp else { return }
    process.die()
    let isReplaced = processes.contains { $0.isUp && $0.kind == process.kind }
    if isReplaced && random.chance(0.1) { return }
    time.after(random.seconds(0.2...15)) { self.begin(process) }
  }

  /// Something that the process does later, unless it has crashed by then; when it stands still, afterwards.
  func later(_ process: SimulatedProcess, _ seconds: Double, _ body: @escaping () -> Void) {
    let life = process.life
    time.after(seconds) { [self] in
      guard process.life == life else { return }
      let left = process.stalledUntil - time.now
      if left > 0 { later(process, left, body) } else { body() }
    }
  }

  private var latency: Double {
    random.seconds(0.0005...0.01) * (time.now < databaseIsSlowUntil ? random.seconds(10...2000) : 1)
  }

  /// Has the database do something at once or not at all. The process hears what came of it; `nil` when the connection
  /// broke, whether or not it was done.
  func transaction<Value>(
    _ process: SimulatedProcess, _ body: @escaping () -> Value, _ then: @escaping (Value?) -> Void
  ) {
    let (life, databaseLife) = (process.life, databaseLife)
    time.after(latency) { [self] in
      // What a process had sent before it was killed may still be done.
      let isSent = process.life == life || random.chance(0.5)
      let isUp = databaseLife == self.databaseLife && time.now >= databaseIsDownUntil
      let value = isSent && isUp ? body() : nil
      guard process.life == life else { return }
      let isHeard = !random.chance(time.now < settings.storm ? 0.004 : 0)
      later(process, latency) { then(isHeard ? value : nil) }
    }
  }
}
