import Foundation
import Model

extension Doctor {
  /// What is in the file, and whether others could read a password there.
  static func configuration(
    _ file: Result<ConfigurationFile?, any Error>, _ environment: [String: String]
  ) -> [Finding] {
    let found: ConfigurationFile
    switch file {
    case .failure(let error): return [.fail("configuration", ErrorRenderer.failure(error))]
    case .success(nil): return [.ok("configuration", "there is no file; everything is as it comes")]
    case .success(let file?): found = file
    }
    let profiles = found.profiles.sorted { $0.key < $1.key }
    let count = "\(profiles.count) profile\(profiles.count == 1 ? "" : "s")"
    var findings = [Finding.ok("configuration", "\(found.path), \(count)")]
    findings += found.keymapFailures.map { .fail("keys", $0) }
    for name in Set(([found.theme] + profiles.map(\.value.theme)).compactMap(\.self)).sorted() {
      do throws(Failure) { _ = try ThemeCatalog.theme(name, environment) } catch {
        findings.append(.fail("theme", error))
      }
    }
    for (name, profile) in profiles { findings += secrets(of: profile, name, found.path, environment) }
    return findings
  }

  /// Whether what is done and typed can be kept.
  static func memory(_ environment: [String: String]) -> Finding {
    guard let folder = ConfigurationFile.stateFolder(environment: environment) else {
      return .ok("memory", "there is no home folder: what you do and type is not kept")
    }
    var existing = URL(filePath: folder)
    while !FileManager.default.fileExists(atPath: existing.path), existing.path != "/" {
      existing.deleteLastPathComponent()
    }
    var isFolder: ObjCBool = false
    _ = FileManager.default.fileExists(atPath: existing.path, isDirectory: &isFolder)
    guard isFolder.boolValue, access(existing.path, W_OK | X_OK) == 0 else {
      return .warn(
        "memory", "memory_unwritable", "what you do and type is not kept: \(existing.path) cannot be written",
        next: "make it writable for you, or set XDG_STATE_HOME")
    }
    return .ok("memory", folder)
  }

  private static func secrets(
    of profile: Profile, _ name: String, _ path: String, _ environment: [String: String]
  ) -> [Finding] {
    var findings: [Finding] = []
    for read in [{ try profile.postgresDSN(environment) }, { try profile.redisURL(environment) }]
      as [() throws -> String?]
    {
      do { _ = try read() } catch { findings.append(.fail("passwords", ErrorRenderer.failure(error))) }
    }
    let isOpen = [profile.postgres, profile.redis].compactMap(\.self).contains(where: Profile.holdsPassword)
    if isOpen, isReadableByOthers(path) {
      findings.append(
        .warn(
          "passwords", "password_in_the_open", "others can read the password of the profile \(name) in \(path)",
          next: "move it to a `password_file`, or run `chmod 600 \(path)`"))
    }
    return findings
  }

  private static func isReadableByOthers(_ path: String) -> Bool {
    var status = stat()
    return stat(path, &status) == 0 && status.st_mode & 0o077 != 0
  }
}
