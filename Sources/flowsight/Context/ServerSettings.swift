import Model

/// Which servers a command uses, and how careful it is with them.
struct ServerSettings: Hashable, Sendable {
  var postgres: String
  var redis: String
  /// The profile's name, or `custom` when the servers were named one by one.
  var profile: String
  var persona: Actor.Persona?
  /// Nothing may be changed; `--write` lifts it.
  var isReadOnly = false
  var isProduction = false
}

extension ServerSettings {
  static let customProfile = "custom"

  /// The settings that count, each on its own: the command line (`--postgres`, then `--profile`), then the environment,
  /// then the file's default profile. `configuration` is called only when it can matter. Each profile that was named,
  /// or that gives one of the servers, protects: read-only or production is what any of them is.
  static func resolve(
    _ arguments: Arguments, environment: [String: String], configuration: () throws -> ConfigurationFile?
  ) throws -> ServerSettings {
    let named = arguments.value(.profile)
    let chosen = try named.map { try profile($0, in: try configuration()) }
    var used = [chosen].compactMap(\.self)
    var postgres = try arguments.value(.postgres) ?? chosen?.postgresDSN(environment)
    var redis = try arguments.value(.redis) ?? chosen?.redisURL(environment)
    postgres = postgres ?? environment.setting("FLOWSIGHT_POSTGRES")
    redis = redis ?? environment.setting("FLOWSIGHT_REDIS")
    var name = named
    var known: [String] = []
    let isOpen = postgres == nil || redis == nil
    let meant = environment.setting("FLOWSIGHT_PROFILE")
    if isOpen || (named == nil && meant != nil) {
      let file = try configuration()
      known = file?.profiles.keys.sorted() ?? []
      if let fallback = meant ?? (isOpen ? file?.defaultProfile : nil) {
        let profile = try profile(fallback, in: file)
        postgres = try postgres ?? profile.postgresDSN(environment)
        redis = try redis ?? profile.redisURL(environment)
        used.append(profile)
        name = name ?? fallback
      }
    }
    guard let postgres else { throw missing("PostgreSQL", .postgres, "FLOWSIGHT_POSTGRES", known) }
    guard let redis else { throw missing("Redis", .redis, "FLOWSIGHT_REDIS", known) }
    let persona = try (arguments.value(.actAs) ?? environment.setting("FLOWSIGHT_AS")).map { try Actor.Persona($0) }
    return ServerSettings(
      postgres: postgres, redis: redis, profile: name ?? customProfile, persona: persona,
      isReadOnly: used.contains(where: \.isReadOnly) && !arguments.has(.write),
      isProduction: used.contains(where: \.isProduction))
  }

  private static func profile(_ name: String, in file: ConfigurationFile?) throws(Failure) -> Profile {
    if let profile = file?.profiles[name] { return profile }
    let known = (file?.profiles.keys.sorted() ?? []).joined(separator: ", ")
    throw Failure(
      "profile_unknown", "there is no profile '\(name)' in the configuration file",
      nextStep: known.isEmpty
        ? "add it to \(ConfigurationFile.location) below `profiles:`" : "use one of: \(known)")
  }

  private static func missing(
    _ server: String, _ option: Option, _ variable: String, _ known: [String]
  ) -> Failure {
    let profiles = known.isEmpty ? "" : " (there is: \(known.joined(separator: ", ")))"
    return Failure(
      "not_configured", "it is not known which \(server) to use",
      nextStep: "give `\(option.signature)`, or set \(variable), or name a profile of "
        + "\(ConfigurationFile.location) with `--profile`\(profiles); `flowsight demo` starts servers to try")
  }
}

extension [String: String] {
  /// The variable's value; an empty one counts as not set.
  func setting(_ name: String) -> String? { self[name].flatMap { $0.isEmpty ? nil : $0 } }
}
