/// Where the profile file is.
enum ProfileLocation {
  static let words = "$XDG_CONFIG_HOME/flowsight/config.yaml"

  static func path(environment: [String: String]) -> String? {
    if let folder = environment.setting("XDG_CONFIG_HOME") { return "\(folder)/flowsight/config.yaml" }
    return environment.setting("HOME").map { "\($0)/.config/flowsight/config.yaml" }
  }
}
