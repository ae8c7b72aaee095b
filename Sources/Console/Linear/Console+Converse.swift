import Foundation
public import Model
import Support
import Terminal

extension Console {
  /// Runs the console a line at a time: `read`, which may block, gives what was typed, `nil` at the end; `write` takes
  /// plain text.
  public static func converse(
    platform: any Platform, options: ConsoleOptions, read: @escaping @Sendable () -> String?,
    write: @escaping (String) -> Void
  ) async {
    let state = ConsoleState(of: platform, options, size: LinearConsole.size)
    let runner = EffectRunner(
      platform: platform, environment: options.environment, files: options.memory, language: options.language)
    let ears = Ears(read)
    let feed = runner.follow { ears.hear($0) }
    var console = LinearConsole(state, runner: runner, ears: ears, write: write)
    await console.run()
    feed.cancel()
    ears.close()
  }
}
