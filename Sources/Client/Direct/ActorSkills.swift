import Identity
import Model

/// The skill groups of who acts, read anew every few seconds: who is let in need not come back, and claims wait for no
/// second query.
actor ActorSkills {
  private static let secondsKept = Duration.seconds(5)

  private let identity: IdentityService
  private let person: Actor
  private var known: (groups: Set<String>, until: ContinuousClock.Instant)?

  init(identity: IdentityService, actor: Actor) {
    self.identity = identity
    person = actor
  }

  func groups() async throws -> Set<String> {
    if let known, known.until > .now { return known.groups }
    let groups = try await identity.skillGroups(of: person)
    known = (groups, .now + ActorSkills.secondsKept)
    return groups
  }
}
