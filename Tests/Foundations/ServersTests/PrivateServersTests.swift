import Foundation
import Testing

@testable import Servers

@Suite(.serialized, .timeLimit(.minutes(2)))
struct PrivateServersTests {
  @Test func answersOnItsAddressesAndLeavesNothingBehind() async throws {
    let servers = try await PrivateServers.start()
    #expect(try psql(servers, "SELECT current_user || ' ' || current_database()") == "flowsight flowsight")
    let settings = "SELECT string_agg(setting, ' ' ORDER BY name) FROM pg_settings WHERE name IN "
    #expect(
      try psql(servers, settings + "('fsync', 'listen_addresses', 'synchronous_commit', 'server_encoding', 'TimeZone')")
        == "UTC on  UTF8 on")
    let pids = await servers.processIDs
    let socketFolder = try #require(URLComponents(string: servers.postgresDSN)?.queryItems?.first?.value)
    #expect(FileManager.default.fileExists(atPath: socketFolder))

    await servers.stop()
    await servers.stop()
    #expect(kill(try #require(pids.postgres), 0) == -1)
    #expect(kill(try #require(pids.redis), 0) == -1)
    #expect(!FileManager.default.fileExists(atPath: servers.directory))
    #expect(!FileManager.default.fileExists(atPath: socketFolder))
  }

  @Test func dataSurvivesStopKillAndRestart() async throws {
    let folder = try TemporaryFolder()
    var servers = try await PrivateServers.start(in: folder.path)
    _ = try psql(servers, "CREATE TABLE kept AS SELECT 1 AS n")
    try await servers.killPostgres()
    try await servers.startPostgres()
    _ = try psql(servers, "INSERT INTO kept VALUES (2)")
    try await servers.restartPostgres(immediately: true)
    await servers.stop()

    servers = try await PrivateServers.start(in: folder.path)
    #expect(try psql(servers, "SELECT sum(n) FROM kept") == "3")
    await servers.stop()
  }

  @Test func redisKeepsItsAddressAndItsDataUnlessToldToLoseThem() async throws {
    let servers = try await PrivateServers.start()
    #expect(try redis(servers, "SET", "key", "value") == "OK")
    let isWritten = waitUntil(seconds: 10) {
      (try? redis(servers, "INFO", "persistence"))?.contains("aof_pending_bio_fsync:0") == true
    }
    #expect(isWritten)
    try await servers.killRedis()
    try await servers.startRedis()
    #expect(try redis(servers, "GET", "key") == "value")
    try await servers.killRedis()
    try await servers.startRedis(losingData: true)
    #expect(try redis(servers, "GET", "key") == "")
    await servers.stop()
  }

  @Test func passwordStandsInNoArguments() async throws {
    let servers = try await PrivateServers.start()
    let password = try #require(URLComponents(string: servers.redisURL)?.password)
    #expect(password.count == 64)
    let pid = try #require(await servers.processIDs.redis)
    let arguments = try String(contentsOfFile: "/proc/\(pid)/cmdline", encoding: .utf8)
    #expect(!arguments.contains(password))
    let file = servers.directory + "/redis/redis.conf"
    let mode = try #require(try FileManager.default.attributesOfItem(atPath: file)[.posixPermissions] as? Int)
    #expect(mode == 0o600)
    await servers.stop()
  }

  @Test func aFolderIsUsedByOnePairOfServersAtATime() async throws {
    let folder = try TemporaryFolder()
    let servers = try await PrivateServers.start(in: folder.path)
    await #expect(throws: ServerError.directoryInUse(path: folder.path)) {
      try await PrivateServers.start(in: folder.path)
    }
    #expect(try psql(servers, "SELECT 1") == "1")
    await servers.stop()
  }

  @Test func serversEndWithTheThreadThatStartedThem() async throws {
    let folder = try TemporaryFolder()
    var servers: PrivateServers? = try await PrivateServers.start(in: folder.path)
    let pids = try #require(await servers?.processIDs)
    let socketFolder = try FileManager.default.destinationOfSymbolicLink(atPath: folder.path + "/sockets")
    servers = nil
    let postgres = try #require(pids.postgres)
    let redis = try #require(pids.redis)
    #expect(waitUntil(seconds: 20) { hasEnded(postgres) && hasEnded(redis) })
    #expect(!FileManager.default.fileExists(atPath: socketFolder))
  }

  @Test func faultsOnStoppedServersAreRefused() async throws {
    let servers = try await PrivateServers.start()
    await servers.stop()
    await #expect(throws: ServerError.stopped) { try await servers.startPostgres() }
    await #expect(throws: ServerError.stopped) { try await servers.killRedis() }
  }

  private func hasEnded(_ pid: Int32) -> Bool {
    var status: Int32 = 0
    return waitpid(pid, &status, WNOHANG) != 0
  }
}

struct ServerErrorTests {
  @Test func aMissingProgramNamesItsPackage() throws {
    let error = #expect(throws: ServerError.self) {
      try ServerPrograms.find(path: "/nonexistent", postgresRoot: "/nonexistent")
    }
    #expect(error == .missingProgram(name: "initdb", package: "postgresql"))
    #expect(error?.description.contains("apt-get install postgresql") == true)
  }

  @Test func aFolderClosedToTheServersUserIsNamed() throws {
    let folder = try TemporaryFolder()
    #expect(chmod(folder.path, 0o700) == 0)
    let user = ServerUser(name: "someone", userID: 4242, groupID: 4242, isDropped: true)
    #expect(throws: ServerError.unreachableDirectory(path: folder.path, user: "someone")) {
      try user.checkReach(folder.path + "/below/postgres")
    }
    #expect(chmod(folder.path, 0o711) == 0)
    try user.checkReach(folder.path + "/below/postgres")
  }

  @Test func aFileWhereAFolderShouldBeIsRefused() async throws {
    let folder = try TemporaryFolder()
    let file = folder.path + "/file"
    #expect(FileManager.default.createFile(atPath: file, contents: Data()))
    let error = await #expect(throws: ServerError.self) { try await PrivateServers.start(in: file) }
    guard case .fileSystem(file, _) = error else {
      Issue.record("\(String(describing: error))")
      return
    }
  }

  @Test func aBrokenDataFolderIsToldWithTheServersWords() async throws {
    let folder = try TemporaryFolder()
    try FileManager.default.createDirectory(atPath: folder.path + "/postgres", withIntermediateDirectories: true)
    try Data("6.1\n".utf8).write(to: URL(fileURLWithPath: folder.path + "/postgres/PG_VERSION"))
    let error = await #expect(throws: ServerError.self) { try await PrivateServers.start(in: folder.path) }
    guard case .exitedEarly("PostgreSQL", let tail) = error else {
      Issue.record("\(String(describing: error))")
      return
    }
    #expect(tail.contains("postgresql.conf"))
  }
}
