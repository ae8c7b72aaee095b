import Model

@testable import Messaging

// Relays and consumers: see `Messaging.Relay`, `Messaging.Janitor` and `Messaging.Consumer`.

extension Simulation {
  private static let batchMax = 20

  // MARK: - Relay

  func relay(_ service: Service, _ process: SimulatedProcess) {
    // What it knows may be older than the streams, never newer.
    if let known = process.incarnation, time.now < process.nextLook { return publish(service, process, known) }
    process.nextLook = time.now + 1
    let incarnation = streams.incarnation
    guard process.incarnation != incarnation || time.now >= process.nextLookBack else {
      return publish(service, process, incarnation)
    }
    streams.makeGroups(Simulation.streams)
    transaction(process) { [self] in
      outboxes[service]?.reopen(notIn: incarnation)
    } _: { [self] done in
      if done != nil { (process.incarnation, process.nextLookBack) = (incarnation, time.now + 60) }
      relayAgain(service, process)
    }
  }

  private func relayAgain(_ service: Service, _ process: SimulatedProcess) {
    later(process, random.seconds(0.02...1)) { self.relay(service, process) }
  }

  private func publish(_ service: Service, _ process: SimulatedProcess, _ incarnation: Int) {
    let lock = OutboxInMemory.Lock(process: process.name, databaseLife: databaseLife)
    let held = { (lock: OutboxInMemory.Lock) in
      lock.databaseLife == self.databaseLife && self.processes.contains { $0.name == lock.process }
    }
    let rows = outboxes[service]?.take(limit: Simulation.batchMax, lock, isHeld: held) ?? []
    guard !rows.isEmpty else { return clean(service, process, incarnation) }
    later(process, 0.001) { [self] in
      var published: [(row: Int, entry: Int)] = []
      for row in rows {
        guard let said = outboxes[service]?.rows[row] else { continue }
        guard let entry = streams.add(said.event, to: said.stream, at: time.now) else {
          // The stream is gone: it is published again into the next life of the data.
          streams.renew()
          process.incarnation = nil
          outboxes[service]?.release(rows)
          return relayAgain(service, process)
        }
        if isStormy, random.chance(0.02) { _ = streams.add(said.event, to: said.stream, at: time.now) }
        published.append((row, entry))
      }
      if isStormy, random.chance(0.01) { return crash(process) }
      transaction(process) { [self] in
        for item in published { outboxes[service]?.mark(item.row, entry: item.entry, in: incarnation) }
        outboxes[service]?.release(rows)
        return ()
      } _: { [self] done in
        if done == nil { outboxes[service]?.release(rows) }
        clean(service, process, incarnation)
      }
    }
  }

  /// What all groups are past is finished; the data must not have been lost since they were asked.
  private func clean(_ service: Service, _ process: SimulatedProcess, _ incarnation: Int) {
    let watermarks = Simulation.streams.compactMap { name in streams.watermark(of: name).map { (name, $0) } }
    later(process, 0.001) { [self] in
      guard streams.incarnation == incarnation else { return relayAgain(service, process) }
      transaction(process) { [self] in
        for (name, watermark) in watermarks {
          outboxes[service]?.finish(name, below: watermark, in: incarnation)
        }
      } _: { [self] _ in
        relayAgain(service, process)
      }
    }
  }

  // MARK: - Consumer

  func consume(_ stream: String, _ process: SimulatedProcess) {
    var entries: [StreamsInMemory.Entry] = []
    if time.now >= process.nextTakeOver {
      process.nextTakeOver = time.now + Consumer.takeOverSeconds / 3
      entries = streams.takeOver(stream, for: process.name, idle: Consumer.takeOverSeconds, at: time.now)
    }
    guard let new = streams.read(stream, for: process.name, count: Simulation.batchMax, at: time.now) else {
      streams.makeGroups(Simulation.streams)
      streams.renew()
      return consumeAgain(stream, process)
    }
    entries += new
    guard !entries.isEmpty else { return consumeAgain(stream, process) }
    if isStormy {
      // The answer is lost on its way: the entries are taken over when they have been idle for long enough.
      if random.chance(0.02) { return consumeAgain(stream, process) }
      if random.chance(0.2) { entries.shuffle(using: &random) }
    }
    // So late that others may have taken them over.
    let delay = isStormy && random.chance(0.03) ? random.seconds(1...15) : 0.001
    later(process, delay) { self.take(entries, from: stream, process, failures: 0) }
  }

  private func consumeAgain(_ stream: String, _ process: SimulatedProcess) {
    later(process, random.seconds(0.05...1)) { self.consume(stream, process) }
  }

  private func take(_ entries: [StreamsInMemory.Entry], from stream: String, _ process: SimulatedProcess, failures: Int)
  {
    transaction(process) { [self] in
      for entry in entries where inbox.insert(Receipt(group: stream, event: entry.event)).inserted {
        handle(messages[entry.event])
      }
      return ()
    } _: { [self] done in
      guard done != nil else {
        let pause = Consumer.pauses.delay(after: failures + 1, random: random.seconds(0...0.999))
        return later(process, pause) { self.take(entries, from: stream, process, failures: failures + 1) }
      }
      if isStormy, random.chance(0.01) { return crash(process) }
      streams.acknowledge(entries.map(\.id), of: stream, at: time.now)
      consumeAgain(stream, process)
    }
  }

  private func handle(_ message: Message) {
    switch message {
    case .ingested(let number):
      let id = RunID(newID())
      accepted[number, default: []].append(id)
      guard let document = documents[number] else { return }
      order(
        runs.start(
          id, document.steps.map { (StepID(newID()), $0) }, of: document.workflow, document.policy,
          about: number, parameters: document.parameters, at: databaseNow))
    case .report(let type, let report): order(runs.apply(type, report, at: databaseNow))
    case .freed(let workflow): order(runs.fill(workflow, at: databaseNow))
    case .resumed(let gate, let revision): order(runs.release(gate, revision, at: databaseNow))
    case .order(.ready(let order)): leases.register(order, at: databaseNow)
    case .order(.cancelled(let order)):
      leases.register(order, at: databaseNow)
      leases.cancel(order.job)
    // Told to the orchestrator, see ``order(_:)``.
    case .order(.freed), .order(.resumed): break
    }
  }
}
