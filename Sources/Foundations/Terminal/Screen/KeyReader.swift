internal import CNCurses

/// Turns what ncurses reads into events. Bytes are assembled to UTF-8 here, so that a character split over two reads is
/// not lost and invalid bytes swallow nothing.
final class KeyReader {
  /// Bytes of one paste; the rest is dropped.
  static let pasteBytesMax = 1 << 20
  /// Events taken in one go, so that a flood of input cannot keep the screen from being drawn.
  static let eventsMax = 4096

  private enum Mode {
    case keys
    case pasting([UInt8])
  }

  /// Reading from a pad does not refresh the screen, as reading from a window does.
  private let pad: UnsafeMutablePointer<WINDOW>?
  private let descriptor: Int32
  private var mode = Mode.keys
  private var partial: [UInt8] = []

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
      if code == ERR { break }
      if case .pasting(let bytes) = mode {
        paste(code, bytes, &events)
      } else if code == KeyCodes.pasteStart {
        mode = .pasting([])
      } else if code == 27, !isAlt {
        isAlt = true
        continue
      } else if let event = event(code, isAlt: isAlt) {
        events.append(event)
      }
      if partial.isEmpty { isAlt = false }
    }
    if isAlt { events.append(.key(.escape)) }
    return events
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
    if code == KEY_MOUSE { return mouse() }
    guard let byte = UInt8(exactly: code) else {
      guard let key = KeyCodes.key(code) else { return nil }
      return .key(Key(key.code, isAlt ? key.modifiers.union(.alt) : key.modifiers))
    }
    let alt: Key.Modifiers = isAlt ? .alt : []
    switch byte {
    case 0: return .key(Key(.character(" "), alt.union(.control)))
    case 13: return .key(Key(.enter, alt))
    case 27: return .key(Key(.escape, alt))
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

  private func mouse() -> Event? {
    var button: Int32 = 0
    var x: Int32 = 0
    var y: Int32 = 0
    let action: Mouse.Action
    switch fs_mouse_take(&button, &x, &y) {
    case FS_MOUSE_PRESS: action = .press
    case FS_MOUSE_RELEASE: action = .release
    case FS_MOUSE_UP: action = .wheelUp
    case FS_MOUSE_DOWN: action = .wheelDown
    default: return nil
    }
    return .mouse(Mouse(action, button: Int(button), at: Point(Int(x), Int(y))))
  }
}
