import Support
import Tabular

/// The elements of a JSON list, one after the other: the list may be longer than the memory.
final class ListElements {
  private let source: any ByteSource
  private var piece: [UInt8] = []
  private var offset = 0
  private var element: [UInt8] = []
  private var depth = 0
  private var isInString = false
  private var isEscaped = false
  private var isTooLong = false
  private var state = State.before

  private enum State { case before, inside, after }

  struct Broken: Error, CustomStringConvertible { var description: String }

  init(_ source: any ByteSource) { self.source = source }

  struct Element {
    /// `nil` for one that is too long; it was passed over.
    var bytes: [UInt8]?
  }

  /// The next element; `nil` behind the last. Throws when the list itself is broken.
  func next() throws -> Element? {
    while true {
      if offset == piece.count {
        piece = try source.piece()
        offset = 0
        guard !piece.isEmpty else {
          guard state == .after else { throw Broken(description: "the list is cut off") }
          return nil
        }
      }
      let byte = piece[offset]
      offset += 1
      if let done = try take(byte) { return done }
    }
  }

  /// The element that ends with this byte.
  private func take(_ byte: UInt8) throws -> Element? {
    switch state {
    case .before:
      if byte == UInt8(ascii: "[") {
        state = .inside
      } else if !isSpace(byte) && ![0xef, 0xbb, 0xbf].contains(byte) {
        throw Broken(description: "the file does not begin with a list")
      }
      return nil
    case .after:
      guard isSpace(byte) else { throw Broken(description: "something stands behind the list") }
      return nil
    case .inside: break
    }
    if depth == 0 && !isInString && (byte == UInt8(ascii: ",") || byte == UInt8(ascii: "]")) {
      if byte == UInt8(ascii: "]") { state = .after }
      defer {
        element.removeAll(keepingCapacity: true)
        isTooLong = false
      }
      if isTooLong { return Element(bytes: nil) }
      return element.allSatisfy(isSpace) ? nil : Element(bytes: element)
    }
    follow(byte)
    guard !isTooLong else { return nil }
    element.append(byte)
    if element.count > LabelFormat.taskBytesMax { (element, isTooLong) = ([], true) }
    return nil
  }

  private func follow(_ byte: UInt8) {
    if isEscaped {
      isEscaped = false
    } else if isInString {
      if byte == UInt8(ascii: "\\") { isEscaped = true }
      if byte == UInt8(ascii: "\"") { isInString = false }
    } else {
      switch byte {
      case UInt8(ascii: "\""): isInString = true
      case UInt8(ascii: "{"), UInt8(ascii: "["): depth += 1
      case UInt8(ascii: "}"), UInt8(ascii: "]"): depth -= 1
      default: break
      }
    }
  }

  private func isSpace(_ byte: UInt8) -> Bool { [0x20, 0x09, 0x0a, 0x0d].contains(byte) }
}
