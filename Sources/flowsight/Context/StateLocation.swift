import Foundation

/// Where the program keeps what it may forget: `$XDG_STATE_HOME/flowsight`.
enum StateLocation {
  static func file(_ name: String, environment: [String: String]) -> URL? {
    let home = environment.setting("HOME").map { "\($0)/.local/state" }
    return (environment.setting("XDG_STATE_HOME") ?? home).map { URL(fileURLWithPath: "\($0)/flowsight/\(name)") }
  }
}
