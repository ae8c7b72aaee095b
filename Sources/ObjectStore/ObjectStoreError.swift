public import Support

/// Why an object store could not do what it was asked.
public enum ObjectStoreError: Error, Hashable, Sendable {
  case full(String)
  case denied(String)
  case notFound(String)
  case checksumMismatch(expected: String, found: String)
  /// `expected`: how many bytes are staged, and so where the next ones go.
  case offsetMismatch(expected: Int64, given: Int64)
  case lengthMismatch(expected: Int64, found: Int64)
  /// Somebody else is writing the same upload at this moment.
  case busy(String)
  case unavailable(String)
  case keyInvalid(String, String)
}

extension ObjectStoreError: DescribedError {
  /// A stable name for scripts and documents.
  public var errorCode: String {
    switch self {
    case .full: "object_store_full"
    case .denied: "object_store_denied"
    case .notFound: "object_not_found"
    case .checksumMismatch: "object_checksum_mismatch"
    case .offsetMismatch: "object_offset_mismatch"
    case .lengthMismatch: "object_length_mismatch"
    case .busy: "object_upload_busy"
    case .unavailable: "object_store_unavailable"
    case .keyInvalid: "object_key_invalid"
    }
  }

  /// The cause, in one sentence.
  public var description: String {
    switch self {
    case .full(let what): "the object store has no room: \(what)"
    case .denied(let what): "the object store may not be written or read: \(what)"
    case .notFound(let name): "there is no object \(name)"
    case .checksumMismatch(let expected, let found):
      "the bytes that arrived have the SHA-256 \(found), not \(expected)"
    case .offsetMismatch(let expected, let given): "\(expected) bytes are stored, but the next start at byte \(given)"
    case .lengthMismatch(let expected, let found): "\(found) bytes are stored, but \(expected) were announced"
    case .busy(let upload): "the upload \(upload) is being written by somebody else"
    case .unavailable(let what): "the object store does not answer: \(what)"
    case .keyInvalid(let key, let problem): "'\(ObjectStoreError.excerpt(key))' is no object key: \(problem)"
    }
  }

  /// What can be done about it.
  public var nextStep: String? {
    switch self {
    case .full: "free some space where the object store lies, then send the upload again; it resumes"
    case .denied: "make the object store's directory readable and writable for the user of this service"
    case .notFound: "check the key; the object may have been deleted"
    case .checksumMismatch: "check that the file has not changed, then upload it again from the start"
    case .offsetMismatch: "ask for the upload's offset and go on from there"
    case .lengthMismatch: "send the missing bytes, or start a new upload if the file has changed"
    case .busy: "wait for the other writer to end, then ask for the upload's offset"
    case .unavailable: "check the disk and the mount of the object store, then try again"
    case .keyInvalid: "use a key of letters, digits and . _ - + = joined by /"
    }
  }

  /// Whether the same call may succeed later without any change of what is asked.
  public var isTransient: Bool {
    switch self {
    case .full, .busy, .unavailable: true
    case .denied, .notFound, .checksumMismatch, .offsetMismatch, .lengthMismatch, .keyInvalid: false
    }
  }

  /// Client text in a message: short, and without control characters.
  private static func excerpt(_ text: String) -> String {
    let safe = text.unicodeScalars.prefix(80).map { $0.properties.generalCategory == .control ? "\u{fffd}" : $0 }
    return String(String.UnicodeScalarView(safe)) + (text.unicodeScalars.count > 80 ? "…" : "")
  }
}

/// Why a walk over an object's chunks ended early: the store failed, or the caller's own work did.
public enum ObjectReadError<Body: Error>: Error {
  case store(ObjectStoreError)
  case body(Body)
}
