import Model

/// Which servers a command uses.
struct ServerSettings: Hashable, Sendable {
  var postgres: String
  var redis: String
  /// The profile's name, or `custom` when the servers were named one by one.
  var profile: String
  var persona: Actor.Persona?
}

/// The profile file: `profiles: {name: {postgres: DSN, redis: URL}}`, and `default: name`.
struct ProfileFile: Hashable, Sendable, Codable {
  struct Profile: Hashable, Sendable, Codable {
    var postgres: String?
    var redis: String?
  }

  var profiles: [String: Profile]
  var `default`: String?
}

extension ServerSettings {
  static let customProfile = "custom"

  /// The settings that count, each on its own: the command line (`--postgres`, then `--profile`), then the environment,
  /// then the file's default profile. `readProfiles` is called only when something is still open.
  static func resolve(
    _ arguments: Arguments, environment: [String: String], readProfiles: () throws -> ProfileFile?
  ) throws -> ServerSettings {
    let named = arguments.value(.profile)
    let chosen = try named.map { try profile($0, in: try readProfiles()) }
    var postgres = arguments.value(.postgres) ?? chosen?.postgres
    var redis = arguments.value(.redis) ?? chosen?.redis
    postgres = postgres ?? environment.setting("FLOWSIGHT_POSTGRES")
    redis = redis ?? environment.setting("FLOWSIGHT_REDIS")
    var name = named
    if postgres == nil || redis == nil {
      let file = try readProfiles()
      if let fallback = environment.setting("FLOWSIGHT_PROFILE") ?? file?.default {
        let profile = try profile(fallback, in: file)
        postgres = postgres ?? profile.postgres
        redis = redis ?? profile.redis
        name = name ?? fallback
      }
    }
    guard let postgres else { throw missing("PostgreSQL", .postgres, "FLOWSIGHT_POSTGRES") }
    guard let redis else { throw missing("Redis", .redis, "FLOWSIGHT_REDIS") }
    let persona = try (arguments.value(.actAs) ?? environment.setting("FLOWSIGHT_AS")).map { try Actor.Persona($0) }
    return ServerSettings(postgres: postgres, redis: redis, profile: name ?? customProfile, persona: persona)
  }

  private static func profile(_ name: String, in file: ProfileFile?) throws(Failure) -> ProfileFile.Profile {
    if let profile = file?.profiles[name] { return profile }
    let known = (file?.profiles.keys.sorted() ?? []).joined(separator: ", ")
    throw Failure(
      "profile_unknown", "there is no profile '\(name)' in the profile file",
      nextStep: known.isEmpty
        ? "add it to \(ProfileLocation.words) below `profiles:`" : "use one of: \(known)")
  }

  private static func missing(_ server: String, _ option: Option, _ variable: String) -> Failure {
    Failure(
      "not_configured", "it is not known which \(server) to use",
      nextStep: "give `\(option.signature)`, or set \(variable), or name a profile of "
        + "\(ProfileLocation.words) with `--profile`; `flowsight demo` starts servers to try")
  }
}

extension [String: String] {
  /// The variable's value; an empty one counts as not set.
  func setting(_ name: String) -> String? { self[name].flatMap { $0.isEmpty ? nil : $0 } }
}
