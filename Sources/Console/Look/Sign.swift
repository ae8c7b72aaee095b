import Model
import Terminal

/// How a state looks: a sign and a word beside its colour, so that no meaning hangs on colour alone.
struct Sign: Hashable, Sendable {
  var sign: String
  var word: String
  var style: Style

  var span: Span { Span(sign + " " + word, style) }
  /// For columns that have no room for the word.
  var short: Span { Span(sign, style) }

  init(_ sign: String, _ word: String, _ style: Style) {
    self.sign = sign
    self.word = word
    self.style = style
  }

  // What means the same of different things looks the same.
  static func waiting(_ word: String) -> Sign { Sign("○", word, .muted) }
  static func working(_ word: String) -> Sign { Sign("◐", word, .info) }
  static func held(_ word: String) -> Sign { Sign("‖", word, .warning) }
  static func good(_ word: String) -> Sign { Sign("✓", word, .success) }
  static func bad(_ word: String) -> Sign { Sign("✗", word, .error) }
  static func warning(_ word: String) -> Sign { Sign("!", word, .warning) }
  static func undone(_ word: String) -> Sign { Sign("↶", word, .warning) }
  /// It ended, and nothing came of it.
  static func over(_ word: String) -> Sign { Sign("–", word, .muted) }
}

extension JobState {
  var sign: Sign {
    let word = StateWords.name(self)
    return switch self {
    case .pending: .waiting(word)
    case .running: .working(word)
    case .succeeded: .good(word)
    case .failed: .bad(word)
    case .cancelled: Sign("–", word, .warning)
    case .skipped: Sign("»", word, .muted)
    }
  }
}

extension GateState {
  var sign: Sign {
    let word = StateWords.name(self)
    return switch self {
    case .active: .good(word)
    case .paused: .held(word)
    }
  }
}

extension UploadState {
  var sign: Sign {
    let word = StateWords.name(self)
    return switch self {
    case .created: .waiting(word)
    case .uploading: .working(word)
    case .ingested: .good(word)
    case .failed: .bad(word)
    }
  }
}

extension LetterState {
  var sign: Sign {
    let word = StateWords.name(self)
    return switch self {
    case .dead: .bad(word)
    case .redriving: .working(word)
    case .redriven: .good(word)
    case .discarded: .over(word)
    case .resolved: Sign("≡", word, .success)
    case .quarantined: .held(word)
    }
  }
}

extension BulkOperationState {
  var sign: Sign {
    let word = StateWords.name(self)
    return switch self {
    case .prepared: .waiting(word)
    case .running: .working(word)
    case .paused: .held(word)
    case .stopped: .bad(word)
    case .completed: .good(word)
    case .cancelled: .over(word)
    }
  }
}

extension BulkOutcome {
  var sign: Sign {
    let word = StateWords.name(self)
    return switch self {
    case .pending: .waiting(word)
    case .waiting: .held(word)
    case .running: .working(word)
    case .done: .good(word)
    case .cancelled: .over(word)
    case .failed: .bad(word)
    case .refused: .warning(word)
    case .skipped: .over(word)
    }
  }
}

extension VersionState {
  var sign: Sign {
    let word = StateWords.name(self)
    return switch self {
    case .pending: .waiting(word)
    case .running: .working(word)
    case .succeeded: .good(word)
    case .published: Sign("★", word, .success)
    case .failed: .bad(word)
    case .withdrawn: Sign("☆", word, .warning)
    case .rolledBack: .undone(word)
    }
  }
}

extension Overview.Cause.Severity {
  var sign: Sign {
    let word = StateWords.name(self)
    return switch self {
    case .critical: .bad(word)
    case .warning: .warning(word)
    case .notice: Sign("·", word, .info)
    }
  }
}
