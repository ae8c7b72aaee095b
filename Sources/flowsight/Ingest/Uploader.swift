import Foundation
import Model
import Support

/// Sends a file to the platform in chunks, and goes on where it stood after any interruption.
struct Uploader: Sendable {
  static let chunkBytesDefault = 8 << 20
  /// Between tries that got no further; the count starts anew with every chunk that arrived.
  static let retry = RetryPolicy(attemptsMax: 6, baseSeconds: 0.5, capSeconds: 10)

  var platform: any Platform
  var file: LocalFile
  var chunkBytes = chunkBytesDefault
  var progress: @Sendable (_ sent: Int64) -> Void
  var pause: @Sendable (_ seconds: Double) async throws -> Void = { try await Task.sleep(for: .seconds($0)) }
  var random: @Sendable () -> Double = Environment.live.random

  /// Opens the upload, sends what is missing and completes it. When the version already holds the file, nothing is
  /// sent.
  func upload(_ request: UploadRequest) async throws -> OpenedUpload {
    var received: Int64 = -1
    var tries = 0
    while true {
      do {
        var opened = try await platform.openUpload(request)
        if opened.outcome == .alreadyIngested { return opened }
        if opened.session.receivedBytes > received {
          received = opened.session.receivedBytes
          tries = 0
        }
        opened.session = try await send(opened.session)
        opened.session = try await platform.completeUpload(opened.session.id)
        return opened
      } catch let failure as Failure where failure.isTransient || failure.errorCode == "offset_conflict" {
        tries += 1
        if tries >= Uploader.retry.attemptsMax { throw failure }
        try await pause(Uploader.retry.delay(after: tries, random: random()))
      }
    }
  }

  /// Sends from `receivedBytes` to the end; while a chunk is sent, the one after it is read.
  private func send(_ session: UploadSession) async throws -> UploadSession {
    var session = session
    var offset = session.receivedBytes
    var bytes = try await chunk(at: offset)
    progress(offset)
    while !bytes.isEmpty {
      try Task.checkCancellation()
      let end = offset + Int64(bytes.count)
      async let following = chunk(at: end)
      session = try await platform.appendChunk(to: session.id, at: offset, bytes)
      let next = try await following
      bytes = session.receivedBytes == end ? next : try await chunk(at: session.receivedBytes)
      offset = session.receivedBytes
      progress(offset)
    }
    return session
  }

  private func chunk(at offset: Int64) async throws -> [UInt8] {
    let count = min(Int64(chunkBytes), file.byteCount - offset)
    return count > 0 ? try await file.read(at: offset, count: Int(count)) : []
  }
}
