import Support

/// The member names of the first objects of a JSON Lines file, in the order in which they first appear.
enum JSONNameCollector {
  private static let linesMax = 1000

  /// `nil` when no line is an object with members. The last line of a sample that is not whole does not count.
  static func names(_ sample: [UInt8], _ isWhole: Bool) -> [String]? {
    let start = sample.starts(with: [0xef, 0xbb, 0xbf]) ? 3 : 0
    var lines = sample[start...].split(separator: 0x0a, maxSplits: linesMax)
    if !isWhole || lines.count > linesMax, lines.count > 1 { lines.removeLast() }
    var names: [String] = []
    var seen: Set<String> = []
    for line in lines {
      guard let members = try? JSON(parsing: Array(line)).members else { continue }
      for member in members where seen.insert(member.name).inserted { names.append(member.name) }
    }
    return names.isEmpty ? nil : names
  }
}
