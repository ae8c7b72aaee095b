import Testing

@testable import flowsight

@Suite struct HelpTests {
  static let help = Help(parser: ArgumentParser(commands: Command.all))

  @Test(arguments: Command.all.map(\.name)) func namesEverythingTheCommandTakes(_ name: String) throws {
    let command = try #require(Command.all.first { $0.name == name })
    let text = Self.help.text(for: command.path)
    #expect(text.hasPrefix("usage: flowsight \(name)"))
    for option in command.allOptions {
      #expect(text.contains(option.signature))
      #expect(text.contains(option.summary))
    }
    for operand in command.operands { #expect(text.contains(operand.summary)) }
  }

  @Test func theProgramNamesEveryCommandAndStatus() {
    let text = Self.help.text(for: [])
    for command in Command.all { #expect(text.contains("  \(command.name) ")) }
    for status in ExitStatus.allCases { #expect(text.contains("\(status.rawValue)")) }
    #expect(Self.help.text(for: ["dlq"]).contains("dlq redrive"))
  }

  @Test func theTableIsSound() {
    #expect(Set(Command.all.map(\.name)).count == Command.all.count)
    for command in Command.all {
      let options = command.allOptions
      #expect(Set(options.map(\.name)).count == options.count, "\(command.name) names an option twice")
      let shorts = options.compactMap(\.short)
      #expect(Set(shorts).count == shorts.count, "\(command.name) has two options with one letter")
      let hasGroup = Command.all.contains { $0.path.count > 1 && [$0.path[0]] == command.path }
      #expect(!hasGroup, "\(command.name) is a command and a group")
      #expect(!command.summary.hasSuffix("."))
    }
  }
}
