import Direct
import Foundation
import Model

extension Doctor {
  /// Redis has `XAUTOCLAIM` since then; no PostgreSQL before this one is tested.
  static let redisLeast = "6.2"
  static let postgresLeast = 15

  static func servers(_ survey: PlatformSurvey, _ settings: ServerSettings) -> [Finding] {
    var findings = [postgres(survey.postgres)]
    // What follows from a failure is not told beside it.
    if case .success = survey.postgres { findings.append(schema(survey.schema)) }
    if case .success = survey.schema { findings += actor(survey.actor, settings) }
    if case .success = survey.actor { findings.append(workers(survey.workers)) }
    return findings + [redis(survey.redis)]
  }

  private static func postgres(_ result: Result<PlatformSurvey.Postgres, Failure>) -> Finding {
    switch result {
    case .failure(let failure): return .fail("postgres", failure)
    case .success(let server) where (server.majorVersion ?? 0) < postgresLeast:
      return .warn(
        "postgres", "postgres_old",
        "PostgreSQL \(server.version); the platform is tested on \(postgresLeast) and newer",
        next: "update the server")
    case .success(let server):
      return .ok("postgres", "PostgreSQL \(server.version), database \(server.database), login \(server.login)")
    }
  }

  private static func schema(_ result: Result<Int, Failure>) -> Finding {
    switch result {
    case .failure(let failure): .fail("schema", failure)
    case .success(let count): .ok("schema", "\(count) migrations, all applied")
    }
  }

  private static func actor(_ result: Result<Actor, Failure>, _ settings: ServerSettings) -> [Finding] {
    switch result {
    case .failure(let failure): return [.fail("role", failure)]
    case .success(let actor):
      let rights = actor.role.rights.map(\.rawValue).sorted().joined(separator: ", ")
      let role = Finding.ok("role", "\(actor.name), \(actor.role.rawValue): \(rights)")
      let labeling = Finding.ok("labeling", labelingRights(of: actor.role))
      guard settings.isReadOnly else { return [role, labeling] }
      return [
        role, labeling,
        .ok("rights", "read-only: the profile \(settings.profile) needs `--write` before anything is changed"),
      ]
    }
  }

  /// Each right in labeling, with how far it goes where that is not all the way.
  private static func labelingRights(of role: Role) -> String {
    let rights = LabelingRight.allCases.compactMap { right -> String? in
      switch role.grant(right) {
      case .no: nil
      case .yes: right.rawValue
      case let grant: "\(right.rawValue) (\(grant.rawValue.replacing("_", with: " ")))"
      }
    }
    return rights.isEmpty ? "nothing" : rights.joined(separator: ", ")
  }

  private static func workers(_ result: Result<Int, Failure>) -> Finding {
    switch result {
    case .failure(let failure): .fail("workers", failure)
    case .success(0):
      .warn(
        "workers", "workers_none", "no worker is alive: what is taken in stays where it is",
        next: "run `flowsight serve` on a host of the platform")
    case .success(let count): .ok("workers", "\(count) alive")
    }
  }

  private static func redis(_ result: Result<String, Failure>) -> Finding {
    switch result {
    case .failure(let failure): .fail("redis", failure)
    case .success(let version) where version.compare(redisLeast, options: .numeric) == .orderedAscending:
      .fail(
        "redis",
        Failure(
          "redis_old", "Redis \(version) has no XAUTOCLAIM; \(redisLeast) or newer is needed",
          nextStep: "update the server"))
    case .success(let version): .ok("redis", "Redis \(version)")
    }
  }
}
