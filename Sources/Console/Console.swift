import Foundation
public import Model
public import Support
public import Terminal

/// The operations console: panes over a ``Platform``, live, in a terminal.
public enum Console {
  /// Opens the screen and runs until the user quits, the terminal goes away, a signal comes or the task is cancelled;
  /// the terminal is given back on return. The loop has a thread of its own.
  ///
  /// Fails with ``ScreenError`` when there is no terminal, with `recording_unwritable` when the session is to be
  /// recorded where it cannot.
  public static func run(platform: any Platform, options: ConsoleOptions = ConsoleOptions()) async throws -> LoopEnding
  {
    var options = options
    while true {
      let mailbox = Mailbox<ConsoleMessage>()
      let (ending, guise) = try await onItsThread(
        { [options] in try runBlocking(platform: platform, options: options, mailbox: mailbox) },
        stop: { mailbox.send(.stopped) })
      guard ending == .finished, let guise else { return ending }
      // A recording is of one session.
      options.record = nil
      options.address = guise.address.description
      let other = try await platform.acting(as: guise.persona)
      let theirs = try await run(platform: other, options: options)
      await other.close()
      guard theirs == .finished else { return theirs }
      options.address = guise.from.description
    }
  }

  /// Runs a loop on a thread of its own; a cancelled task asks it to stop.
  static func onItsThread<Ending: Sendable>(
    _ loop: @escaping @Sendable () throws -> Ending, stop: @escaping @Sendable () -> Void
  ) async throws -> Ending {
    let thread = ThreadExecutor(name: "console")
    defer { thread.stop() }
    let task = Task(executorPreference: thread) { try loop() }
    return try await withTaskCancellationHandler {
      try await task.value
    } onCancel: {
      stop()
    }
  }

  private static func runBlocking(
    platform: any Platform, options: ConsoleOptions, mailbox: Mailbox<ConsoleMessage>
  ) throws -> (LoopEnding, Guise?) {
    let screen = try Screen(options.screen)
    var state = ConsoleState(of: platform, options, size: screen.size)
    state.isForgetful = options.memory == nil
    state.theme = options.theme
    state.configuredTheme = options.configuredTheme
    state.themes = options.themes
    state.namesWindow = options.namesWindow
    state.colorDepth = min(options.colorDepth, screen.depth)
    let recorder = try options.record.map {
      try SessionRecorder(path: $0, header: Recording.Header(state, address: options.address))
    }
    let record: @Sendable (ConsoleMessage, Date) -> Void = { recorder?.take($0, at: $1) }
    let starting = state.start()
    let runner = EffectRunner(
      platform: platform, environment: options.environment, files: options.memory, language: options.language)
    let loop = Loop(
      ConsoleProgram(), mailbox: mailbox, monitor: options.monitor, environment: options.environment,
      pace: options.pace, record: record, run: { effect, mailbox in await runner.run(effect, mailbox) })
    let feed = runner.follow { mailbox.send($0) }
    let looks = Task {
      guard let changes = options.themeChanges?() else { return }
      for await change in changes { mailbox.send(.themed(change)) }
    }
    defer {
      feed.cancel()
      looks.cancel()
      ExportFile.discardAll()
    }
    let ending = loop.run(&state, starting: starting, on: screen)
    return (ending, state.guise)
  }

  /// One frame as text, loaded once: a line a row, without escapes. For scripts and for bug reports.
  ///
  /// `address` is a pane's name or a place in it (`dlq`, `topology/<run>`). Fails with `invalid_argument` when it
  /// leads nowhere, and with what the platform says when it cannot be read.
  public static func frame(
    platform: any Platform, address: String, size: Size, keymap: Keymap = .standard, environment: Environment = .live
  ) async throws -> String {
    try await surface(platform: platform, address: address, size: size, keymap: keymap, environment: environment).text()
  }

  static func surface(
    platform: any Platform, address text: String, size: Size, keymap: Keymap = .standard, environment: Environment
  ) async throws -> Surface {
    let address = try address(text, at: environment.now())
    var state = ConsoleState(
      actor: platform.actor, backend: platform.backend, address: address, size: size, now: environment.now(),
      keymap: keymap, language: .current)
    var effects = state.start()
    while !effects.isEmpty {
      let effect = effects.removeFirst()
      guard case .load(let load, let generation) = effect else { continue }
      let answer = try await load.answer(from: platform)
      effects += update(&state, .loaded(load, generation: generation, .success(answer), at: environment.now()))
    }
    return view(state, size)
  }

  private static func address(_ text: String, at now: Date) throws(Failure) -> Address {
    guard let address = Address(parsing: text) else {
      throw Failure.invalid(ShellWords.unknownAddress(text), nextStep: ShellWords.knownPanes)
    }
    _ = try PaneRegistry.open(address, at: now)
    return address
  }

  /// Fails with `invalid_argument` when the address leads nowhere, and with `filter_invalid` when its filter makes no
  /// sense there.
  public static func check(address: String, environment: Environment = .live) throws(Failure) {
    _ = try Self.address(address, at: environment.now())
  }

  /// The names of the panes, in the order of their keys.
  public static var panes: [String] { PaneID.allCases.map(\.rawValue) }
}

/// How a console begins.
public struct ConsoleOptions: Sendable {
  /// `dlq`, `topology/<run>`; one that leads nowhere is the overview.
  public var address: String
  public var keymap: Keymap
  public var theme: Theme
  /// The name of the one that the configuration asks for.
  public var configuredTheme: String
  /// Those that can be chosen.
  public var themes: [Theme]
  /// Tells of themes whose files change, until its task is cancelled.
  public var themeChanges: (@Sendable () -> AsyncStream<Result<Theme, Failure>>)?
  /// Where things are kept from one session to the next; `nil` keeps nothing.
  public var memory: MemoryFiles?
  /// The most colours to use; the terminal may have fewer.
  public var colorDepth: ColorDepth
  public var mouse: Bool
  /// The terminal's window is named after what it shows, and gets its name back in the end.
  public var namesWindow = true
  /// Large changes are shown as one, by a terminal that says that it can.
  public var synchronized = true
  public var language: Language
  /// The least time between two drawings; longer ones spare a slow link.
  public var pace: Duration
  /// The new file that the session is recorded in; see ``Recording``.
  public var record: String?
  /// `nil` is the process's own terminal.
  public var descriptors: (input: Int32, output: Int32)?
  public var environment: Environment
  public var monitor: LoopMonitor

  public init(
    address: String = "overview", keymap: Keymap = .standard, theme: Theme = .dark, colorDepth: ColorDepth = .trueColor,
    mouse: Bool = false,
    language: Language = .current, pace: Duration = .milliseconds(16), record: String? = nil,
    descriptors: (input: Int32, output: Int32)? = nil, environment: Environment = .live,
    monitor: LoopMonitor = LoopMonitor()
  ) {
    self.address = address
    self.keymap = keymap
    self.theme = theme
    configuredTheme = theme.name
    themes = Theme.builtIn
    self.colorDepth = colorDepth
    self.mouse = mouse
    self.language = language
    self.pace = pace
    self.record = record
    self.descriptors = descriptors
    self.environment = environment
    self.monitor = monitor
  }

  var screen: Screen.Options {
    Screen.Options(
      descriptors: descriptors, depth: colorDepth, mouse: mouse, synchronized: synchronized, theme: theme)
  }

  var start: Address { Address(parsing: address) ?? Address(.overview) }
}

extension ConsoleState {
  /// As it begins: with what is kept of earlier sessions, and a word when that is damaged.
  init(of platform: any Platform, _ options: ConsoleOptions, size: Size) {
    let recalled = options.memory?.recall()
    self.init(
      actor: platform.actor, backend: platform.backend, address: options.start, size: size,
      now: options.environment.now(), keymap: options.keymap, language: options.language,
      memory: recalled?.memory ?? Memory(), deeds: options.memory?.deeds() ?? [])
    tell(damage: recalled?.damage)
  }
}
