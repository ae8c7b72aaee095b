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
  /// Nothing may be changed: refused by the services, and by PostgreSQL, whose sessions are read-only.
  public var isReadOnly: Bool
  public var isProduction: Bool

  public init(
    postgres: String, redis: String, profile: String, persona: Actor.Persona? = nil, isReadOnly: Bool = false,
    isProduction: Bool = false
  ) {
    self.persona = persona
    self.isReadOnly = isReadOnly
    self.isProduction = isProduction
    self.postgres = postgres
    self.redis = redis
    self.profile = profile
  }
}

extension ConnectionSettings: CustomStringConvertible {
  /// Without the DSN and the URL, which may hold passwords.
  public var description: String { "profile \(profile)" }
}
