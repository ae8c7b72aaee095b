internal import CMalloc
import Foundation

/// How this process deals with memory.
public enum Memory {
  private static let largeBytes: Int32 = 1 << 20

  /// Has blocks of a mebibyte and more given back as soon as they are freed.
  ///
  /// Without it glibc raises its threshold to the largest block that was ever freed, and a process that streams large
  /// files keeps what it once needed. Source: mallopt(3), M_MMAP_THRESHOLD.
  public static func givesBackLargeBlocks() { mallopt(M_MMAP_THRESHOLD, largeBytes) }

  /// Gives back the pages of the program's code and of its libraries': those that starting needed and running does not.
  /// What runs on is found again in the page cache, a microsecond each.
  public static func givesBackCode() {
    let maps = (try? String(contentsOfFile: "/proc/self/maps", encoding: .utf8)) ?? ""
    for line in maps.split(separator: "\n") {
      // 7f12b3a92000-7f12b3bf8000 r-xp 00026000 fe:00 5440597 /usr/lib/x86_64-linux-gnu/libc.so.6
      let fields = line.split(separator: " ")
      let ends = fields.first?.split(separator: "-").compactMap { UInt(String($0), radix: 16) } ?? []
      guard fields.count == 6, fields[1] == "r-xp", fields[5].hasPrefix("/"), ends.count == 2 else { continue }
      madvise(UnsafeMutableRawPointer(bitPattern: ends[0]), Int(ends[1] - ends[0]), MADV_DONTNEED)
    }
  }
}
