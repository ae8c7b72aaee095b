import Console
import Foundation
import Model
import Support
import Terminal
import YAML

/// What stands in `config.yaml`: platforms, keys, and how the console looks. Read strictly: what is not known is an
/// error with its line, so that a slip of the pen is never a protection that is not there.
struct ConfigurationFile: Hashable, Sendable {
  static let location = "$XDG_CONFIG_HOME/flowsight/config.yaml"
  static let settings = ["default", "profiles", "keys", "theme", "language", "mouse", "title", "synchronized"]

  var path = "config.yaml"
  var defaultProfile: String?
  var profiles: [String: Profile] = [:]
  var keymap = Keymap.standard
  /// What is wrong with `keys:`; the console does not open with it, every other command does its work.
  var keymapFailures: [Failure] = []
  var theme: String?
  var language: Language?
  var mouse: Bool?
  var title: Bool?
  var synchronized: Bool?

  /// Where the console keeps what it remembers; `nil` when there is no home.
  static func stateFolder(environment: [String: String]) -> String? {
    if let folder = environment.setting("XDG_STATE_HOME") { return "\(folder)/flowsight" }
    return environment.setting("HOME").map { "\($0)/.local/state/flowsight" }
  }

  static func path(environment: [String: String]) -> String? {
    if let folder = environment.setting("XDG_CONFIG_HOME") { return "\(folder)/flowsight/config.yaml" }
    return environment.setting("HOME").map { "\($0)/.config/flowsight/config.yaml" }
  }
}

extension ConfigurationFile {
  /// Reads the file; `nil` when there is none. Fails with `config_unreadable` or `config_invalid`.
  init?(path: String) throws(Failure) {
    guard FileManager.default.fileExists(atPath: path) else { return nil }
    guard let text = try? String(contentsOfFile: path, encoding: .utf8) else {
      throw Failure(
        "config_unreadable", "the configuration file \(path) cannot be read as UTF-8 text",
        nextStep: "check its permissions and its encoding")
    }
    try self.init(text, path: path)
  }

  init(_ text: String, path: String) throws(Failure) {
    self.path = path
    let document: YAML.Document
    do {
      document = try YAML.document(text)
    } catch {
      throw Failure(
        "config_invalid", "\(path), line \(error.line), column \(error.column): \(error.problem)",
        nextStep: "correct the file at line \(error.line)")
    }
    let file = SettingsSection(document: document, file: path)
    try file.expectOnly(ConfigurationFile.settings)
    for name in try file.section("profiles")?.names ?? [] {
      profiles[name] = try Profile(try file.section("profiles")?.section(name), isNamed: name)
    }
    defaultProfile = try file.text("default")
    if let defaultProfile, profiles[defaultProfile] == nil {
      throw file.problem("default", "'\(defaultProfile)' is none of the profiles")
    }
    theme = try file.text("theme")
    language = try file.choice("language", of: Language.allCases)
    mouse = try file.flag("mouse")
    title = try file.flag("title")
    synchronized = try file.flag("synchronized")
    if let keys = document.value["keys"] {
      let (keymap, problems) = Keymap.standard.rebound(by: keys)
      self.keymap = keymap
      keymapFailures = problems.map { problem in
        let line = document.line(of: ["keys"] + problem.path)
        return Failure(
          "config_invalid",
          "\(path), line \(line): \((["keys"] + problem.path).joined(separator: ".")): \(problem.message)",
          nextStep: problem.nextStep)
      }
    }
  }
}

extension Profile {
  fileprivate init(_ section: SettingsSection?, isNamed name: String) throws(Failure) {
    guard let section else { return }
    try section.expectOnly(Profile.settings)
    postgres = try section.text("postgres")
    redis = try section.text("redis")
    passwordFile = try section.text("password_file")
    redisPasswordFile = try section.text("redis_password_file")
    isProduction = try section.flag("production") ?? false
    readOnly = try section.flag("read_only")
    theme = try section.text("theme")
    if let text = try section.text("color") {
      guard let color = Color(parsing: text) else {
        throw section.problem("color", "a colour is a name such as red or bright-blue, 0 to 255, or \"#rrggbb\"")
      }
      self.color = color
    }
  }
}

/// A mapping of the configuration file, with the lines of its members.
struct SettingsSection {
  let document: YAML.Document
  let file: String
  var path: [String] = []

  private var value: JSON? { path.reduce(document.value) { $0?[$1] } }
  var names: [String] { value?.members?.map(\.name) ?? [] }

  /// Fails when the section is no mapping, or has other members than these.
  func expectOnly(_ known: [String]) throws(Failure) {
    guard value == .null || value?.members != nil else { throw problem(nil, "a mapping is expected here") }
    guard let other = names.first(where: { !known.contains($0) }) else { return }
    let near = Similarity.nearest(to: other, in: known).map { "did you mean '\($0)'?" }
    throw problem(other, "there is no such setting", nextStep: near ?? "use some of: \(known.joined(separator: ", "))")
  }

  func section(_ name: String) throws(Failure) -> SettingsSection? {
    guard let member = value?[name], !member.isNull else { return nil }
    guard member.members != nil else { throw problem(name, "a mapping is expected here") }
    return SettingsSection(document: document, file: file, path: path + [name])
  }

  func text(_ name: String) throws(Failure) -> String? {
    guard let member = value?[name], !member.isNull else { return nil }
    if let number = member.integer { return String(number) }
    guard let text = member.string else { throw problem(name, "a text is expected") }
    return text
  }

  func flag(_ name: String) throws(Failure) -> Bool? {
    guard let member = value?[name], !member.isNull else { return nil }
    guard let flag = member.bool else { throw problem(name, "true or false is expected") }
    return flag
  }

  func choice<Choice: RawRepresentable<String>>(
    _ name: String, of choices: [Choice]
  ) throws(Failure) -> Choice? {
    guard let text = try text(name) else { return nil }
    guard let choice = Choice(rawValue: text) else {
      throw problem(name, "one of \(choices.map(\.rawValue).joined(separator: ", ")) is expected")
    }
    return choice
  }

  func problem(_ name: String?, _ message: String, nextStep: String? = nil) -> Failure {
    let place = path + (name.map { [$0] } ?? [])
    let line = document.line(of: place)
    let subject = place.isEmpty ? "" : place.joined(separator: ".") + ": "
    return Failure(
      "config_invalid", "\(file), line \(line): \(subject)\(message)",
      nextStep: nextStep ?? "correct the file at line \(line)")
  }
}
