import Model
import Terminal

/// What keys do in labeling, beside the answers themselves.
enum WorkCommand: Hashable, Sendable, CaseIterable {
  // On a project.
  case begin, tryOut, review, adjudicate, tasks, groups
  // On a project, after a preview.
  case hold, close, configure
  // On a skill group.
  case enlist, form
  // On the tasks of a project, after a preview.
  case publish, assign, prioritize, revoke, reopen, gold
  // On an item.
  case submit, undo, redo, accept, skip, postpone, release, resume, guidelines, history, find, advance
  // On spans.
  case nextWord, previousWord, nextPhrase, previousPhrase, select, grow, shrink, growStart, shrinkStart
  case nextSpan, previousSpan, removeSpan
  // On labels to decide on.
  case fix, rejectToSame, rejectToOther, remove
}

extension WorkCommand {
  var right: LabelingRight? {
    switch self {
    case .publish, .assign, .prioritize, .revoke, .reopen: .assign
    case .hold, .close, .configure, .enlist, .form: .configure
    case .review: .review
    case .adjudicate, .gold: .adjudicate
    case .begin: .work
    default: nil
    }
  }

  /// It changes the platform, after a preview.
  var isAction: Bool {
    switch self {
    case .publish, .assign, .prioritize, .revoke, .reopen, .gold, .hold, .close, .configure, .enlist, .form: true
    default: false
    }
  }

  static let ofSpans: [WorkCommand] = [
    .nextWord, .previousWord, .nextPhrase, .previousPhrase, .select, .grow, .shrink, .growStart, .shrinkStart,
    .nextSpan, .previousSpan, .removeSpan,
  ]

  static let bindings: [Keymap.Binding] =
    [
      binding([.enter], .begin, in: .browse),
      binding([.enter], .tryOut, in: .browse),
      binding([.character("r")], .review, in: .browse),
      binding([.character("d")], .adjudicate, in: .browse),
      binding([.character("t")], .tasks, in: .browse),
      binding([.character("m")], .groups, in: .browse),
      binding([.character("o")], .guidelines, in: .browse),
      binding([.character("o")], .history, in: .browse),
      binding([.character("P")], .hold, in: .browse),
      binding([.character("X")], .close, in: .browse),
      binding([.character("E")], .configure, in: .browse),
      binding([.character("A")], .enlist, in: .browse),
      binding([.character("N")], .form, in: .browse),
      binding([.character("B")], .publish, in: .browse),
      binding([.character("A")], .assign, in: .browse),
      binding([.character("P")], .prioritize, in: .browse),
      binding([.character("K")], .revoke, in: .browse),
      binding([.character("O")], .reopen, in: .browse),
      binding([.character("M")], .gold, in: .browse),
      binding([.enter], .submit),
      binding([.character("u"), .control("z")], .undo),
      binding([.character("U"), .control("r")], .redo),
      binding([.character("a")], .accept),
      binding([.character("s")], .skip),
      binding([.character("p")], .postpone),
      binding([.character("R")], .release),
      binding([.character("P")], .resume),
      binding([.character("g")], .guidelines),
      binding([.character("o")], .history),
      binding([.character("/")], .find),
      binding([.character("A")], .advance),
      binding([.character("w"), Key(.right, .control)], .nextWord),
      binding([.character("b"), Key(.left, .control)], .previousWord),
      binding([.character("W")], .nextPhrase),
      binding([.character("B")], .previousPhrase),
      binding([.character("v"), .space], .select),
      binding([.character("+"), Key(.right, .shift)], .grow),
      binding([.character("-"), Key(.left, .shift)], .shrink),
      binding([.character("(")], .growStart),
      binding([.character(")")], .shrinkStart),
      binding([.character("n")], .nextSpan),
      binding([.character("N")], .previousSpan),
      binding([.character("x"), .delete], .removeSpan),
      binding([.character("e")], .fix),
      binding([.character("x")], .rejectToSame),
      binding([.character("X")], .rejectToOther),
      binding([.character("D")], .remove),
    ] + moves

  private static let moves = [
    Keymap.Binding([.tab], .nextSection, in: [.work]),
    Keymap.Binding([.backTab], .previousSection, in: [.work]),
    Keymap.Binding([.down, .character("j")], .move(.down), in: [.work]),
    Keymap.Binding([.up, .character("k")], .move(.up), in: [.work]),
    Keymap.Binding([.left, .character("h")], .move(.left), in: [.work]),
    Keymap.Binding([.right, .character("l")], .move(.right), in: [.work]),
    Keymap.Binding([.pageDown, .control("f")], .move(.pageDown), in: [.work]),
    Keymap.Binding([.pageUp], .move(.pageUp), in: [.work]),
    Keymap.Binding([.home], .move(.first), in: [.work]),
    Keymap.Binding([.end], .move(.last), in: [.work]),
  ]

  private static func binding(
    _ keys: [Key], _ command: WorkCommand, in context: Keymap.Context = .work
  ) -> Keymap.Binding {
    Keymap.Binding(keys, .work(command), in: [context])
  }
}
