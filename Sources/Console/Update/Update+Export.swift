import Foundation
import Model
import Support
import Terminal

/// `:export [csv|json] FILE`, or the key: the list on the screen as a file.
extension ConsoleState {
  /// What is being written.
  struct Exporting: Hashable, Sendable {
    var export: Export
    var generation: Int
  }

  mutating func openExport() {
    guard trail.top.scene.list != nil || trail.top.scene.listLoad != nil else {
      notice = Notice(ExportWords.nothing, .warning)
      return
    }
    let name = trail.top.scene.exportName ?? trail.top.scene.columnMenu?.list ?? trail.pane.rawValue
    mode = .export(
      InputLine(
        "\(name)-\(now.iso8601.prefix(10)).csv", prompt: Span(ExportWords.prompt, .accent),
        placeholder: ExportWords.placeholder))
  }

  /// Begins to write what `csv FILE` asks for.
  mutating func export(_ text: String) -> [ConsoleEffect] {
    guard let (format, path) = Export.parse(text) else {
      notice = Notice(ExportWords.usage, .warning)
      return []
    }
    let scene = trail.top.scene
    if case .list(let list, let query, _)? = scene.listLoad {
      return start(Export(source: .pages(list, query), format: format, path: path))
    }
    guard let rows = try? scene.list?.exported(as: format) else {
      notice = Notice(ExportWords.nothing, .warning)
      return []
    }
    return start(Export(source: .rows(rows), format: format, path: path))
  }

  private mutating func start(_ export: Export) -> [ConsoleEffect] {
    guard exporting == nil else {
      notice = Notice(ExportWords.busy, .warning)
      return []
    }
    let generation = nextGeneration()
    exporting = Exporting(export: export, generation: generation)
    tell(rows: 0)
    return [.export(export, generation: generation)]
  }

  private mutating func tell(rows: Int) {
    guard let exporting else { return }
    let key = keymap.key(for: .cancelExport, in: .browse).map { "\($0)" } ?? ""
    notice = Notice(ExportWords.running(exporting.export.path, rows: rows, key: key))
  }

  func cancelExport() -> [ConsoleEffect] { exporting.map { [.cancelExport(generation: $0.generation)] } ?? [] }

  mutating func receive(_ news: ExportNews, _ generation: Int) -> [ConsoleEffect] {
    guard let exporting, exporting.generation == generation else { return [] }
    switch news {
    case .written(let rows): if !isQuitting { tell(rows: rows) }
    case .ended(.success(let rows)):
      self.exporting = nil
      notice = Notice(ExportWords.done(exporting.export.path, rows: rows), .success)
      if isQuitting, let atStake { notice = Notice(atStake, .warning) }
    case .ended(.failure(let failure)):
      self.exporting = nil
      return fail(exporting.export, failure)
    }
    return []
  }

  private mutating func fail(_ export: Export, _ failure: Failure) -> [ConsoleEffect] {
    isQuitting = false
    switch failure.errorCode {
    case "cancelled": notice = Notice(ExportWords.cancelled)
    case "export_exists":
      notice = nil
      // Whatever else the user began meanwhile is not taken from them.
      guard case .browse = mode else {
        notice = Notice(failure.shown, .warning)
        return []
      }
      mode = .replace(
        export, InputLine(prompt: Span(ExportWords.replace(URL(filePath: export.path).lastPathComponent), .warning)))
    default:
      notice = Notice([failure.shown, failure.shownNextStep].compactMap(\.self).joined(separator: " · "), .error)
    }
    return []
  }

  mutating func take(_ key: Key, export line: InputLine) -> [ConsoleEffect] {
    var line = line
    switch keymap.commands(for: key, in: .prompt).first {
    case .quit: return quit()
    case .cancel: mode = .browse
    case .press:
      mode = .browse
      return export(line.text)
    default:
      _ = line.handle(key)
      mode = .export(line)
    }
    return []
  }

  mutating func take(_ key: Key, replacing export: Export, _ line: InputLine) -> [ConsoleEffect] {
    var (line, export) = (line, export)
    switch keymap.commands(for: key, in: .prompt).first {
    case .quit: return quit()
    case .cancel:
      mode = .browse
      notice = Notice(ExportWords.kept)
    case .press:
      mode = .browse
      guard line.text.trimmingCharacters(in: .whitespaces).lowercased() == "yes" else {
        notice = Notice(ExportWords.kept)
        return []
      }
      export.replaces = true
      return start(export)
    default:
      _ = line.handle(key)
      mode = .replace(export, line)
    }
    return []
  }
}

/// How an export goes.
enum ExportNews: Hashable, Sendable, Codable {
  /// So many rows so far.
  case written(Int)
  case ended(Result<Int, Failure>)
}
