import Foundation
import Servers
import Testing

/// A folder that goes with its last reference.
final class TemporaryFolder {
  let path: String

  init() throws {
    var template = Array("/tmp/servers-test-XXXXXX".utf8CString)
    try #require(mkdtemp(&template) != nil)
    path = String(decoding: template.dropLast().map { UInt8(bitPattern: $0) }, as: UTF8.self)
    try #require(chmod(path, 0o755) == 0)
  }

  deinit { try? FileManager.default.removeItem(atPath: path) }
}

/// The answer of a statement through the real client.
func psql(_ servers: PrivateServers, _ statement: String) throws -> String {
  try output(of: "/usr/bin/psql", ["-XAtq", "-v", "ON_ERROR_STOP=1", servers.postgresDSN, "-c", statement])
}

/// The answer of a command through the real client.
func redis(_ servers: PrivateServers, _ command: String...) throws -> String {
  let url = try #require(URLComponents(string: servers.redisURL))
  let port = try #require(url.port)
  let password = try #require(url.password)
  return try output(of: "/usr/bin/redis-cli", ["-p", "\(port)"] + command, ["REDISCLI_AUTH": password])
}

private func output(of program: String, _ arguments: [String], _ environment: [String: String] = [:]) throws -> String {
  let process = Process()
  let pipe = Pipe()
  process.executableURL = URL(fileURLWithPath: program)
  process.arguments = arguments
  process.environment = environment
  process.standardOutput = pipe
  try process.run()
  let bytes = try pipe.fileHandleForReading.readToEnd() ?? Data()
  process.waitUntilExit()
  try #require(process.terminationStatus == 0)
  return String(decoding: bytes, as: UTF8.self).trimmingCharacters(in: .newlines)
}
