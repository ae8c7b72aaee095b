import Model
import Terminal

/// Everything a key can do.
enum Command: Hashable, Sendable {
  case move(Motion)
  case open, back, past, future
  case nextSection, previousSection
  /// To what a thing repeats or undoes, to what repeats or undoes it, and to what began it.
  case predecessor, successor, origin
  case mark, markRange, markAll, invertMarks, filter, copyID, copyAddress, trace, audit, pause
  case sort, reverse, columns, export, cancelExport
  /// In a menu of columns.
  case toggle, raise, lower, reset
  /// In a text.
  case search, nextHit, previousHit, fold, wrap
  /// In a log: goes along with its end, or stops.
  case follow
  case rerun, rerunFrom, replay, skip, undoRun, reingest, republish, backfill, create, edit, trigger
  case redrive, discard, resolve, restore, editPayload, release
  /// Takes back what was just done.
  case takeBack
  /// In an editor: shows what would be kept.
  case keep
  case work(WorkCommand)
  /// Holds work, or lets it go on; ends it for good.
  case hold, stop
  /// Takes something away for good.
  case delete
  /// Limits how much is done at once.
  case limit
  case palette, help, quit
  /// Draws the screen anew; gives the terminal back for a while.
  case redraw, suspend
  case journal, messages, bookmark, bookmarks, forget, snapshot, theme
  /// How often the view is read while things change.
  case faster, slower
  case pane(PaneID)
  /// In a dialog or a prompt.
  case nextField, previousField, press, cancel
}

extension Command {
  /// The right that the role needs; `nil` when looking is enough.
  var right: Right? {
    switch self {
    case .rerun, .rerunFrom, .replay, .backfill, .create, .edit, .trigger: .rerun
    case .redrive, .editPayload: .redrive
    case .discard, .resolve, .restore: .discard
    case .reingest: .ingest
    case .hold, .stop, .delete, .limit, .skip, .undoRun, .republish, .release: .control
    case .audit: .readAudit
    default: nil
    }
  }

  /// The same in labeling.
  var labelingRight: LabelingRight? { if case .work(let command) = self { command.right } else { nil } }

  /// Whether the command changes the platform, after a preview.
  var isAction: Bool {
    switch self {
    // Whoever could do it may take it back.
    case .takeBack: true
    case .work(let command): command.isAction
    default: right.map { $0 != .readAudit } ?? false
    }
  }

  /// What every list offers.
  static let listing: [Command] = [.filter, .sort, .reverse, .export]
  /// What a list with columns offers.
  static let table = Motion.allCases.map(Command.move) + listing + [.columns]

  /// Commands that lead from a thing to its kin.
  static let kin: [Command] = [.predecessor, .successor, .origin]

  /// Commands that change which rows are marked.
  static let marking: [Command] = [.mark, .markRange, .markAll, .invertMarks]

  /// Hints name these by the commands that they come with.
  var isMotion: Bool { if case .move = self { true } else { false } }
}
