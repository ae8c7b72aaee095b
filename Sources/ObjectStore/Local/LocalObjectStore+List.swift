import Support

extension LocalObjectStore {
  public func list(prefix: String, after last: ObjectKey?, limit: Int) throws(ObjectStoreError) -> [StoredObject] {
    var listing = Listing(prefix: prefix, last: last, limit: min(max(0, limit), Self.listCountMax))
    try listing.walk(layout.objects, name: "")
    return listing.found
  }
}

/// A walk over the keys in byte order. It enters only the directories that can hold an answer.
private struct Listing {
  let prefix: String
  let last: ObjectKey?
  let limit: Int
  var found: [StoredObject] = []

  mutating func walk(_ directory: String, name: String) throws(ObjectStoreError) {
    var entries: [(name: String, status: FileStatus)] = []
    for entry in try Directory.names(in: directory) {
      guard let status = try Directory.status("\(directory)/\(entry)") else { continue }
      // A directory sorts by its name with the separator, as its keys do.
      if status.isDirectory { entries.append((entry + "/", status)) }
      if status.isRegular { entries.append((entry, status)) }
    }
    entries.sort { $0.name.utf8.lexicographicallyPrecedes($1.name.utf8) }
    for entry in entries where found.count < limit {
      let key = name + entry.name
      if entry.status.isDirectory {
        guard key.hasPrefix(prefix) || prefix.hasPrefix(key), !isBefore(key) else { continue }
        try walk("\(directory)/\(entry.name.dropLast())", name: key)
      } else if key.hasPrefix(prefix), let key = try? ObjectKey(key), last.map({ $0 < key }) ?? true {
        found.append(StoredObject(key: key, byteCount: entry.status.byteCount))
      }
    }
  }

  /// Whether every key in a directory comes before the last one of the previous page.
  private func isBefore(_ directory: String) -> Bool {
    guard let last = last?.text, !last.hasPrefix(directory) else { return false }
    return directory.utf8.lexicographicallyPrecedes(last.utf8)
  }
}
