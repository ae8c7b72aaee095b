import Model
import Testing

@testable import flowsight

@Suite struct ServerSettingsTests {
  static let file = ProfileFile(
    profiles: [
      "production": .init(postgres: "pg-production", redis: "redis-production"),
      "half": .init(postgres: "pg-half", redis: nil),
    ], default: "production")

  private func resolve(
    _ options: [(Option, String)], _ environment: [String: String] = [:], file: ProfileFile? = Self.file
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

  @Test func anUnknownProfileNamesTheKnown() {
    let failure = #expect(throws: Failure.self) { try resolve([(.profile, "nowhere")], Self.both) }
    #expect(failure?.errorCode == "profile_unknown")
    #expect(failure?.nextStep == "use one of: half, production")
  }

  @Test func theProfileFileFollowsTheDesktopStandard() {
    #expect(ProfileLocation.path(environment: ["XDG_CONFIG_HOME": "/x", "HOME": "/h"]) == "/x/flowsight/config.yaml")
    #expect(ProfileLocation.path(environment: ["HOME": "/h"]) == "/h/.config/flowsight/config.yaml")
    #expect(ProfileLocation.path(environment: [:]) == nil)
  }
}
