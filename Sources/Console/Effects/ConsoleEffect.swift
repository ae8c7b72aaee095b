import Model
import Support

/// Work outside the state, as a value. The runner does it and posts the answer under the same generation.
enum ConsoleEffect: Hashable, Sendable {
  case load(Load, generation: Int)
  /// Asks whether the platform answers.
  case ping(generation: Int)
  case preview(Action, generation: Int)
  case perform(Action, reason: String, generation: Int)
  /// Something of a scene's own; it is told what became of it.
  case errand(Errand)
  case wake(Wake, afterMilliseconds: Int)
  case export(Export, generation: Int)
  case cancelExport(generation: Int)
  /// From now on, what comes from outside is worded in this language.
  case speak(Language)
  /// Keeps something for later sessions.
  case keep(Keepsake)
  /// Reads what the journal has by now.
  case recall
  /// Writes a new file.
  case write(String, to: String)
  /// Puts text on the clipboard of whoever sits at the terminal.
  case copy(String)
  /// Draws the screen anew, for something else has written on it.
  case redraw
  /// Gives the terminal back until the process is continued.
  case suspend
}

enum Keepsake: Hashable, Sendable {
  case memo(Memo)
  case deed(Deed)
}

/// Why the console asked to be woken.
enum Wake: Hashable, Sendable, Codable {
  /// Changes of the last moment are read together.
  case refresh
  /// The count of causes in the context line is read again.
  case pulse
  /// The typing of a filter paused: read what it shows.
  case query
  /// The typing of a text paused.
  case typing
  /// Ask whether the platform answers; only the last one that was asked for counts.
  case heartbeat(Int)
  /// What comes from outside is worded in another language now.
  case language
  /// What is still being written when the user quits is waited for no longer.
  case quit
}

/// Something that changes the platform, with everything it acts on named.
enum Action: Hashable, Sendable {
  case letters(LetterAction, [LetterID])
  /// All letters that a query finds: frozen by the preview, and then started.
  case bulk(LetterAction, ListQuery)
  /// The versions that a backfill is about: frozen by the preview as this operation, and then started.
  case backfill(Backfill, BulkOperationID?)
  case labelTasks(LabelTaskAction, [LabelTaskID])
  /// The same on each of them.
  case interventions([Intervention])

  static func intervention(_ intervention: Intervention) -> Action { .interventions([intervention]) }

  /// The intervention on one thing alone.
  var intervention: Intervention? {
    if case .interventions(let all) = self, all.count == 1 { all[0] } else { nil }
  }
}
