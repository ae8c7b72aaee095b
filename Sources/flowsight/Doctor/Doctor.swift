import Foundation
import Model
import Support
import Terminal

extension Command {
  static let doctor = Command(
    "doctor", "say what is wrong with the terminal, the configuration, the servers, your rights",
    details: """
      Changes nothing. Each finding has a stable code, its cause and the next step. The status is 1 when something
      fails; warnings do not count.
      """, options: [.format]
  ) { invocation in
    let findings = await Doctor.examine(invocation)
    if invocation.format == .json {
      invocation.write([
        "ok": .bool(!findings.contains { $0.verdict == .fail }),
        "findings": .array(try findings.map { try JSON(encoding: $0) }),
      ])
    } else {
      invocation.streams.output(Doctor.text(findings))
    }
    return findings.contains { $0.verdict == .fail } ? .failed : .success
  }
}

/// Looks at everything the console needs, and says what is not as it should be.
enum Doctor {
  static func examine(_ invocation: Invocation) async -> [Finding] {
    let environment = invocation.environment
    var findings = terminal(invocation.engine.surroundings(environment), environment)
    findings += configuration(Result { try invocation.configuration() }, environment)
    findings.append(memory(environment))
    do {
      let settings = try invocation.settings()
      findings.append(.ok("profile", settings.isProduction ? "\(settings.profile), production" : settings.profile))
      findings += servers(await invocation.engine.survey(settings), settings)
    } catch {
      findings.append(.fail("profile", ErrorRenderer.failure(error)))
    }
    return findings
  }

  static func text(_ findings: [Finding]) -> String {
    let width = findings.map(\.check.count).max() ?? 0
    let lines = findings.flatMap { finding in
      let check = finding.check.padding(toLength: width, withPad: " ", startingAt: 0)
      let code = finding.errorCode.map { "[\($0)] " } ?? ""
      let verdict = finding.verdict.rawValue.padding(toLength: 4, withPad: " ", startingAt: 0)
      let line = "\(verdict)  \(check)  \(code)\(Text.sanitised(finding.message.replacing("\n", with: " ")))"
      let next = finding.nextStep.map { String(repeating: " ", count: width + 8) + "next: \(Text.sanitised($0))" }
      return [line] + (next.map { [$0] } ?? [])
    }
    return lines.map { $0 + "\n" }.joined() + summary(findings)
  }

  private static func summary(_ findings: [Finding]) -> String {
    let (failed, warned) = (findings.count { $0.verdict == .fail }, findings.count { $0.verdict == .warn })
    if failed + warned == 0 { return "\nall is well\n" }
    return "\n\(failed) failed, \(warned) warned, \(findings.count - failed - warned) well\n"
  }
}
