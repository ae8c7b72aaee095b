import Foundation
public import Model
import Support
public import Terminal

/// A session as its console was told it: how it began, and each message that its state took, with the time. The state
/// is a function of them, so a recording plays without servers and shows what was seen.
///
/// In a file it is JSON Lines, ``Header`` first. Secrets are masked before they are written.
public struct Recording: Sendable {
  struct Header: Codable, Sendable {
    static let format = "flowsight-console-recording"
    static let version = 2

    var format = Header.format
    var version = Header.version
    var startedAt: Date
    var actor: Actor
    var backend: BackendDescription
    var address: String
    var size: Size
    var language: Language
    /// What was rebound.
    var keys: JSON
    var isReadOnly: Bool
    /// What was remembered when it began.
    var memory: Memory?
    var deeds: [Deed]?
    /// Nothing was kept.
    var isForgetful: Bool?

    init(_ state: ConsoleState, address: String) {
      startedAt = state.now
      actor = state.actor
      backend = state.backend
      self.address = address
      size = state.size
      language = state.language
      keys = state.keymap.overrides
      isReadOnly = state.actor.isReadOnly
      memory = state.memory
      deeds = state.deeds
      isForgetful = state.isForgetful
    }
  }

  struct Entry: Codable, Sendable {
    /// Since the beginning.
    var seconds: Double
    var message: ConsoleMessage
  }

  let header: Header
  let entries: [Entry]

  init(header: Header, entries: [Entry]) {
    self.header = header
    self.entries = entries
  }

  /// The state with which the session began.
  var start: ConsoleState {
    var actor = header.actor
    actor.isReadOnly = header.isReadOnly
    var state = ConsoleState(
      actor: actor, backend: header.backend, address: Address(parsing: header.address) ?? Address(.overview),
      size: header.size, now: header.startedAt,
      keymap: Keymap.standard.rebound(by: header.keys).keymap, language: header.language,
      memory: header.memory ?? Memory(), deeds: header.deeds ?? [])
    state.isForgetful = header.isForgetful ?? false
    _ = state.start()
    return state
  }

  /// The last picture of the session.
  public var lastFrame: Surface {
    var state = start
    for entry in entries { _ = Console.update(&state, entry.message) }
    return Console.view(state, state.size)
  }
}

extension Recording {
  /// Longer files are refused.
  static let bytesMax = 256 << 20

  /// Reads a file. A last line that was cut, by a session that was killed, is left out.
  ///
  /// Fails with `recording_unreadable` when it is no recording, or one of another version.
  public init(path: String) throws(Failure) {
    guard let bytes = try? FileHandle(forReadingFrom: URL(fileURLWithPath: path)).read(upToCount: Self.bytesMax + 1)
    else { throw Self.unreadable(path, RecordingWords.noFile) }
    guard bytes.count <= Self.bytesMax else { throw Self.unreadable(path, RecordingWords.tooLong(Self.bytesMax)) }
    try self.init(lines: bytes.split(separator: UInt8(ascii: "\n")), path: path)
  }

  init(lines: [Data], path: String) throws(Failure) {
    guard let first = lines.first, let document = try? JSON(parsing: Array(first)),
      document["format"]?.string == Header.format
    else { throw Self.unreadable(path, RecordingWords.otherFormat) }
    guard document["version"] == .integer(Int64(Header.version)) else {
      throw Self.unreadable(path, RecordingWords.otherVersion(Header.version))
    }
    var entries: [Entry] = []
    for (index, line) in lines.enumerated().dropFirst() {
      do {
        let entry = try JSON(parsing: Array(line)).decode(as: Entry.self)
        guard entry.seconds.isFinite, entry.seconds >= entries.last?.seconds ?? 0 else {
          throw Failure("recording_unreadable", RecordingWords.timeGoesBack)
        }
        entries.append(entry)
      } catch  where index + 1 == lines.count {
        break
      } catch {
        throw Self.unreadable(path, RecordingWords.line(index + 1, "\(error)"))
      }
    }
    do {
      header = try document.decode(as: Header.self)
    } catch {
      throw Self.unreadable(path, RecordingWords.line(1, "\(error)"))
    }
    self.entries = entries
  }

  private static func unreadable(_ path: String, _ reason: String) -> Failure {
    Failure("recording_unreadable", "\(path): \(reason)", nextStep: RecordingWords.howToMake)
  }
}

/// The words about recordings.
enum RecordingWords {
  static var noFile: String { localized("it cannot be read", "无法读取") }
  static var otherFormat: String { localized("it is no recording of a console", "不是控制台录制文件") }
  static func otherVersion(_ version: Int) -> String {
    localized("its version is not \(version)", "其版本不是 \(version)")
  }
  static func tooLong(_ bytes: Int) -> String {
    localized("it is longer than \(bytes >> 20) MiB", "超过 \(bytes >> 20) MiB")
  }
  static func line(_ number: Int, _ reason: String) -> String {
    localized("line \(number): \(reason)", "第 \(number) 行：\(reason)")
  }
  static var timeGoesBack: String { localized("its time is before the line above", "时间早于上一行") }
  static var howToMake: String {
    localized(
      "make one with `flowsight console --record FILE`", "用 `flowsight console --record FILE` 录制")
  }
  static var cannotWrite: String { localized("the recording cannot be written", "无法写入录制文件") }
  static var chooseFile: String {
    localized("name a new file in a folder that you may write to", "请指定一个可写文件夹中的新文件")
  }
  static func position(_ entry: Int, of count: Int, seconds: Int) -> String {
    localized(
      "‖ \(entry)/\(count) messages · \(seconds) s · space goes on · → next · q quit",
      "‖ \(entry)/\(count) 条消息 · \(seconds) 秒 · 空格 继续 · → 下一条 · q 退出")
  }
}
