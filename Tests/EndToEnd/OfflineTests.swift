import Direct
import Foundation
import Servers
import TestSupport
import Testing

/// Servers that go and come back, and servers that freeze, under a console in a terminal.
@Suite(.serialized) struct OfflineTests {
  private enum Fault: CaseIterable {
    case stopped, killed, frozen
  }

  @Test func postgresGoesAndComesBackTenTimesOver() async throws {
    try await TestPlatform.run { platform in
      let terminal = try TmuxTerminal(["console", "--pane", "dlq"], platform.settings)
      defer { terminal.close() }
      try await expect("● live", on: terminal)
      for round in 0..<10 {
        let fault = Fault.allCases[round % 3]
        try await apply(fault, to: platform.servers)
        try await expect("OFFLINE · data", on: terminal)
        try terminal.press("R")
        try await expect("not while the connection is lost", on: terminal)
        try await lift(fault, from: platform.servers)
        try await expect("● live", on: terminal)
        try terminal.press("1")
        try await expect("What is wrong, and why", on: terminal)
        try terminal.press("4")
      }
    }
  }

  @Test(arguments: [false, true])
  func redisGoesAndComesBack(isFrozen: Bool) async throws {
    try await TestPlatform.run { platform in
      let servers = platform.servers
      let terminal = try TmuxTerminal(["console", "--pane", "dlq"], platform.settings)
      defer { terminal.close() }
      try await expect("● live", on: terminal)
      for _ in 0..<3 {
        if isFrozen { try signal(SIGSTOP, await servers.processIDs.redis) } else { try await servers.killRedis() }
        try await expect("● live  ✗ 1", on: terminal)
        if isFrozen { try signal(SIGCONT, await servers.processIDs.redis) } else { try await servers.startRedis() }
        let isBack = try await eventually { try !terminal.screen().contains("✗ 1") }
        #expect(isBack)
      }
    }
  }

  /// Quitting does not wait for servers that do not answer, and a closed terminal leaves no process.
  @Test func itEndsWhileTheServersAreFrozen() async throws {
    try await TestPlatform.run { platform in
      let shell = """
        FLOWSIGHT_POSTGRES='\(platform.settings.postgres)' FLOWSIGHT_REDIS='\(platform.settings.redis)' \
        '\(FlowSightBinary.path)' console --pane dlq; echo "it ended with $?"; exec cat
        """
      let (quitting, closing) = (try TmuxTerminal(command: shell), try TmuxTerminal(command: shell))
      defer {
        quitting.close()
        closing.close()
      }
      for terminal in [quitting, closing] { try await expect("● live", on: terminal) }
      try await apply(.frozen, to: platform.servers)
      try signal(SIGSTOP, await platform.servers.processIDs.redis)
      for terminal in [quitting, closing] { try await expect("OFFLINE · data", on: terminal) }
      try quitting.press("q")
      try await expect("it ended with 0", on: quitting)
      let group = try #require(pid_t(try closing.state("#{pane_pid}")))
      closing.close()
      let isGone = await eventually { kill(-group, 0) != 0 }
      #expect(isGone)
      try signal(SIGCONT, await platform.servers.processIDs.redis)
      try await lift(.frozen, from: platform.servers)
    }
  }

  private func apply(_ fault: Fault, to servers: PrivateServers) async throws {
    switch fault {
    case .stopped: try await servers.stopPostgres()
    case .killed: try await servers.killPostgres()
    case .frozen: for process in try await processes(of: servers) { kill(process, SIGSTOP) }
    }
  }

  private func lift(_ fault: Fault, from servers: PrivateServers) async throws {
    switch fault {
    case .stopped, .killed: try await servers.startPostgres()
    case .frozen: for process in try await processes(of: servers) { kill(process, SIGCONT) }
    }
  }

  private func signal(_ number: Int32, _ process: Int32?) throws { kill(try #require(process), number) }

  /// PostgreSQL's first process, and those that serve its sessions.
  private func processes(of servers: PrivateServers) async throws -> [pid_t] {
    let first = try #require(await servers.processIDs.postgres)
    let children = try String(contentsOfFile: "/proc/\(first)/task/\(first)/children", encoding: .utf8)
    return [first] + children.split(separator: " ").compactMap { pid_t($0) }
  }

  private func expect(_ text: String, on terminal: TmuxTerminal) async throws {
    let isThere = try await eventually { try terminal.screen().contains(text) }
    let screen = try terminal.screen()
    try #require(isThere, "'\(text)' is not on the screen:\n\(screen)")
  }
}
