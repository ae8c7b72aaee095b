import Foundation
import Model
import Testing

/// Thousands of runs under faults that a seed decides: messages lost on their way, doubled, late and out of order;
/// crashes of every process; a database that restarts, is slow, or breaks connections after it has committed; streams
/// that vanish; clocks that jump.
@Suite struct SimulationTests {
  /// The same each time; `FLOWSIGHT_SEED=…` repeats one, `FLOWSIGHT_SIMULATIONS=1000` tries so many that nobody has
  /// tried before.
  private static let seeds: [UInt64] = {
    let environment = ProcessInfo.processInfo.environment
    if let seed = environment["FLOWSIGHT_SEED"].flatMap({ UInt64($0) }) { return [seed] }
    guard let count = environment["FLOWSIGHT_SIMULATIONS"].flatMap({ UInt64($0) }) else { return usual }
    let first = UInt64(Date().timeIntervalSince1970)
    return (0..<count).map { first &+ $0 }
  }()

  private static let usual = (1...50).map { UInt64($0) }

  @Test(arguments: seeds) func everyAcceptedEventTakesEffectOnceAndEveryRunEnds(seed: UInt64) {
    let simulation = Simulation(seed: seed)
    let problems = simulation.run()
    #expect(problems == [], "FLOWSIGHT_SEED=\(seed) repeats it")
    #expect(simulation.accepted.count == simulation.settings.runs)
  }

  /// The ledger must be able to tell: without the fence, late workers double what they do.
  @Test func withoutTheFenceEffectsAreDoubled() {
    var settings = Simulation.Settings()
    settings.isFenced = false
    let problems = SimulationTests.usual.prefix(10).flatMap { Simulation(seed: $0, settings).run() }
    #expect(problems.contains { $0.contains("took effect 2 times") })
  }

  /// A seed says all: what happened once happens again.
  @Test func aSeedIsReplayed() {
    let seed = SimulationTests.seeds[0]
    let (first, second) = (Simulation(seed: seed), Simulation(seed: seed))
    #expect(first.run() == second.run())
    #expect(first.time.now == second.time.now && first.time.eventCount == second.time.eventCount)
    #expect(first.faults == second.faults && first.ledger == second.ledger)
  }

  /// What the others rest on: the faults do happen, and some runs end badly.
  @Test func theStormIsOne() {
    var faults: Set<String> = []
    var states: Set<String> = []
    var acts: Set<String> = []
    var letters: Set<LetterState> = []
    var held: [RunTable.Hold: Int] = [:]
    var most = 0
    var hasCrashed = false
    var (expired, parts, skipped) = (0, 0, 0)
    for seed in SimulationTests.usual.prefix(5) {
      let simulation = Simulation(seed: seed)
      _ = simulation.run()
      faults.formUnion(simulation.faults.keys)
      states.formUnion(simulation.runs.runs.values.map(\.state.rawValue))
      acts.formUnion(simulation.acts.keys)
      letters.formUnion(simulation.runs.letters.map(\.state))
      held.merge(simulation.runs.held, uniquingKeysWith: +)
      most = max(most, simulation.runs.mostAtWork["limited", default: 0])
      let runs = simulation.runs.runs.values
      expired += runs.count(where: \.isExpired)
      parts += runs.flatMap(\.steps).count { $0.definition.part != nil && $0.step.state == .succeeded }
      skipped += runs.flatMap(\.steps).count { $0.step.state == .skipped }
      if simulation.leases.jobs.values.contains(where: { $0.crashCount > 0 }) { hasCrashed = true }
    }
    #expect(faults.count == Simulation.Fault.allCases.count)
    #expect(states == ["SUCCEEDED", "FAILED", "CANCELLED"] && hasCrashed)
    #expect(expired > 0 && parts > 0 && skipped > 0)
    #expect(acts.count == Simulation.Act.allCases.count, "persons did all that they can: \(acts)")
    #expect(letters.isSuperset(of: [.dead, .redriven]), "letters were redriven, and some wait")
    #expect(held[.limit, default: 0] > 0 && most == 2, "the limit was reached, and kept some waiting")
    #expect(held[.gate, default: 0] > 0)
  }
}
