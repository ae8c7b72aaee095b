internal import CNCurses
internal import Glibc
internal import Synchronization

/// What a part that has no screen may ask of it.
public enum ScreenRequest: Sendable, Hashable {
  /// Puts text on the user's clipboard, where the terminal allows it (OSC 52).
  case copy(String)
  case bell
  /// Draws everything anew, for a screen that something else has written on.
  case redraw
  /// Gives the terminal back and stops the process, as ctrl-z does, until it is continued.
  case suspend
}

/// Where effects and other threads leave messages for the loop. Sending wakes the loop; order is kept for each sender.
public final class Mailbox<Message: Sendable>: Sendable {
  /// Messages waiting at once. A sender that sees `false` is faster than the screen and should join its messages.
  public static var messagesMax: Int { 100_000 }

  enum Item {
    case message(Message)
    case request(ScreenRequest)
  }

  private let waiting = Mutex<[Item]>([])
  private let wake = WakeDescriptor()

  public init() {}

  /// Leaves a message; `false` when the box is full and the message was dropped.
  @discardableResult
  public func send(_ message: Message) -> Bool { put(.message(message)) }

  /// Leaves a request to the screen.
  @discardableResult
  public func ask(_ request: ScreenRequest) -> Bool { put(.request(request)) }

  private func put(_ item: sending Item) -> Bool {
    let isKept = waiting.withLock { waiting in
      guard waiting.count < Self.messagesMax else { return false }
      waiting.append(item)
      return true
    }
    wake.signal()
    return isKept
  }

  /// Readable while something waits.
  var descriptor: Int32 { wake.descriptor }

  func drain() -> [Item] {
    wake.clear()
    return waiting.withLock { waiting in
      defer { waiting = [] }
      return waiting
    }
  }
}

/// An eventfd: readable once signalled, until cleared.
private final class WakeDescriptor: Sendable {
  /// −1 when the process has no descriptors left; the loop then looks every now and then.
  let descriptor = fs_eventfd()

  deinit { if descriptor >= 0 { close(descriptor) } }

  func signal() { fs_eventfd_signal(descriptor) }
  func clear() { fs_eventfd_clear(descriptor) }
}
