import Foundation
import Model
import Support
import Terminal

/// Everything the console knows: a value, changed by ``update(_:_:)`` only, drawn by ``view(_:_:)``.
struct ConsoleState: Sendable {
  let actor: Actor
  let backend: BackendDescription
  let keymap: Keymap
  var language: Language
  var size: Size
  var now: Date
  var connection = Connection.connecting
  var trail: Trail
  var mode = Mode.browse
  var notice: Notice? {
    didSet {
      guard let notice, notice != oldValue else { return }
      messages = Array((messages + [Said(at: now, tone: notice.tone, text: notice.text)]).suffix(Said.countMax))
    }
  }
  /// What was said, the latest last.
  private(set) var messages: [Said] = []
  var isPaused = false
  var isFinished = false
  /// As whom the user goes on elsewhere, until they come back.
  var guise: Guise?
  /// Whether one can go on elsewhere in another role.
  var opensConsoles = true
  /// The last one given to an effect.
  var generation = 0
  var pulse = Pulse()
  /// A refresh is on its way: changes until then join it.
  var isRefreshDue = false
  var heartbeat = Heartbeat()
  var errands = Errands()
  /// What the view shows is read as soon as what is being written has arrived.
  var isReadingHeld = false
  /// The user wants to quit; what is being written is waited for.
  var isQuitting = false
  var actUnderWay: ActUnderWay?
  var exporting: Exporting?
  /// Steps that the cursor took, and how many when the order was last free: while it moves, no row does.
  var moves = 0
  var movesAtRest = 0
  var memory: Memory
  /// What the person did, the latest last.
  var deeds: [Deed]
  /// Nothing is kept beyond this session; that it could not be was told.
  var isForgetful = false
  /// Which of ``paces``.
  var pace = 0
  var theme = Theme.dark
  /// The name of the one that the configuration asks for.
  var configuredTheme = Theme.dark.name
  /// Those to choose from.
  var themes = Theme.builtIn
  /// The terminal's window is named after what it shows.
  var namesWindow = false
  /// A theme that is tried on.
  var preview: Theme?
  /// The most colours that the screen may show.
  var colorDepth = ColorDepth.trueColor
  /// The rows of a filter are to be read when the typing pauses.
  var isQueryDue = false
  /// What was typed into the view is looked at when the typing pauses.
  var isPauseDue = false

  init(
    actor: Actor, backend: BackendDescription, address: Address = Address(.overview), size: Size = .standard,
    now: Date, keymap: Keymap = .standard, language: Language = .english, memory: Memory = Memory(),
    deeds: [Deed] = []
  ) {
    self.memory = memory
    self.deeds = deeds
    self.actor = actor
    self.backend = backend
    self.keymap = keymap
    self.language = language
    self.size = size
    self.now = now
    trail = Trail(at: address, now: now)
  }

  /// What the keys go to.
  enum Mode: Sendable {
    case browse
    /// The filter as it is typed, and the view to go back to.
    case filter(FilterPrompt, before: any Scene)
    /// What is sought in the text, as it is typed, and where that began.
    case search(InputLine, from: TextView.Place)
    case palette(Palette<PaletteTarget>)
    case sort(Palette<SortChoice>)
    case columns(CheckList<String>)
    /// Where to write the list, as it is typed.
    case export(InputLine)
    /// Whether a file is to be replaced, as it is typed.
    case replace(Export, InputLine)
    case dialog(ActionDialog)
    case sheet(Sheet)

    var isJournal: Bool { if case .sheet(let sheet) = self { sheet.isJournal } else { false } }
  }

  /// What is wrong, for the context line; read again when something changes.
  struct Pulse: Hashable, Sendable {
    var causes: [Overview.Cause] = []
    var awaited: Int?
    var isDue = false
  }
}

/// A console in another role, opened from this one; leaving it leads back.
struct Guise: Hashable, Sendable {
  var persona: Actor.Persona
  var address: Address
  var from: Address
}

/// The connection as the user sees it.
enum Connection: Hashable, Sendable {
  case connecting
  case online
  /// Since when, and how often it was tried again.
  case offline(since: Date, tries: Int)

  var isOffline: Bool { if case .offline = self { true } else { false } }
  var tries: Int { if case .offline(_, let tries) = self { tries } else { 0 } }
  var since: Date? { if case .offline(let since, _) = self { since } else { nil } }
}

/// The line above the hints: what an action did, or why a key did nothing.
struct Notice: Hashable, Sendable {
  var text: String
  var tone: MessageLine.Tone
  /// What takes back what it tells of.
  var undo: Undo?
  /// What it wrote in the audit log.
  var audit: [AuditID] = []
  /// It says that the connection is back, and is true until it is lost again.
  var isOfConnection = false

  init(
    _ text: String, _ tone: MessageLine.Tone = .info, undo: Undo? = nil, audit: [AuditID] = [],
    isOfConnection: Bool = false
  ) {
    self.text = text
    self.tone = tone
    self.undo = undo
    self.audit = audit
    self.isOfConnection = isOfConnection
  }
}
