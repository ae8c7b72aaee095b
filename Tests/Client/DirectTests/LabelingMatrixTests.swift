import Direct
import Foundation
import MemoryLabeling
import Model
import Support
import TestSupport
import Testing

/// Every cell of the matrix of rights in labeling, by every act that needs the right, on servers and in memory. The table
/// of `Role.grant` says what is to be expected; a condition is tried where it holds and where it does not.
@Suite(.serialized) struct LabelingMatrixTests {
  @Test func everyCellOnServers() async throws {
    try await TestPlatform.run { platform in
      let cast = try await ServerCast(platform)
      do {
        try await everyCell(cast)
        await cast.close()
      } catch {
        await cast.close()
        throw error
      }
    }
  }

  @Test func everyCellInMemory() async throws { try await everyCell(MemoryCast()) }

  private func everyCell(_ cast: any Cast) async throws {
    let stage = try await Stage(cast)
    try await cast.join("somebody", "writers")
    for role in Role.allCases {
      let me = try await cast.person("me-\(role.rawValue)", role)
      // Whose groups are looked up now and then only is in them from the beginning.
      for group in MatrixAct.groups { try await cast.join("able-\(role.rawValue)", group) }
      let able = try await cast.person("able-\(role.rawValue)", role)
      for act in MatrixAct.all {
        for (situation, expected) in act.expected(role.grant(act.right)) {
          let project = try await stage.project(act.settings)
          let cell =
            situation == .holds
            ? MatrixCell(stage: stage, project: project, name: "able-\(role.rawValue)", me: able)
            : MatrixCell(stage: stage, project: project, name: "me-\(role.rawValue)", me: me)
          let outcome = await cell.outcome { try await act.attempt(cell, situation) }
          #expect(outcome == expected, "\(role) \(act.name), \(situation)")
        }
      }
      try await auditLog(me, role)
    }
  }

  /// The whole log is for those who have the right to it; the in-memory labeling keeps none.
  private func auditLog(_ me: any LabelingOperations, _ role: Role) async throws {
    guard let me = me as? any Platform else { return }
    do {
      _ = try await me.auditEntries(ListQuery(), PageRequest())
      #expect(role.rights.contains(.readAudit), "\(role)")
    } catch let failure as Failure {
      #expect(failure.errorCode == "forbidden" && !role.rights.contains(.readAudit), "\(role)")
    }
  }
}

/// Who the acts are tried as.
protocol Cast: Sendable {
  func person(_ name: String, _ role: Role) async throws -> any LabelingOperations
  func join(_ name: String, _ group: String) async throws
}

private actor ServerCast: Cast {
  private let owner: DirectPlatform
  private var people: [String: any Platform] = [:]

  init(_ platform: TestPlatform) async throws {
    owner = try await DirectPlatform.connect(platform.settings)
  }

  func person(_ name: String, _ role: Role) async throws -> any LabelingOperations {
    if let known = people[name] { return known }
    let person = try await owner.acting(as: Actor.Persona(name: name, role: role))
    people[name] = person
    return person
  }

  func join(_ name: String, _ group: String) async throws {
    let lead = try #require(people["lea"])
    _ = try await lead.perform(.changeSkillGroup(group, add: [name], remove: []), reason: "they can")
  }

  func close() async {
    for person in people.values { await (person as? DirectPlatform)?.close() }
    await owner.close()
  }
}

private struct MemoryCast: Cast, LabelsInMemory {
  var labels = MemoryLabeling(actor: Actor(name: "lea", credential: "lea", role: .lead))

  func person(_ name: String, _ role: Role) async throws -> any LabelingOperations {
    MemoryCast(labels: MemoryLabeling(actor: Actor(name: name, credential: name, role: role), sharing: labels))
  }

  func join(_ name: String, _ group: String) async throws {
    _ = try labels.perform(.changeSkillGroup(group, add: [name], remove: []))
  }
}
