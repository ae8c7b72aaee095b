/// What the commands are called.
enum CommandWords {
  /// For the hint line: as short as can be.
  static func hint(_ command: Command) -> String {
    switch command {
    case .move: "move"
    case .open: "open"
    case .back: "back"
    case .past, .future: "history"
    case .nextSection: "next part"
    case .previousSection: "previous part"
    case .mark: "mark"
    case .filter: "filter"
    case .copyID: "copy id"
    case .pause: "pause"
    case .rerun: "rerun"
    case .redrive: "redrive"
    case .discard: "discard"
    case .restore: "restore"
    case .palette: "go to"
    case .help: "help"
    case .quit: "quit"
    case .pane(let pane): pane.title
    case .nextField: "next field"
    case .previousField: "previous field"
    case .press: "choose"
    case .cancel: "cancel"
    }
  }

  /// For help and the palette.
  static func summary(_ command: Command) -> String {
    switch command {
    case .move(.up): "one up"
    case .move(.down): "one down"
    case .move(.pageUp): "a page up"
    case .move(.pageDown): "a page down"
    case .move(.first): "to the first"
    case .move(.last): "to the last"
    case .move(.left): "to the step before"
    case .move(.right): "to the step after"
    case .open: "open what the cursor is on"
    case .back: "clear marks, then the filter, then go back to where you came from"
    case .past: "the view before, in the order you saw them"
    case .future: "the view after"
    case .nextSection: "the next part of the view"
    case .previousSection: "the part before"
    case .mark: "mark the row, or take the mark away"
    case .filter: "filter the rows: words, !not, state=dead"
    case .copyID: "copy the id to your clipboard"
    case .pause: "hold the view still, or let it move again"
    case .rerun: "run again what failed, after a preview"
    case .redrive: "redrive the letters, after a preview"
    case .discard: "discard the letters, after a preview"
    case .restore: "restore the letters; just after a discard, undo it"
    case .palette: "go to an address or run a command"
    case .help: "this help"
    case .quit: "quit"
    case .pane(let pane): "go to \(pane.title)"
    case .nextField: "the next field or button"
    case .previousField: "the field or button before"
    case .press: "take the field, press the button"
    case .cancel: "close without doing anything"
    }
  }
}

extension PaneID {
  var title: String {
    switch self {
    case .overview: "Overview"
    case .ingestion: "Ingestion"
    case .topology: "Topology"
    case .dlq: "DLQ"
    }
  }
}
