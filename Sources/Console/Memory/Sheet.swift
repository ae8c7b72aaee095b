import Foundation
import Model
import Terminal

/// A text over the view, to be read and closed again: the help, the journal, the messages.
struct Sheet: Sendable {
  var title: String
  var text: TextView
  /// It shows the journal, which others write as well.
  var isJournal = false
  /// What lines lead to, by their places in the document.
  var links: [Int: Address] = [:]

  /// Where the line under the cursor leads.
  var link: Address? { links[text.cursor.line] }

  private static func frame(_ size: Size) -> Size { Size(72, max(3, size.height - 2)) }

  /// Fits the text to the part of the screen that it is shown in.
  mutating func settle(in size: Size) {
    text.settle(in: Rect(size).centered(Sheet.frame(size)).inset(columns: 2, rows: 1).size)
  }

  func draw(on surface: inout Surface) {
    surface.draw(text, in: surface.popup(Sheet.frame(surface.bounds.size), title: title))
  }
}

extension Sheet {
  /// What the person did, from here and from other consoles, the latest first.
  static func journal(_ deeds: [Deed], here profile: String) -> Sheet {
    var links: [Int: Address] = [:]
    let document = Document { document in
      if deeds.isEmpty { document.prose(MemoryWords.nothingDone, style: .muted) }
      for deed in deeds.reversed() {
        var spans = [Span(Format.time(deed.at) + "  ", .muted), Span(deed.shownVerb + " " + deed.shownThings)]
        if deed.failed > 0 { spans.append(Span("  ✗ " + MemoryWords.failed(deed.failed), .error)) }
        if let code = deed.errorCode { spans.append(Span("  ✗ " + MemoryWords.refused(code), .error)) }
        if deed.profile != profile { spans.append(Span("  " + MemoryWords.on(deed.profile), .warning)) }
        // Another platform has its own.
        let isHere = deed.profile == profile
        if isHere { links[document.lines.count] = deed.address }
        document.line(spans + [Span("  " + MemoryWords.reason(deed.reason), .muted)], hanging: 16)
        for id in deed.audit {
          if isHere { links[document.lines.count] = .audit([id]) }
          document.line([Span("                " + MemoryWords.audit(id), .muted)], hanging: 16)
        }
      }
    }
    return Sheet(
      title: MemoryWords.journal, text: TextView(document, showsCursor: true), isJournal: true, links: links)
  }

  /// What the console said, the latest first.
  static func messages(_ messages: [Said]) -> Sheet {
    let document = Document { document in
      if messages.isEmpty { document.prose(MemoryWords.nothingSaid, style: .muted) }
      for message in messages.reversed() {
        document.line(
          [
            Span(Format.time(message.at) + "  ", .muted),
            message.tone.sign, Span(message.text),
          ], hanging: 18)
      }
    }
    return Sheet(title: MemoryWords.messages, text: TextView(document))
  }
}

/// A message that stood above the hints.
struct Said: Hashable, Sendable {
  static let countMax = 200

  var at: Date
  var tone: MessageLine.Tone
  var text: String
}
