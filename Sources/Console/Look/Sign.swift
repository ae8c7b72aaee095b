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
    case .pending: Sign(sign: "○", word: "pending", style: .muted)
    case .running: Sign(sign: "◐", word: "running", style: .info)
    case .succeeded: Sign(sign: "✓", word: "succeeded", style: .success)
    case .failed: Sign(sign: "✗", word: "failed", style: .error)
    }
  }
}

extension UploadState {
  var sign: Sign {
    switch self {
    case .created: Sign(sign: "○", word: "created", style: .muted)
    case .uploading: Sign(sign: "◐", word: "uploading", style: .info)
    case .ingested: Sign(sign: "✓", word: "ingested", style: .success)
    case .failed: Sign(sign: "✗", word: "failed", style: .error)
    }
  }
}

extension LetterState {
  var sign: Sign {
    switch self {
    case .dead: Sign(sign: "✗", word: "dead", style: .error)
    case .redriving: Sign(sign: "◐", word: "redriving", style: .info)
    case .redriven: Sign(sign: "✓", word: "redriven", style: .success)
    case .discarded: Sign(sign: "–", word: "discarded", style: .muted)
    case .quarantined: Sign(sign: "‖", word: "quarantined", style: .warning)
    }
  }
}

extension VersionState {
  var sign: Sign {
    switch self {
    case .pending: Sign(sign: "○", word: "pending", style: .muted)
    case .running: Sign(sign: "◐", word: "running", style: .info)
    case .succeeded: Sign(sign: "✓", word: "succeeded", style: .success)
    case .published: Sign(sign: "★", word: "published", style: .success)
    case .failed: Sign(sign: "✗", word: "failed", style: .error)
    }
  }
}

extension Overview.Cause.Severity {
  var sign: Sign {
    switch self {
    case .critical: Sign(sign: "✗", word: "critical", style: .error)
    case .warning: Sign(sign: "!", word: "warning", style: .warning)
    case .notice: Sign(sign: "·", word: "notice", style: .info)
    }
  }
}
