import Support
import Terminal

/// Which key does what, where. This one table drives dispatch, the hint line, `?`, the palette, the manual and the
/// linter; a configuration may rebind it.
public struct Keymap: Hashable, Sendable {
  /// Where a binding holds.
  enum Context: String, Hashable, Sendable, CaseIterable {
    case browse, dialog, prompt, help, menu
    /// Labeling, where digits and letters are answers.
    case work
    /// A text of several lines, where everything that can be typed is text.
    case editor
  }

  struct Binding: Hashable, Sendable {
    var keys: [Key]
    var command: Command
    var contexts: Set<Context>

    init(_ keys: [Key], _ command: Command, in contexts: Set<Context> = [.browse]) {
      self.keys = keys
      self.command = command
      self.contexts = contexts
    }
  }

  var bindings: [Binding]
  /// What was rebound, as the configuration has it: a recording keeps it.
  var overrides = JSON.null

  init(bindings: [Binding]) { self.bindings = bindings }

  /// The commands that the key may mean there; a view offers at most one of them.
  func commands(for key: Key, in context: Context) -> [Command] {
    bindings.filter { $0.contexts.contains(context) && $0.keys.contains(key) }.map(\.command)
  }

  /// The key that hints and help show for a command.
  func key(for command: Command, in context: Context = .browse) -> Key? {
    bindings.first { $0.contexts.contains(context) && $0.command == command }?.keys.first
  }
}

extension Keymap {
  public static let standard = Keymap(
    bindings: [
      Binding([.down, .character("j")], .move(.down), in: [.browse, .help, .menu]),
      Binding([.up, .character("k")], .move(.up), in: [.browse, .help, .menu]),
      Binding([.pageDown, .control("f"), .control("d")], .move(.pageDown), in: [.browse, .help, .menu]),
      Binding([.pageUp, .control("u")], .move(.pageUp), in: [.browse, .help, .menu]),
      Binding([.pageDown], .move(.pageDown), in: [.dialog]),
      Binding([.pageUp], .move(.pageUp), in: [.dialog]),
      Binding([.character("g"), .home], .move(.first), in: [.browse, .help, .menu]),
      Binding([.character("G"), .end], .move(.last), in: [.browse, .help, .menu]),
      Binding([.left, .character("h")], .move(.left)),
      Binding([.right, .character("l")], .move(.right)),
      Binding([.enter], .open, in: [.browse, .help]),
      Binding([.escape, .backspace], .back),
      Binding([.escape], .back, in: [.work, .editor]),
      Binding([Key(.function(2)), .alt("s")], .keep, in: [.editor]),
      Binding([Key(.function(1))], .help, in: [.editor]),
      Binding([.tab], .nextSection),
      Binding([.backTab], .previousSection),
      Binding([.character("R")], .redrive),
      Binding([.character("R")], .rerun),
      Binding([.character("F")], .rerunFrom),
      Binding([.character("O")], .replay),
      Binding([.character("K")], .skip),
      Binding([.character("Z")], .undoRun),
      Binding([.character("I")], .reingest),
      Binding([.character("R")], .republish),
      Binding([.character("B")], .backfill),
      Binding([.character("N")], .create),
      Binding([.character("C")], .edit),
      Binding([.character("R")], .trigger),
      Binding([.character("R")], .release),
      Binding([.character("D")], .discard),
      Binding([.character("M")], .resolve),
      Binding([.character("U")], .takeBack),
      Binding([.character("U")], .restore),
      Binding([.character("E")], .editPayload),
      Binding([.character("P")], .hold),
      Binding([.character("X")], .stop),
      Binding([.character("X")], .delete),
      Binding([.character("M")], .limit),
      Binding([.space], .mark),
      Binding([.character("V")], .markRange),
      Binding([.character("*")], .markAll),
      Binding([.character("i")], .invertMarks),
      Binding([.character("/")], .filter),
      Binding([.character("/")], .search),
      Binding([.character("s")], .sort),
      Binding([.character("S")], .reverse),
      Binding([.character("c")], .columns),
      Binding([.character("E")], .export),
      Binding([.character("x")], .cancelExport),
      Binding([.space], .toggle, in: [.menu]),
      Binding([.character("K"), Key(.up, .shift)], .raise, in: [.menu]),
      Binding([.character("J"), Key(.down, .shift)], .lower, in: [.menu]),
      Binding([.character("=")], .reset, in: [.menu]),
      Binding([.character("n")], .nextHit),
      Binding([.character("N")], .previousHit),
      Binding([.character("z")], .fold),
      Binding([.character("f")], .follow),
      Binding([.character("w")], .wrap),
      Binding([.character("y")], .copyID),
      Binding([.character("Y")], .copyAddress),
      Binding([.character("t")], .trace),
      Binding([.character("a")], .audit),
      Binding([.character("<")], .predecessor),
      Binding([.character(">")], .successor),
      Binding([.character("o")], .origin),
      Binding([.character("p")], .pause),
      Binding([.character(":")], .palette, in: [.browse, .work]),
      Binding([.character("?")], .help, in: [.browse, .work]),
      Binding([.character("J")], .journal),
      Binding([.character("L")], .messages),
      Binding([.character("b")], .bookmark),
      Binding([.character("'")], .bookmarks),
      Binding([.character("W")], .snapshot),
      Binding([.character("T")], .theme),
      Binding([.character("+")], .faster),
      Binding([.character("-")], .slower),
      Binding([.character("[")], .past),
      Binding([.character("]")], .future),
      Binding([.character("q"), .control("c")], .quit),
      Binding([.control("l")], .redraw, in: [.browse, .help, .dialog, .prompt, .work, .menu]),
      // In labeling and in an editor it undoes.
      Binding([.control("z")], .suspend, in: [.browse, .help, .dialog, .prompt, .menu]),
      Binding([.control("c")], .quit, in: [.help, .dialog, .prompt, .work, .menu, .editor]),
      Binding([.escape, .character("q"), .character("?")], .cancel, in: [.help]),
      Binding([.escape], .cancel, in: [.dialog, .prompt, .menu]),
      Binding([.enter], .press, in: [.dialog, .prompt, .menu]),
      Binding([.tab, .down], .nextField, in: [.dialog, .prompt]),
      Binding([.backTab, .up], .previousField, in: [.dialog, .prompt]),
    ]
      + WorkCommand.bindings
      + PaneID.allCases.map { Binding([.character($0.digit)], .pane($0)) })
}
