import Support

/// The SHA-256 of a staged upload, computed while its bytes arrive, so that the end needs no second reading.
///
/// It vouches only for the file as this process last left it: ``isValid(for:)`` says whether anybody else has written
/// since. A class because a dictionary cannot hold a digest, which is not copyable.
final class RunningDigest {
  private var digest: SHA256? = SHA256()
  private var status: FileStatus

  /// For an empty file.
  init(emptyFile status: FileStatus) { self.status = status }

  func isValid(for current: FileStatus) -> Bool { status == current }

  func update(_ bytes: [UInt8], status: FileStatus) {
    bytes.withUnsafeBytes { digest?.update($0) }
    self.status = status
  }

  /// The digits, once; `nil` the next time.
  func finish() -> String? {
    guard let digest = digest.take() else { return nil }
    return digest.finish().hex
  }
}
