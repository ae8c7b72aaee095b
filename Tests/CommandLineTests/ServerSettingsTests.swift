import Model
import Testing

@testable import flowsight

@Suite struct ServerSettingsTests {
  static let file: ConfigurationFile = {
    var file = ConfigurationFile()
    file.profiles = [
      "production": Profile(postgres: "pg-production", redis: "redis-production"),
      "half": Profile(postgres: "pg-half", redis: nil),
      "live": Profile(postgres: "pg-live", redis: "redis-live", isProduction: true),
    ]
    file.defaultProfile = "production"
    return file
  }()

  private func resolve(
    _ options: [(Option, String)], _ environment: [String: String] = [:], file: ConfigurationFile? = Self.file
  ) throws -> ServerSettings {
    try ServerSettings.resolve(Arguments(options), environment: environment) { file }
  }

  private static let both = ["FLOWSIGHT_POSTGRES": "pg-environment", "FLOWSIGHT_REDIS": "redis-environment"]

  @Test func theCommandLineComesFirst() throws {
    let settings = try resolve([(.postgres, "pg-option"), (.redis, "redis-option")], Self.both)
    #expect(settings == ServerSettings(postgres: "pg-option", redis: "redis-option", profile: "custom"))
  }

  @Test func aNamedProfileComesBeforeTheEnvironment() throws {
    let settings = try resolve([(.profile, "production")], Self.both)
    #expect(settings == ServerSettings(postgres: "pg-production", redis: "redis-production", profile: "production"))
    let mixed = try resolve([(.profile, "production"), (.redis, "redis-option")])
    #expect(mixed.redis == "redis-option")
    #expect(try resolve([(.profile, "half")], Self.both).redis == "redis-environment")
  }

  @Test func theEnvironmentComesBeforeTheDefaultProfile() throws {
    #expect(try resolve([], Self.both).postgres == "pg-environment")
    let mixed = try resolve([], ["FLOWSIGHT_REDIS": "redis-environment", "FLOWSIGHT_POSTGRES": ""])
    #expect(mixed == ServerSettings(postgres: "pg-production", redis: "redis-environment", profile: "production"))
    #expect(try resolve([], ["FLOWSIGHT_PROFILE": "half"].merging(Self.both) { $1 }).postgres == "pg-environment")
  }

  @Test func nothingSetNamesTheWays() {
    let failure = #expect(throws: Failure.self) { try resolve([], file: nil) }
    #expect(failure?.errorCode == "not_configured")
    for way in ["--postgres", "FLOWSIGHT_POSTGRES", "--profile"] {
      #expect(failure?.nextStep?.contains(way) == true)
    }
    let redis = #expect(throws: Failure.self) { try resolve([(.postgres, "a")], file: nil) }
    #expect(redis?.nextStep?.contains("FLOWSIGHT_REDIS") == true)
  }

  @Test func nothingChosenNamesTheProfilesThatAreThere() {
    let file = ConfigurationFile(profiles: ["live": Profile()])
    let failure = #expect(throws: Failure.self) { try resolve([], file: file) }
    #expect(failure?.nextStep?.contains("(there is: live)") == true)
  }

  @Test func anUnknownProfileNamesTheKnown() {
    let failure = #expect(throws: Failure.self) { try resolve([(.profile, "nowhere")], Self.both) }
    #expect(failure?.errorCode == "profile_unknown")
    #expect(failure?.nextStep == "use one of: half, live, production")
  }

  @Test func theProfileFileFollowsTheDesktopStandard() {
    #expect(ConfigurationFile.path(environment: ["XDG_CONFIG_HOME": "/x", "HOME": "/h"]) == "/x/flowsight/config.yaml")
    #expect(ConfigurationFile.path(environment: ["HOME": "/h"]) == "/h/.config/flowsight/config.yaml")
    #expect(ConfigurationFile.path(environment: [:]) == nil)
  }

  @Test func productionIsReadOnlyUntilSomebodySaysWrite() throws {
    let careful = try resolve([(.profile, "live")])
    #expect(careful.isReadOnly && careful.isProduction)
    let daring = try resolve([(.profile, "live"), (.write, "")])
    #expect(!daring.isReadOnly && daring.isProduction)
    // Servers that are named one by one are nobody's production.
    #expect(try !resolve([(.postgres, "a"), (.redis, "b")], file: Self.file).isReadOnly)
    #expect(try resolve([(.profile, "live")], Self.both).isReadOnly)
  }

  @Test func whatAnyProfileProtectsIsProtected() throws {
    // Redis comes from production, though PostgreSQL does not.
    let mixed = try resolve([(.profile, "half")], ["FLOWSIGHT_PROFILE": "live"])
    #expect(mixed.postgres == "pg-half" && mixed.redis == "redis-live" && mixed.profile == "half")
    #expect(mixed.isReadOnly && mixed.isProduction)
    // Named in the environment, with every server named beside it.
    var environment = Self.both
    environment["FLOWSIGHT_PROFILE"] = "live"
    #expect(try resolve([], environment).isReadOnly)
    #expect(try resolve([(.profile, "production")], environment).isReadOnly == false)
  }
}
