public import Foundation

/// Structured log lines: one JSON object a line, with the context's fields (`trace_id`, `job_id`, `dataset_id`,
/// `user_id`) in every line. Secrets never go in; the callers pass ids and counts, not payloads.
public struct Log: Sendable {
  public enum Level: String, Sendable, Codable, CaseIterable, Comparable {
    case debug, info, warning, error

    public static func < (left: Level, right: Level) -> Bool {
      allCases.firstIndex(of: left) ?? 0 < allCases.firstIndex(of: right) ?? 0
    }
  }

  private let minimum: Level
  private let context: [JSON.Member]
  private let sink: @Sendable (Level, JSON) -> Void
  private let now: @Sendable () -> String

  /// `sink` is given whole lines, without the line feed, possibly from several threads at once.
  public init(
    minimum: Level = .info, now: @escaping @Sendable () -> String = { Date().iso8601 },
    sink: @escaping @Sendable (String) -> Void
  ) {
    self.init(minimum: minimum, context: [], now: now) { sink($1.text()) }
  }

  private init(
    minimum: Level, context: [JSON.Member], now: @escaping @Sendable () -> String,
    sink: @escaping @Sendable (Level, JSON) -> Void
  ) {
    self.minimum = minimum
    self.context = context
    self.sink = sink
    self.now = now
  }

  /// Lines on a file descriptor, each written in one call.
  public static func descriptor(_ descriptor: Int32, minimum: Level = .info) -> Log {
    Log(minimum: minimum) { line in
      let bytes = Array((line + "\n").utf8)
      _ = bytes.withUnsafeBytes { write(descriptor, $0.baseAddress, $0.count) }
    }
  }

  /// Keeps nothing.
  public static let silent = Log(minimum: .error) { _ in }

  /// The same log with more fields in every line; a later field replaces an earlier one of the same name.
  public func with(_ fields: KeyValuePairs<String, String?>) -> Log {
    var context = JSON.object(context)
    for (name, value) in fields { context[name] = value.map(JSON.string) }
    return Log(minimum: minimum, context: context.members ?? [], now: now, sink: sink)
  }

  /// The same log, each of whose lines is given to `other` as well: those from `least` on, whatever else becomes of them.
  public func also(from least: Level = .info, _ other: @escaping @Sendable (_ line: JSON) -> Void) -> Log {
    Log(minimum: min(minimum, least), context: context, now: now) { [minimum, sink] level, line in
      if level >= minimum { sink(level, line) }
      if level >= least { other(line) }
    }
  }

  public func callAsFunction(_ level: Level, _ message: String, _ fields: KeyValuePairs<String, JSON> = [:]) {
    guard level >= minimum else { return }
    var line: JSON = ["time": .string(now()), "level": .string(level.rawValue), "message": .string(message)]
    for member in context { line[member.name] = member.value }
    for (name, value) in fields { line[name] = value }
    sink(level, line)
  }
}
