internal import CNCurses
internal import Glibc

/// Turns what ncurses reads into events. Bytes are assembled to UTF-8 here, so that a character split over two reads is
/// not lost and invalid bytes swallow nothing.
final class KeyReader {
  /// Bytes of one paste; the rest is dropped.
  static let pasteBytesMax = 1 << 20
  /// Events taken in one go, so that a flood of input cannot keep the screen from being drawn.
  static let eventsMax = 4096

  private static let openBracket: Int32 = 0x5b
  private static let capitalO: Int32 = 0x4f
  /// How long the rest of a sequence may take, here and in ncurses.
  static let restMilliseconds: Int32 = 25

  private enum Mode {
    case keys
    case pasting([UInt8])
    case mouse(String)
    /// Inside a control sequence that is no key, with what came of it: an answer of the terminal, a key of the future.
    case control(String)
    /// Behind `ESC O`: one byte more, of a keypad that is not known.
    case keypad

    var isSequence: Bool {
      switch self {
      case .control, .keypad: true
      case .keys, .pasting, .mouse: false
      }
    }
  }

  /// Reading from a pad does not refresh the screen, as reading from a window does.
  private let pad: UnsafeMutablePointer<WINDOW>?
  private let descriptor: Int32
  private var mode = Mode.keys
  private var partial: [UInt8] = []

  /// Asks whether the terminal can hold its picture still while it is changed (DECRQM of mode 2026).
  static let question = Array("\u{1b}[?2026$p".utf8)
  var awaitsAnswer = false
  private(set) var canSynchronize = false

  /// Only after `newterm`.
  init(descriptor: Int32) {
    self.descriptor = descriptor
    pad = newpad(1, 1)
    keypad(pad, true)
    nodelay(pad, true)
    KeyCodes.define()
  }

  deinit { delwin(pad) }

  func events() -> [Event] {
    var events: [Event] = []
    var isAlt = false
    while events.count < KeyReader.eventsMax {
      let code = wgetch(pad)
      // ncurses gives back byte by byte what it found to be none of its keys: it is a sequence all the same, and none
      // of its bytes was typed.
      if code == ERR, mode.isSequence, hasRest() { continue }
      if code == ERR { break }
      if case .pasting(let bytes) = mode {
        paste(code, bytes, &events)
      } else if case .mouse(let report) = mode {
        readMouse(code, report, &events)
      } else if case .control(let text) = mode {
        readControl(code, text)
      } else if case .keypad = mode {
        mode = .keys
      } else if code == KeyCodes.pasteStart {
        mode = .pasting([])
      } else if code == KeyCodes.mouseStart {
        mode = .mouse("")
      } else if code == 27 {
        if isAlt { events.append(.key(.escape)) }
        isAlt = true
        continue
      } else if isAlt, code == KeyReader.openBracket {
        mode = .control("")
      } else if isAlt, code == KeyReader.capitalO {
        mode = .keypad
      } else if let event = event(code, isAlt: isAlt) {
        events.append(event)
      }
      if partial.isEmpty { isAlt = false }
    }
    if isAlt { events.append(.key(.escape)) }
    // Nothing came behind it: it was typed.
    if case .control("") = mode { events.append(.key(.alt("["))) }
    if case .keypad = mode { events.append(.key(.alt("O"))) }
    if mode.isSequence { mode = .keys }
    return events
  }

  private func hasRest() -> Bool {
    var waiting = pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0)
    return poll(&waiting, 1, KeyReader.restMilliseconds) > 0 && fs_bytes_waiting(descriptor) > 0
  }

  private func paste(_ code: Int32, _ bytes: [UInt8], _ events: inout [Event]) {
    if code == KeyCodes.pasteEnd {
      mode = .keys
      events.append(.paste(String(decoding: bytes, as: UTF8.self)))
      return
    }
    mode = .keys  // Gives up the array's second owner, so that appending does not copy it.
    var bytes = bytes
    if let byte = UInt8(exactly: code), bytes.count < KeyReader.pasteBytesMax { bytes.append(byte == 13 ? 10 : byte) }
    mode = .pasting(bytes)
  }

  private func event(_ code: Int32, isAlt: Bool) -> Event? {
    guard let byte = UInt8(exactly: code) else {
      guard let key = KeyCodes.key(code) else { return nil }
      return .key(Key(key.code, isAlt ? key.modifiers.union(.alt) : key.modifiers))
    }
    let alt: Key.Modifiers = isAlt ? .alt : []
    switch byte {
    case 0: return .key(Key(.character(" "), alt.union(.control)))
    case 13: return .key(Key(.enter, alt))
    case 1..<27: return .key(Key(.character(Character(Unicode.Scalar(byte + 0x60))), alt.union(.control)))
    case 28..<32: return .key(Key(.character(Character(Unicode.Scalar(byte + 0x40))), alt.union(.control)))
    case 127: return .key(Key(.backspace, alt))
    case 32..<127:
      partial = []
      return .key(Key(.character(Character(Unicode.Scalar(byte))), alt))
    default: return character(byte).map { .key(Key(.character($0), alt)) }
    }
  }

  /// The character that this byte completes.
  private func character(_ byte: UInt8) -> Character? {
    if byte & 0xc0 != 0x80 { partial = [] }
    partial.append(byte)
    let length = partial[0] >= 0xf0 ? 4 : partial[0] >= 0xe0 ? 3 : partial[0] >= 0xc2 ? 2 : 1
    guard partial.count >= length else { return nil }
    defer { partial = [] }
    guard let text = String(validating: partial, as: UTF8.self) else { return nil }
    return text.first
  }

  /// A report is `button;column;row`, then `M` for a press and `m` for a release.
  private func readMouse(_ code: Int32, _ report: String, _ events: inout [Event]) {
    guard let byte = UInt8(exactly: code), byte < 0x7f, report.utf8.count < KeyReader.mouseBytesMax else {
      mode = .keys
      return
    }
    let character = Character(Unicode.Scalar(byte))
    if character != "M", character != "m" {
      mode = .mouse(report + String(character))
      return
    }
    mode = .keys
    let numbers = report.split(separator: ";").compactMap { Int($0) }
    guard numbers.count == 3, let action = KeyReader.action(numbers[0], isRelease: character == "m") else { return }
    let button = numbers[0] & 64 == 0 ? numbers[0] & 3 + 1 : 0
    let place = Point(min(max(1, numbers[1]), Size.sideMax) - 1, min(max(1, numbers[2]), Size.sideMax) - 1)
    events.append(.mouse(Mouse(action, button: button, at: place)))
  }

  private static let mouseBytesMax = 24

  private func readControl(_ code: Int32, _ text: String) {
    guard let byte = UInt8(exactly: code), text.utf8.count < KeyReader.controlBytesMax else {
      mode = .keys
      return
    }
    // The function keys of the Linux console have a second bracket: `ESC [ [ A`.
    if !(0x40...0x7e).contains(byte) || (text.isEmpty && code == KeyReader.openBracket) {
      mode = .control(text + String(Character(Unicode.Scalar(byte))))
      return
    }
    mode = .keys
    // 1 and 2: the mode is set or reset, and either can be changed.
    guard byte == UInt8(ascii: "y"), text.hasPrefix("?2026;"), text.hasSuffix("$") else { return }
    awaitsAnswer = false
    canSynchronize = ["?2026;1$", "?2026;2$"].contains(text)
  }

  private static let controlBytesMax = 64

  /// Waits for an answer that is still on its way; keys that come before it are lost.
  func takeAnswer(withinMilliseconds milliseconds: Int32) {
    var waiting = pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0)
    while awaitsAnswer, poll(&waiting, 1, milliseconds) > 0 {
      if events().isEmpty, awaitsAnswer { break }
    }
    awaitsAnswer = false
  }

  /// Bit 64 is the wheel, bit 32 a movement, 4 to 16 are modifiers.
  private static func action(_ code: Int, isRelease: Bool) -> Mouse.Action? {
    if code & 32 != 0 { return nil }
    if code & 64 == 0 { return code & 3 == 3 ? nil : isRelease ? .release : .press }
    return code & 3 == 0 ? .wheelUp : code & 3 == 1 ? .wheelDown : nil
  }
}
