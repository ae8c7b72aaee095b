import Foundation

/// Who the servers run as. PostgreSQL refuses to run as root, so root hands them to a user without rights.
struct ServerUser: Sendable, Equatable {
  var name: String
  var userID: uid_t
  var groupID: gid_t
  /// Whether the servers need other rights than this process has.
  var isDropped: Bool

  /// This process's own user, or for root the first of `postgres` and `nobody` that exists.
  static func current() -> ServerUser {
    let me = geteuid()
    guard me == 0 else { return ServerUser(name: "\(me)", userID: me, groupID: getegid(), isDropped: false) }
    return named("postgres") ?? named("nobody")
      ?? ServerUser(name: "nobody", userID: 65534, groupID: 65534, isDropped: true)
  }

  private static func named(_ name: String) -> ServerUser? {
    var entry = passwd()
    var found: UnsafeMutablePointer<passwd>?
    var buffer = [CChar](repeating: 0, count: 16 << 10)
    guard getpwnam_r(name, &entry, &buffer, buffer.count, &found) == 0, found != nil else { return nil }
    return ServerUser(name: name, userID: entry.pw_uid, groupID: entry.pw_gid, isDropped: true)
  }

  /// `setpriv` and its options: the child gets `deathSignal` when the thread that started it ends, however it ends.
  ///
  /// The rights are dropped by a first `setpriv` and the signal is set by a second one, since the kernel clears the
  /// signal when the user changes (prctl(2), PR_SET_PDEATHSIG).
  func launcher(setpriv: String, deathSignal: String) -> [String] {
    let drop = [setpriv, "--reuid=\(userID)", "--regid=\(groupID)", "--clear-groups", "--"]
    return (isDropped ? drop : []) + [setpriv, "--pdeathsig", deathSignal, "--"]
  }

  /// Makes a folder that only this user, and root, can enter.
  func makePrivateDirectory(_ path: String) throws(ServerError) {
    do {
      try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
    } catch {
      throw .fileSystem(path: path, reason: "the folder could not be made: \(error.localizedDescription)")
    }
    try own(path, mode: 0o700)
  }

  /// Gives a file or folder to this user.
  func own(_ path: String, mode: mode_t) throws(ServerError) {
    guard chmod(path, mode) == 0, !isDropped || chown(path, userID, groupID) == 0 else {
      throw .fileSystem(path: path, reason: String(cString: strerror(errno)))
    }
  }

  /// Fails when a folder above `path` is closed to this user.
  func checkReach(_ path: String) throws(ServerError) {
    guard isDropped else { return }
    var folder = URL(fileURLWithPath: path).standardizedFileURL
    while folder.path != "/" {
      folder.deleteLastPathComponent()
      var status = stat()
      guard stat(folder.path, &status) == 0 else { continue }
      let bit: mode_t = status.st_uid == userID ? 0o100 : status.st_gid == groupID ? 0o010 : 0o001
      guard status.st_mode & bit != 0 else { throw .unreachableDirectory(path: folder.path, user: name) }
    }
  }
}
