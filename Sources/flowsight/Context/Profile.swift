import Foundation
import Model
import Terminal

/// A platform that the configuration file names: its servers, and how careful one is there.
struct Profile: Hashable, Sendable {
  static let settings = [
    "postgres", "redis", "password_file", "redis_password_file", "production", "read_only", "color", "theme",
  ]

  var postgres: String?
  var redis: String?
  /// Files that hold nothing but a password, so that none stands in the configuration or on a command line.
  var passwordFile: String?
  var redisPasswordFile: String?
  var isProduction = false
  /// Said outright; without it, production is read-only and the rest is not.
  var readOnly: Bool?
  /// Of the badge with the profile's name.
  var color: Color?
  var theme: String?

  var isReadOnly: Bool { readOnly ?? isProduction }

  /// The DSN with the password of its file. Fails with `config_unreadable` or `config_not_private`.
  func postgresDSN(_ environment: [String: String]) throws(Failure) -> String? {
    guard let postgres, let passwordFile else { return postgres }
    return Profile.dsn(postgres, password: try Profile.secret(passwordFile, environment))
  }

  /// The URL with the password of its file. Fails as ``postgresDSN(_:)``.
  func redisURL(_ environment: [String: String]) throws(Failure) -> String? {
    guard let redis, let redisPasswordFile else { return redis }
    return Profile.redisURL(redis, password: try Profile.secret(redisPasswordFile, environment))
  }
}

extension Profile {
  /// libpq takes a password as a word of its own, and as an option of a URI.
  static func dsn(_ dsn: String, password: String) -> String {
    guard dsn.contains("://") else {
      let quoted = password.replacing("\\", with: "\\\\").replacing("'", with: "\\'")
      return "\(dsn) password='\(quoted)'"
    }
    return dsn + (dsn.contains("?") ? "&" : "?") + "password=\(percentEncoded(password))"
  }

  /// `redis://[user@]host…` with the password before the host.
  static func redisURL(_ url: String, password: String) -> String {
    guard let start = url.range(of: "://")?.upperBound else { return url }
    let (scheme, rest) = (url[..<start], url[start...])
    let parts = rest.split(separator: "@", maxSplits: 1, omittingEmptySubsequences: false)
    let user = parts.count == 2 ? parts[0] : ""
    return "\(scheme)\(user):\(percentEncoded(password))@\(parts.last ?? "")"
  }

  /// Whether a DSN or URL has a password in it, for all to read.
  static func holdsPassword(_ address: String) -> Bool {
    if address.lowercased().contains("password=") { return true }
    guard let start = address.range(of: "://")?.upperBound, let at = address[start...].firstIndex(of: "@")
    else { return false }
    return address[start..<at].contains(":")
  }

  private static func percentEncoded(_ text: String) -> String {
    let plain = CharacterSet(charactersIn: "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~")
    return text.addingPercentEncoding(withAllowedCharacters: plain) ?? ""
  }

  /// The first line of a file that nobody else may read. `~/` is the home folder.
  private static func secret(_ path: String, _ environment: [String: String]) throws(Failure) -> String {
    let home = environment.setting("HOME") ?? ""
    let path = path.hasPrefix("~/") ? home + path.dropFirst() : path
    var status = stat()
    guard stat(path, &status) == 0, let text = try? String(contentsOfFile: path, encoding: .utf8) else {
      throw Failure(
        "config_unreadable", "the password file \(path) cannot be read", nextStep: "make it, with the password in it")
    }
    guard status.st_mode & 0o077 == 0 else {
      throw Failure(
        "config_not_private", "others may read the password file \(path)", nextStep: "run `chmod 600 \(path)`")
    }
    return String(text.prefix { !$0.isNewline })
  }
}
