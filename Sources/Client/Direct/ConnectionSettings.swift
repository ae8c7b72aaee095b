public import Model

/// Where a platform is.
public struct ConnectionSettings: Hashable, Sendable {
  /// A PostgreSQL DSN.
  public var postgres: String
  /// A Redis URL.
  public var redis: String
  /// The name of the profile that they come from, for people.
  public var profile: String
  /// Whom a superuser acts as.
  public var persona: Actor.Persona?

  public init(postgres: String, redis: String, profile: String, persona: Actor.Persona? = nil) {
    self.persona = persona
    self.postgres = postgres
    self.redis = redis
    self.profile = profile
  }
}

extension ConnectionSettings: CustomStringConvertible {
  /// Without the DSN and the URL, which may hold passwords.
  public var description: String { "profile \(profile)" }
}
