import Foundation

/// The store's directories: made for their owner alone, and synced so that names survive a crash.
enum Directory {
  /// Makes a directory and what is missing above it, down from `top`, which must be there.
  static func make(_ path: String, below top: String) throws(ObjectStoreError) {
    guard path != top, try status(path) == nil else { return }
    let parent = parent(of: path)
    try make(parent, below: top)
    if mkdir(path, 0o700) != 0 && errno != EEXIST { throw ObjectStoreError(system: errno, "mkdir", path) }
    try sync(parent)
  }

  static func sync(_ path: String) throws(ObjectStoreError) {
    try FileDescriptor(path, O_RDONLY | O_DIRECTORY).sync()
  }

  static func parent(of path: String) -> String {
    path.lastIndex(of: "/").map { String(path[..<$0]) } ?? "."
  }

  /// What lies at a path; `nil` when nothing does.
  static func status(_ path: String) throws(ObjectStoreError) -> FileStatus? {
    var status = stat()
    if lstat(path, &status) == 0 { return FileStatus(status) }
    if errno == ENOENT || errno == ENOTDIR { return nil }
    throw ObjectStoreError(system: errno, "stat", path)
  }

  /// The names in a directory, without `.` and `..`, in no order; none when there is no such directory.
  static func names(in path: String) throws(ObjectStoreError) -> [String] {
    guard let directory = opendir(path) else {
      if errno == ENOENT || errno == ENOTDIR { return [] }
      throw ObjectStoreError(system: errno, "opendir", path)
    }
    defer { closedir(directory) }
    var names: [String] = []
    errno = 0
    while let entry = readdir(directory) {
      let name = withUnsafePointer(to: &entry.pointee.d_name) {
        $0.withMemoryRebound(to: CChar.self, capacity: 256) { String(cString: $0) }
      }
      if name != "." && name != ".." { names.append(name) }
    }
    if errno != 0 { throw ObjectStoreError(system: errno, "readdir", path) }
    return names
  }

  /// Gives a synced file its final name, in place of what had it, and makes the name survive a crash.
  static func rename(_ from: String, to path: String) throws(ObjectStoreError) {
    if Glibc.rename(from, path) != 0 { throw ObjectStoreError(system: errno, "rename", path) }
    try sync(parent(of: path))
  }

  /// Removes a file if it is there.
  ///
  /// - Returns: Whether it was.
  @discardableResult
  static func remove(_ path: String) throws(ObjectStoreError) -> Bool {
    if unlink(path) == 0 { return true }
    if errno == ENOENT || errno == ENOTDIR { return false }
    throw ObjectStoreError(system: errno, "unlink", path)
  }
}
