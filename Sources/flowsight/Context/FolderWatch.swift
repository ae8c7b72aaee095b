import Foundation

/// Tells of files that were written, put into folders or taken from them, as editors do each.
enum FolderWatch {
  /// The paths, until nobody reads on. Folders that are not there are left out.
  static func changes(in folders: [String]) -> AsyncStream<String> {
    let (stream, continuation) = AsyncStream.makeStream(of: String.self, bufferingPolicy: .bufferingNewest(64))
    let descriptor = inotify_init1(Int32(O_CLOEXEC | O_NONBLOCK))
    var ends: [Int32] = [-1, -1]
    pipe(&ends)
    let (end, start) = (ends[0], ends[1])
    var names: [Int32: String] = [:]
    for folder in folders {
      let watch = inotify_add_watch(
        descriptor, folder, UInt32(IN_CLOSE_WRITE | IN_MOVED_TO | IN_MOVED_FROM | IN_DELETE))
      if watch >= 0 { names[watch] = folder }
    }
    guard descriptor >= 0, end >= 0, !names.isEmpty else {
      for opened in [descriptor, end, start] where opened >= 0 { close(opened) }
      continuation.finish()
      return stream
    }
    continuation.onTermination = { _ in close(start) }
    let watched = names
    let thread = Thread {
      var waiting = [descriptor, end].map { pollfd(fd: $0, events: Int16(POLLIN), revents: 0) }
      while true {
        let count = poll(&waiting, nfds_t(waiting.count), -1)
        if count < 0, errno == EINTR { continue }
        if count < 0 || waiting[1].revents != 0 { break }
        for (watch, name) in events(descriptor) {
          if let folder = watched[watch] { continuation.yield(folder + "/" + name) }
        }
      }
      close(descriptor)
      close(end)
    }
    thread.name = "folder-watch"
    thread.start()
    return stream
  }

  /// What inotify(7) has to say: a header of 16 bytes, the length of the name in the last four, then the name.
  private static func events(_ descriptor: Int32) -> [(watch: Int32, name: String)] {
    var bytes = [UInt8](repeating: 0, count: 16_384)
    let count = read(descriptor, &bytes, bytes.count)
    var events: [(Int32, String)] = []
    var place = 0
    while place + 16 <= count {
      let (watch, length) = bytes.withUnsafeBytes {
        (
          $0.loadUnaligned(fromByteOffset: place, as: Int32.self),
          Int($0.loadUnaligned(fromByteOffset: place + 12, as: UInt32.self))
        )
      }
      let name = bytes[(place + 16)..<min(place + 16 + length, bytes.count)].prefix { $0 != 0 }
      events.append((watch, String(decoding: name, as: UTF8.self)))
      place += 16 + length
    }
    return events
  }
}
