extension Simulation {
  /// What goes wrong beside what may go wrong with each message.
  enum Fault: String, CaseIterable {
    case crash, stall, clockJump, databaseClockJump, databaseRestart, slowDatabase, flush, redisCrash
  }

  /// Things still go wrong.
  var isStormy: Bool { time.now < settings.storm }

  func planFault() {
    time.after(random.seconds(1...12)) { [self] in
      guard isStormy else { return }
      strike(random.choose(Fault.allCases))
      planFault()
    }
  }

  private func strike(_ fault: Fault) {
    faults[fault.rawValue, default: 0] += 1
    let process = random.choose(processes)
    switch fault {
    case .crash: crash(process)
    // Long enough that others take over what it has in its hands.
    case .stall: process.stalledUntil = time.now + random.seconds(1...60)
    case .clockJump: process.clockOffset += random.seconds(-3600...3600)
    case .databaseClockJump: databaseClockOffset += random.seconds(-120...120)
    case .databaseRestart:
      databaseLife += 1
      databaseIsDownUntil = time.now + random.seconds(0...5)
    case .slowDatabase: databaseIsSlowUntil = time.now + random.seconds(5...30)
    case .flush: streams.flush()
    case .redisCrash: streams.crash(at: time.now)
    }
  }
}
