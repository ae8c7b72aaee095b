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
}

extension JobState {
  var sign: Sign {
    switch self {
    case .pending: Sign(sign: "○", word: StateWords.name(self), style: .muted)
    case .running: Sign(sign: "◐", word: StateWords.name(self), style: .info)
    case .succeeded: Sign(sign: "✓", word: StateWords.name(self), style: .success)
    case .failed: Sign(sign: "✗", word: StateWords.name(self), style: .error)
    case .cancelled: Sign(sign: "–", word: StateWords.name(self), style: .warning)
    case .skipped: Sign(sign: "»", word: StateWords.name(self), style: .muted)
    }
  }
}

extension GateState {
  var sign: Sign {
    switch self {
    case .active: Sign(sign: "✓", word: StateWords.name(self), style: .success)
    case .paused: Sign(sign: "‖", word: StateWords.name(self), style: .warning)
    }
  }
}

extension UploadState {
  var sign: Sign {
    switch self {
    case .created: Sign(sign: "○", word: StateWords.name(self), style: .muted)
    case .uploading: Sign(sign: "◐", word: StateWords.name(self), style: .info)
    case .ingested: Sign(sign: "✓", word: StateWords.name(self), style: .success)
    case .failed: Sign(sign: "✗", word: StateWords.name(self), style: .error)
    }
  }
}

extension LetterState {
  var sign: Sign {
    switch self {
    case .dead: Sign(sign: "✗", word: StateWords.name(self), style: .error)
    case .redriving: Sign(sign: "◐", word: StateWords.name(self), style: .info)
    case .redriven: Sign(sign: "✓", word: StateWords.name(self), style: .success)
    case .discarded: Sign(sign: "–", word: StateWords.name(self), style: .muted)
    case .resolved: Sign(sign: "≡", word: StateWords.name(self), style: .success)
    case .quarantined: Sign(sign: "‖", word: StateWords.name(self), style: .warning)
    }
  }
}

extension BulkOperationState {
  var sign: Sign {
    switch self {
    case .prepared: Sign(sign: "○", word: StateWords.name(self), style: .muted)
    case .running: Sign(sign: "◐", word: StateWords.name(self), style: .info)
    case .paused: Sign(sign: "‖", word: StateWords.name(self), style: .warning)
    case .stopped: Sign(sign: "✗", word: StateWords.name(self), style: .error)
    case .completed: Sign(sign: "✓", word: StateWords.name(self), style: .success)
    case .cancelled: Sign(sign: "–", word: StateWords.name(self), style: .muted)
    }
  }
}

extension BulkOutcome {
  var sign: Sign {
    switch self {
    case .pending: Sign(sign: "○", word: StateWords.name(self), style: .muted)
    case .running: Sign(sign: "◐", word: StateWords.name(self), style: .info)
    case .done: Sign(sign: "✓", word: StateWords.name(self), style: .success)
    case .cancelled: Sign(sign: "–", word: StateWords.name(self), style: .muted)
    case .failed: Sign(sign: "✗", word: StateWords.name(self), style: .error)
    case .refused: Sign(sign: "!", word: StateWords.name(self), style: .warning)
    }
  }
}

extension VersionState {
  var sign: Sign {
    switch self {
    case .pending: Sign(sign: "○", word: StateWords.name(self), style: .muted)
    case .running: Sign(sign: "◐", word: StateWords.name(self), style: .info)
    case .succeeded: Sign(sign: "✓", word: StateWords.name(self), style: .success)
    case .published: Sign(sign: "★", word: StateWords.name(self), style: .success)
    case .failed: Sign(sign: "✗", word: StateWords.name(self), style: .error)
    case .withdrawn: Sign(sign: "☆", word: StateWords.name(self), style: .warning)
    case .rolledBack: Sign(sign: "↶", word: StateWords.name(self), style: .warning)
    }
  }
}

extension Overview.Cause.Severity {
  var sign: Sign {
    switch self {
    case .critical: Sign(sign: "✗", word: StateWords.name(self), style: .error)
    case .warning: Sign(sign: "!", word: StateWords.name(self), style: .warning)
    case .notice: Sign(sign: "·", word: StateWords.name(self), style: .info)
    }
  }
}
