import Foundation
import Model
import Terminal

/// Everything that can happen to the console.
enum ConsoleMessage: Sendable, Codable {
  case event(Terminal.Event)
  case loaded(Load, generation: Int, Result<Answer, Failure>, at: Date)
  case previewed(generation: Int, Result<ActionPreview, Failure>)
  case performed(generation: Int, Result<ActionResult, Failure>)
  case ran(Errand, Result<ErrandReply, Failure>, at: Date)
  /// Whether the platform answers, and what it does without.
  case pinged(generation: Int, Result<[Failure], Failure>, at: Date)
  case changed(Change, at: Date)
  /// Something could not be kept for later sessions.
  case unkept(Failure)
  case wrote(String, Failure?)
  /// What the journal has.
  case recalled([Deed])
  case themed(Result<Theme, Failure>)
  case woke(Wake)
  case export(ExportNews, generation: Int)
  case tick(Date)
  /// Whoever opened the console wants it to end.
  case stopped
}
