import Foundation
import Model
import Support
import Terminal

/// What the shell does beside the panes: it remembers, tells what was done and said, and draws itself for a file.
extension ConsoleState {
  mutating func run(_ typed: TypedCommand) -> [ConsoleEffect] {
    switch typed.command {
    case .bookmark: return keepBookmark(typed.argument)
    case .forget: return forgetBookmark(typed.argument)
    case .snapshot: return takeSnapshot(Snapshot(parsing: typed.argument))
    case .export where !typed.argument.isEmpty: return export(typed.argument)
    case .theme where !typed.argument.isEmpty:
      return chooseTheme(named: typed.argument)
    default: return run(typed.command, by: nil)
    }
  }

  /// Runs a command of this file; `nil` when it is none.
  mutating func runShell(_ command: Command) -> [ConsoleEffect]? {
    switch command {
    case .journal:
      mode = .sheet(.journal(deeds, here: backend.profile))
      return [.recall]
    case .messages: mode = .sheet(.messages(messages))
    case .bookmark: return keepBookmark("")
    case .bookmarks: mode = .palette(bookmarkPalette)
    case .snapshot: return takeSnapshot(Snapshot(parsing: ""))
    case .theme: openThemes()
    case .faster: setPace(pace - 1)
    case .slower: setPace(pace + 1)
    default: return nil
    }
    return []
  }

  mutating func remember(_ memo: Memo) -> [ConsoleEffect] {
    memory.take(memo)
    return [.keep(.memo(memo))]
  }

  mutating func remember(_ deed: Deed) -> [ConsoleEffect] {
    deeds.append(deed)
    return [.keep(.deed(deed))]
  }

  /// The journal as it is in the file: commands and other consoles wrote there since. What is done here and is not
  /// there yet stays.
  mutating func receive(recalled deeds: [Deed]) {
    let known = Set(deeds.map(\.mark))
    self.deeds = deeds + self.deeds.filter { !known.contains($0.mark) }
    guard case .sheet(var sheet) = mode, sheet.isJournal else { return }
    let fresh = Sheet.journal(self.deeds, here: backend.profile)
    // Whoever is at its beginning reads the latest; whoever has gone on stays at what they read.
    guard sheet.text.cursor.line > 0 else {
      mode = .sheet(fresh)
      return
    }
    sheet.text.replace(with: fresh.text.document)
    sheet.links = fresh.links
    mode = .sheet(sheet)
  }

  /// What could not be kept is told once; that what there was is kept elsewhere, each time.
  mutating func receive(unkept failure: Failure) {
    if failure.errorCode == "memory_damaged" { return tell(damage: failure) }
    guard !isForgetful else { return }
    isForgetful = true
    notice = Notice(failure.shown, .warning)
  }

  mutating func tell(damage: Failure?) {
    guard let damage else { return }
    let text = Language.$current.withValue(language) { [damage.shown, damage.shownNextStep] }
    notice = Notice(text.compactMap(\.self).joined(separator: " · "), .warning)
  }

  mutating func receive(wrote path: String, _ failure: Failure?) {
    notice =
      failure.map { Notice([$0.shown, $0.shownNextStep ?? MemoryWords.elsewhere].joined(separator: " · "), .error) }
      ?? Notice(MemoryWords.wrote(path), .success)
  }
}

// MARK: - Bookmarks

extension ConsoleState {
  var bookmarkPalette: Palette<PaletteTarget> {
    let line = InputLine(prompt: Span(": ", .accent))
    return Palette(MemoryWords.bookmarks, bookmarkChoices, line: line, empty: MemoryWords.noBookmarks)
  }

  /// Those of this platform; one that no view answers to any more cannot be chosen.
  var bookmarkChoices: [Choice<PaletteTarget>] {
    memory.bookmarks(of: backend.profile).map { bookmark in
      let title = bookmark.name == bookmark.address ? "★ \(bookmark.name)" : "★ \(bookmark.name)  \(bookmark.address)"
      guard let address = Address(parsing: bookmark.address) else {
        return Choice(title, obstacle: ShellWords.unknownAddress(bookmark.address), .bookmark(bookmark.address))
      }
      return Choice(title, .address(address))
    }
  }

  private mutating func keepBookmark(_ name: String) -> [ConsoleEffect] {
    let address = trail.top.scene.address.description
    let name = name.isEmpty ? address : name
    notice = Notice(MemoryWords.bookmarked(name), .success)
    return remember(.bookmark(Memory.Bookmark(name: name, profile: backend.profile, address: address)))
  }

  private mutating func forgetBookmark(_ name: String) -> [ConsoleEffect] {
    guard memory.bookmarks(of: backend.profile).contains(where: { $0.name == name }) else {
      notice = Notice(MemoryWords.unknownBookmark(name), .warning)
      return []
    }
    notice = Notice(MemoryWords.forgotten(name), .success)
    return remember(.forget(bookmark: name, profile: backend.profile))
  }
}

// MARK: - Snapshots, pace

extension ConsoleState {
  private mutating func takeSnapshot(_ snapshot: Snapshot) -> [ConsoleEffect] {
    let picture = Console.view(self, size)
    let contents = snapshot.contents(picture, theme: theme, depth: colorDepth)
    return [.write(contents, to: snapshot.path(of: trail.top.scene.address, at: now))]
  }

  /// Milliseconds for which changes are gathered before the view is read anew, the fastest first.
  static let paces = [Visit.refreshMillisecondsMin, 1000, 2000, 5000, 15_000, 60_000]

  var paceMilliseconds: Int { Self.paces[pace] }

  /// How long the view on the screen gathers them.
  var pauseMilliseconds: Int { max(paceMilliseconds, trail.top.refreshMilliseconds) }

  private mutating func setPace(_ index: Int) {
    pace = min(max(0, index), Self.paces.count - 1)
    notice = Notice(MemoryWords.paced(paceMilliseconds))
  }
}
