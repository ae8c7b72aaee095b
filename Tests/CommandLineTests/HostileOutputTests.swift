import Foundation
import Model
import Support
import Testing

@testable import TerminalSupport
@testable import flowsight

/// Whatever the platform's texts hold, what the commands write holds no escape, no C1 and nothing that reorders.
@Suite struct HostileOutputTests {
  static let seeds: [UInt64] =
    ProcessInfo.processInfo.environment["FUZZ_SEED"].flatMap { UInt64($0) }.map { [$0] }
    ?? [UInt64.random(in: 0...UInt64.max), 3]

  private func platform(_ poison: inout Poison) -> FakePlatform {
    var state = FakePlatform.State()
    state.letters = poison.poisoned((1...5).map { Samples.letter($0) })
    state.runs = poison.poisoned([Samples.run(.failed)])
    state.versions = [poison.poisoned(Samples.version(.failed, failure: Failure("rows_rejected", "x", nextStep: "y")))]
    state.operations = poison.poisoned([Samples.operation(.letters(.discard), .running, total: 3, filter: "state=dead")]
    )
    return FakePlatform(state)
  }

  private static let commands: [[String]] = [
    ["overview"], ["dlq", "list"], ["dlq", "show", "00000000-0000-7000-8000-000000000001"], ["dlq", "operations"],
    ["dlq", "operation", "00000000-0000-7000-8000-000000000070"],
    ["dlq", "redrive", "00000000-0000-7000-8000-000000000001", "--reason", "r", "--dry-run"],
    ["dlq", "discard", "00000000-0000-7000-8000-000000000001", "--reason", "r", "--yes"], ["runs", "list"],
    ["runs", "show", "00000000-0000-7000-8000-000000000004"], ["datasets", "list"], ["uploads", "list"],
  ]

  @Test(arguments: seeds, [true, false])
  func everyCommandInEveryFormat(seed: UInt64, isTerminal: Bool) async {
    var poison = Poison(seed: seed)
    print("seed \(seed)")
    for command in Self.commands {
      for format in ["table", "json", "csv"] {
        let shell = Shell(platform(&poison), isTerminal: isTerminal)
        let outcome = await shell.run(command + ["-o", format])
        for text in [outcome.output, outcome.error] {
          // JSON may hold what no terminal obeys: whoever reads it wants the text as it is.
          let hostile = text.hostileScalars(allowing: ["\n", "\r"]).filter { format != "json" || $0.isObeyed }
          #expect(hostile.isEmpty, "seed \(seed), \(command) -o \(format)")
        }
      }
    }
  }

  /// What was typed comes back in errors.
  @Test(arguments: seeds)
  func argumentsAreHostile(seed: UInt64) async {
    var poison = Poison(seed: seed)
    for words in [
      ["TEXT"], ["dlq", "TEXT"], ["dlq", "show", "TEXT"], ["dlq", "list", "--filter", "TEXT"], ["-TEXT"],
    ] {
      for format in ["table", "json"] {
        let shell = Shell(platform(&poison), isTerminal: true)
        let text = poison.text()
        let outcome = await shell.run(words.map { $0.replacing("TEXT", with: text) } + ["-o", format])
        let hostile = (outcome.output + outcome.error).hostileScalars(allowing: ["\n", "\r"])
          .filter { format != "json" || $0.isObeyed }
        #expect(hostile.isEmpty, "seed \(seed), \(words)")
      }
    }
  }

  @Test func failuresAreHostile() async {
    var poison = Poison(seed: 5)
    for _ in 0..<40 {
      let failure = Failure(ErrorCode(rawValue: poison.text()), poison.text(), nextStep: poison.text())
      #expect(ErrorRenderer.text(failure, format: .table).hostileScalars(allowing: ["\n"]).isEmpty)
      #expect(ErrorRenderer.text(failure, format: .json).hostileScalars(allowing: ["\n"]).allSatisfy { !$0.isObeyed })
    }
  }
}

extension Unicode.Scalar {
  /// Whether a terminal does something at it, or writes what follows in another order.
  fileprivate var isObeyed: Bool {
    properties.generalCategory == .control || (0x2028...0x202e).contains(value) || (0x2066...0x2069).contains(value)
  }
}
