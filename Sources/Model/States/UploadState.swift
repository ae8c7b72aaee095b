/// The life of an upload session (A4).
public enum UploadState: String, StateMachine {
  case created = "CREATED"
  case uploading = "UPLOADING"
  case ingested = "INGESTED"
  case failed = "FAILED"

  public enum Event: String, CaseIterable, Sendable {
    case chunkStored = "chunk_stored"
    case completed
    case failed
  }

  public static let title = "Upload session"
  public static let initial = UploadState.created
  public static let transitions: [Transition<UploadState>] = [
    Transition(.created, .chunkStored, .uploading),
    Transition(.uploading, .chunkStored, .uploading),
    Transition(.uploading, .completed, .ingested),
    Transition(.created, .failed, .failed),
    Transition(.uploading, .failed, .failed),
  ]
}
