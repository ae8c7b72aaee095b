import Foundation
import Messaging
import Model
import Support

/// A platform without servers and without a clock: orchestrators, relays, workers and reapers in one thread, on a time
/// that passes as fast as things happen. What goes wrong, and when, follows from the seed.
final class Simulation {
  struct Settings {
    var runs = 40
    /// Without, late workers write what they like: the ledger must tell.
    var isFenced = true
    /// Seconds during which things go wrong; afterwards everything has to come to its end.
    var storm = 240.0
  }

  enum Service: CaseIterable { case ingestion, workflow, processing }

  /// What services tell each other.
  enum Message {
    case ingested(Int)
    case order(RunTable.Order)
    case report(EventType, JobReport)
    case freed(String)
    case resumed(Gate.ID, Int)
  }

  struct Receipt: Hashable {
    var group: String
    var event: Int
  }

  static let datasetEvents = Streams.datasetEvents
  static let workflowEvents = Streams.workflowEvents
  static let jobs = Streams.jobs(queue: Streams.processingQueue)
  static let streams = [datasetEvents, workflowEvents, jobs]

  let seed: UInt64
  let settings: Settings
  let time = VirtualTime()
  var random: SplitMix64

  // The database.
  var runs = RunTable()
  var leases = LeaseTable()
  var outboxes = Dictionary(uniqueKeysWithValues: Service.allCases.map { ($0, OutboxInMemory()) })
  var inbox: Set<Receipt> = []
  /// What each job did, by how often it did it.
  var ledger: [StepID: Int] = [:]
  /// The runs that each accepted event was the beginning of.
  var accepted: [Int: [RunID]] = [:]
  /// Rises with each restart: what was under way is rolled back.
  var databaseLife = 0
  var databaseIsDownUntil = 0.0
  var databaseIsSlowUntil = 0.0
  var databaseClockOffset = 0.0

  var streams = StreamsInMemory()
  var messages: [Message] = []
  var processes: [SimulatedProcess] = []
  var documents: [Int: Document] = [:]
  var faults: [String: Int] = [:]
  /// What persons did.
  var acts: [String: Int] = [:]
  private var lastID: UInt64 = 0

  init(seed: UInt64, _ settings: Settings = Settings()) {
    self.seed = seed
    self.settings = settings
    random = SplitMix64(seed: seed)
    leases.isFenced = settings.isFenced
    runs.newID = { [unowned self] in newID() }
  }

  // MARK: - The whole of it

  /// Lets everything happen. Returns what is wrong in the end: nothing, when all held.
  func run() -> [String] {
    streams.makeGroups(Simulation.streams)
    processes = SimulatedProcess.Kind.all.enumerated().map { SimulatedProcess($0.element, number: $0.offset) }
    for process in processes { begin(process) }
    for number in 0..<settings.runs { time.after(random.seconds(0...settings.storm * 0.7)) { self.accept(number) } }
    for _ in 0..<settings.runs { time.after(random.seconds(5...settings.storm)) { self.intervene() } }
    planFault()
    var isSettled = false
    func look() {
      // What was to be seen without the fence is seen.
      let isDoubled = !settings.isFenced && ledger.values.contains { $0 > 1 }
      isSettled = isDoubled || time.now > settings.storm && hasEnded
      time.after(5) { look() }
    }
    look()
    let didEnd = time.run(until: settings.storm + 3600) { isSettled }
    return problems(didEnd: didEnd)
  }

  private var hasEnded: Bool {
    accepted.count == settings.runs && accepted.values.allSatisfy { !$0.isEmpty }
      && runs.runs.values.allSatisfy(\.state.isTerminal) && outboxes.values.allSatisfy(\.isFinished)
      && leases.jobs.values.allSatisfy(\.state.isTerminal)
  }

  /// A file comes in.
  private func accept(_ number: Int) {
    documents[number] = document()
    accepted[number] = []
    say(.ingested(number), by: .ingestion, to: Simulation.datasetEvents)
  }

  // MARK: - What is said

  func say(_ message: Message, by service: Service, to stream: String) {
    messages.append(message)
    outboxes[service]?.append(messages.count - 1, to: stream)
  }

  func order(_ orders: [RunTable.Order]) {
    for order in orders {
      switch order {
      case .freed(let workflow): say(.freed(workflow), by: .workflow, to: Simulation.workflowEvents)
      case .resumed(let gate, let revision):
        say(.resumed(gate, revision), by: .workflow, to: Simulation.workflowEvents)
      case .ready, .cancelled: say(.order(order), by: .workflow, to: Simulation.jobs)
      }
    }
  }

  func newID() -> UUID {
    lastID += 1
    var bytes = withUnsafeBytes(of: lastID.bigEndian) { Array($0) }
    bytes = [UInt8](repeating: 0, count: 8) + bytes
    return UUID(
      uuid: (
        bytes[0], bytes[1], bytes[2], bytes[3], bytes[4], bytes[5], bytes[6], bytes[7], bytes[8], bytes[9], bytes[10],
        bytes[11], bytes[12], bytes[13], bytes[14], bytes[15]
      ))
  }

  // MARK: - Clocks

  private func date(_ offset: Double) -> Date { Date(timeIntervalSince1970: 1_800_000_000 + time.now + offset) }
  var databaseNow: Date { date(databaseClockOffset) }
  func now(_ process: SimulatedProcess) -> Date { date(process.clockOffset) }

  // MARK: - What is wrong in the end

  private func problems(didEnd: Bool) -> [String] {
    var problems: [String] = []
    if !didEnd { problems.append("after \(Int(time.now)) s it has not come to its end") }
    for (number, begun) in accepted.sorted(by: { $0.key < $1.key }) where begun.count != 1 {
      problems.append("event \(number) began \(begun.count) runs")
    }
    for run in runs.runs.values.sorted(by: { $0.id.description < $1.id.description }) {
      for row in run.steps {
        let effects = ledger[row.step.id, default: 0]
        let hasParts = row.definition.fanOut != nil
        if hasParts || row.step.isCarriedOver || row.step.state == .skipped && !row.isOrdered, effects > 0 {
          problems.append("run \(run.id) \(row.step.name) took effect, and nobody was to do it")
        }
        if effects > 1 { problems.append("run \(run.id) \(row.step.name) took effect \(effects) times") }
        if row.step.state == .succeeded, !hasParts, !row.step.isCarriedOver, effects != 1 {
          problems.append("run \(run.id) \(row.step.name) succeeded with \(effects) effects")
        }
        if let job = leases.jobs[row.step.id], !Simulation.agree(row.step.state, job.state) {
          problems.append("run \(run.id) \(row.step.name) is \(row.step.state), its job \(job.state)")
        }
      }
    }
    problems += runs.problems
    problems += (runs.illegal + leases.illegal).map { "\($0.machine): \($0.event) in \($0.state)" }
    return problems
  }

  /// What the orchestrator and the service believe of one step.
  private static func agree(_ step: JobState, _ job: LeaseState) -> Bool {
    switch job {
    // Whoever took it back or left it out may have come too late.
    case .done: [.succeeded, .cancelled, .skipped].contains(step)
    case .dead: [.failed, .cancelled, .skipped].contains(step)
    case .cancelled: [.cancelled, .skipped].contains(step)
    case .available, .leased: false
    }
  }
}
