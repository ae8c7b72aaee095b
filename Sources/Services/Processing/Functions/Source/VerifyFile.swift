import Model
import ObjectStore
import Support

/// `processing.verify_file`: reads the stored file and compares it with the checksum under which it came.
struct VerifyFile: JobFunction {
  /// Bytes between two notes of the progress.
  private static let checkpointBytes: Int64 = 64 << 20

  func run(_ job: JobContext) async throws -> JSON {
    let file = job.order.file
    let reader = try await job.openFile()
    var digest = SHA256()
    let buffer = UnsafeMutableRawBufferPointer.allocate(byteCount: objectChunkBytes, alignment: 16)
    defer { buffer.deallocate() }
    var checkpoint = VerifyFile.checkpointBytes
    while true {
      let count: Int
      do throws(ObjectStoreError) { count = try reader.read(into: buffer) } catch {
        throw Failure(error, reading: file)
      }
      if count == 0 { break }
      digest.update(UnsafeRawBufferPointer(rebasing: buffer[..<count]))
      guard reader.offset >= checkpoint else { continue }
      checkpoint = reader.offset + VerifyFile.checkpointBytes
      try Task.checkCancellation()
      let progress = Model.Progress(done: reader.offset, total: reader.byteCount)
      try await job.commit(cursor: [:], progress: progress) { _ in }
    }
    let sha256 = digest.finish().hex
    guard reader.byteCount == file.fileSize, sha256 == file.sha256 else {
      throw Failure(
        "stored_file_damaged", "the stored file \(file.objectKey) is not what was ingested: its SHA-256 is \(sha256)",
        nextStep: "restore it from a backup, or ingest the file again as a new version")
    }
    return try JSON(encoding: VerifiedFile(objectKey: file.objectKey, bytes: file.fileSize, sha256: sha256))
  }
}
