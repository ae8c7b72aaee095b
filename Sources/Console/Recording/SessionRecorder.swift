import Foundation
import Model
import Support
import Synchronization

/// Writes a ``Recording`` as it happens, a line a message, each at once: what a crash leaves is whole but for its last
/// line. The file is new and its owner's alone.
final class SessionRecorder: Sendable {
  /// Nothing is written beyond this.
  static let bytesMax = Recording.bytesMax

  private struct State {
    let file: FileHandle
    var bytes = 0
    var isWriting = true
  }

  private let startedAt: Date
  private let state: Mutex<State>

  /// Fails with `recording_unwritable` when there is such a file already or none can be made.
  init(path: String, header: Recording.Header) throws(Failure) {
    let descriptor = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o600)
    guard descriptor >= 0 else {
      let reason = String(cString: strerror(errno))
      throw Failure(
        "recording_unwritable", "\(RecordingWords.cannotWrite): \(path): \(reason)", nextStep: RecordingWords.chooseFile
      )
    }
    startedAt = header.startedAt
    state = Mutex(State(file: FileHandle(fileDescriptor: descriptor, closeOnDealloc: true)))
    put(header)
  }

  func take(_ message: ConsoleMessage, at date: Date) {
    put(Recording.Entry(seconds: max(0, date.timeIntervalSince(startedAt)), message: message))
  }

  private func put(_ line: some Encodable) {
    guard let json = try? JSON(encoding: line) else { return }
    let bytes = Data((json.masked.text() + "\n").utf8)
    state.withLock { state in
      guard state.isWriting, state.bytes + bytes.count <= Self.bytesMax else {
        state.isWriting = false
        return
      }
      state.bytes += bytes.count
      // A full disk ends the recording, never the session.
      state.isWriting = (try? state.file.write(contentsOf: bytes)) != nil
    }
  }
}
