import Foundation
public import Model
public import Support
public import Terminal

/// The operations console: panes over a ``Platform``, live, in a terminal.
public enum Console {
  /// Opens the screen and runs until the user quits, the terminal goes away, a signal comes or the task is cancelled;
  /// the terminal is given back on return. The loop has a thread of its own.
  ///
  /// Fails with ``ScreenError`` when there is no terminal.
  public static func run(platform: any Platform, options: ConsoleOptions = ConsoleOptions()) async throws -> LoopEnding
  {
    let thread = ThreadExecutor(name: "console")
    defer { thread.stop() }
    let mailbox = Mailbox<ConsoleMessage>()
    let task = Task(executorPreference: thread) {
      try runBlocking(platform: platform, options: options, mailbox: mailbox)
    }
    return try await withTaskCancellationHandler {
      try await task.value
    } onCancel: {
      mailbox.send(.stopped)
    }
  }

  /// The same on the calling thread, which it blocks: from `main`, or a thread of its own.
  public static func runBlocking(
    platform: any Platform, options: ConsoleOptions = ConsoleOptions()
  ) throws -> LoopEnding {
    try runBlocking(platform: platform, options: options, mailbox: Mailbox())
  }

  private static func runBlocking(
    platform: any Platform, options: ConsoleOptions, mailbox: Mailbox<ConsoleMessage>
  ) throws -> LoopEnding {
    let screen = try Screen(
      Screen.Options(
        descriptors: options.descriptors, depth: options.colorDepth, mouse: options.mouse, theme: options.theme))
    var state = ConsoleState(
      actor: platform.actor, backend: platform.backend, address: options.start, size: screen.size,
      now: options.environment.now(), language: options.language)
    let starting = state.start()
    let runner = EffectRunner(platform: platform, environment: options.environment, language: options.language)
    let loop = Loop(
      ConsoleProgram(), mailbox: mailbox, monitor: options.monitor, environment: options.environment,
      run: { effect, mailbox in await runner.run(effect, mailbox) })
    let feed = runner.follow(loop.mailbox)
    defer { feed.cancel() }
    return loop.run(&state, starting: starting, on: screen)
  }

  /// One frame as text, loaded once: a line a row, without escapes. For scripts and for bug reports.
  ///
  /// `address` is a pane's name or a place in it (`dlq`, `topology/<run>`). Fails with `invalid_argument` when it
  /// leads nowhere, and with what the platform says when it cannot be read.
  public static func frame(
    platform: any Platform, address: String, size: Size, environment: Environment = .live
  ) async throws -> String {
    try await surface(platform: platform, address: address, size: size, environment: environment).text()
  }

  static func surface(
    platform: any Platform, address text: String, size: Size, environment: Environment
  ) async throws -> Surface {
    guard let address = Address(parsing: text) else {
      throw Failure.invalid(ShellWords.unknownAddress(text), nextStep: ShellWords.knownPanes)
    }
    _ = try PaneRegistry.open(address, at: environment.now())
    var state = ConsoleState(
      actor: platform.actor, backend: platform.backend, address: address, size: size, now: environment.now(),
      language: .current)
    var effects = state.start()
    while !effects.isEmpty {
      let effect = effects.removeFirst()
      guard case .load(let load, let generation) = effect else { continue }
      let answer = try await load.answer(from: platform)
      effects += update(&state, .loaded(load, generation: generation, .success(answer), at: environment.now()))
    }
    return view(state, size)
  }

  /// The names of the panes, in the order of their keys.
  public static var panes: [String] { PaneID.allCases.map(\.rawValue) }
}

/// How a console begins.
public struct ConsoleOptions: Sendable {
  /// `dlq`, `topology/<run>`; one that leads nowhere is the overview.
  public var address: String
  public var theme: Theme
  /// The most colours to use; the terminal may have fewer.
  public var colorDepth: ColorDepth
  public var mouse: Bool
  public var language: Language
  /// `nil` is the process's own terminal.
  public var descriptors: (input: Int32, output: Int32)?
  public var environment: Environment
  public var monitor: LoopMonitor

  public init(
    address: String = "overview", theme: Theme = .dark, colorDepth: ColorDepth = .trueColor, mouse: Bool = false,
    language: Language = .current, descriptors: (input: Int32, output: Int32)? = nil, environment: Environment = .live,
    monitor: LoopMonitor = LoopMonitor()
  ) {
    self.address = address
    self.theme = theme
    self.colorDepth = colorDepth
    self.mouse = mouse
    self.language = language
    self.descriptors = descriptors
    self.environment = environment
    self.monitor = monitor
  }

  var start: Address { Address(parsing: address) ?? Address(.overview) }
}
