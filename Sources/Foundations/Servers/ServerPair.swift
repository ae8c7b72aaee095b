/// Both servers and their folders, which go with the last reference. Blocking; used on one thread.
final class ServerPair {
  let folders: ServerFolders
  let postgres: PostgresServer
  let redis: RedisServer

  /// Starts both, or neither.
  init(in directory: String?) throws(ServerError) {
    let user = ServerUser.current()
    let programs = try ServerPrograms.find()
    folders = try ServerFolders(directory: directory, user: user)
    postgres = PostgresServer(
      programs: programs, user: user, directory: folders.directory, socketDirectory: folders.socketDirectory)
    redis = RedisServer(programs: programs, user: user, directory: folders.directory)
    do {
      try postgres.start()
      try redis.start()
    } catch {
      stop()
      throw error
    }
  }

  func stop() {
    redis.stop()
    postgres.stop()
  }
}
