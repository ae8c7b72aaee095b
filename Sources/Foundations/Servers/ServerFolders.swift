import Foundation

/// The folders that the servers use, held by a lock so that no two pairs of servers share them.
struct ServerFolders: ~Copyable {
  /// Where the data stays.
  let directory: String
  /// A short folder for PostgreSQL's socket, whose path may have 107 bytes at most (unix(7)).
  let socketDirectory: String

  private let lock: Int32

  /// Makes and locks the folders; a `nil` directory means a temporary one that goes with this value.
  init(directory given: String?, user: ServerUser) throws(ServerError) {
    let socketDirectory = try Self.makeTemporary()
    let directory = given.map { URL(fileURLWithPath: $0).standardizedFileURL.path } ?? socketDirectory + "/data"
    let lock: Int32
    do {
      try user.own(socketDirectory, mode: 0o700)
      lock = try Self.prepare(directory, user: user)
    } catch {
      try? FileManager.default.removeItem(atPath: socketDirectory)
      throw error
    }
    Self.replaceSocketLink(in: directory, with: socketDirectory)
    self.socketDirectory = socketDirectory
    self.directory = directory
    self.lock = lock
  }

  /// Removes what is not data: the socket's folder, and the data folder too when it is temporary.
  deinit {
    unlink("\(directory)/sockets")
    try? FileManager.default.removeItem(atPath: socketDirectory)
    close(lock)
  }

  private static func makeTemporary() throws(ServerError) -> String {
    var template = Array("/tmp/flowsight-XXXXXX".utf8CString)
    guard mkdtemp(&template) != nil else {
      throw .fileSystem(path: "/tmp", reason: String(cString: strerror(errno)))
    }
    return String(decoding: template.dropLast().map { UInt8(bitPattern: $0) }, as: UTF8.self)
  }

  private static func prepare(_ directory: String, user: ServerUser) throws(ServerError) -> Int32 {
    try user.checkReach(directory)
    do {
      try FileManager.default.createDirectory(
        atPath: directory, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o755])
    } catch {
      throw .fileSystem(path: directory, reason: "the folder could not be made: \(error.localizedDescription)")
    }
    try user.checkReach(directory + "/postgres")
    let lock = open("\(directory)/servers.lock", O_RDWR | O_CREAT | O_CLOEXEC, 0o600)
    guard lock >= 0 else { throw .fileSystem(path: directory, reason: String(cString: strerror(errno))) }
    guard flock(lock, LOCK_EX | LOCK_NB) == 0 else {
      close(lock)
      throw .directoryInUse(path: directory)
    }
    return lock
  }

  /// Servers whose owner was killed leave their socket's folder; the link in the data folder tells where it is.
  private static func replaceSocketLink(in directory: String, with target: String) {
    let link = "\(directory)/sockets"
    if let old = try? FileManager.default.destinationOfSymbolicLink(atPath: link), old.hasPrefix("/tmp/flowsight-") {
      try? FileManager.default.removeItem(atPath: old)
    }
    unlink(link)
    symlink(target, link)
  }
}
