internal import CMalloc

/// How this process deals with memory.
public enum Memory {
  private static let largeBytes: Int32 = 1 << 20

  /// Has blocks of a mebibyte and more given back as soon as they are freed.
  ///
  /// Without it glibc raises its threshold to the largest block that was ever freed, and a process that streams large
  /// files keeps what it once needed. Source: mallopt(3), M_MMAP_THRESHOLD.
  public static func givesBackLargeBlocks() { mallopt(M_MMAP_THRESHOLD, largeBytes) }

  /// Gives back the pages of the program and of its libraries that are only read: those that starting needed and running
  /// does not. What runs on is found again in the page cache, a microsecond each.
  public static func givesBackCode() { fs_give_back_code() }
}
