import Foundation
import Model
import Terminal

/// How the view of an upload shares its rows: facts, the names of the parts, the part.
struct UploadLayout {
  let facts: Document
  let factRows: Rect
  let sections: Rect
  let list: Rect
  /// The row under the cursor of the report, at length.
  let issue: Rect

  init(_ size: Size, _ detail: UploadDetail?, section: UploadScene.Section) {
    let facts = Document { document in
      guard let detail else { return }
      document.upload(detail.session)
      document.fact(IngestionWords.run, detail.runID?.description)
    }
    self.facts = facts
    let factRows = min(facts.rowCount(width: size.width - 4), max(1, size.height / 2 - 1))
    let rows = Rect(size).rows([.fixed(factRows), .fixed(1), .share(1)])
    let hasRoom = section == .report && rows[2].height >= 6
    let parts = rows[2].rows([.share(1), .fixed(hasRoom ? 2 : 0)])
    (self.factRows, sections, list, issue) = (rows[0].inset(columns: 1), rows[1], parts[0], parts[1].inset(columns: 2))
  }
}

extension UploadScene {
  func draw(on surface: inout Surface, _ context: DrawContext) {
    guard let detail else { return }
    let layout = UploadLayout(surface.bounds.size, detail, section: section)
    surface.draw(TextView(layout.facts), in: layout.factRows)
    surface.draw(sectionTabs(detail), in: layout.sections)
    if let issue = issues.cursor, section == .report {
      let value = [Span("\(issue.field ?? "") ", .accent), Span(issue.value ?? "–", Style(.string))]
      surface.draw(value, at: layout.issue.origin, width: layout.issue.width)
      let repair = Point(layout.issue.x, layout.issue.y + 1)
      surface.draw("→ " + issue.suggestion.shown, at: repair, width: layout.issue.height > 1 ? layout.issue.width : 0)
    }
    surface.within(layout.list) { list?.draw(on: &$0, empty: empty(detail), context) }
  }

  private func empty(_ detail: UploadDetail) -> [String] {
    switch section {
    case .report: detail.runID == nil ? IngestionWords.noRun : IngestionWords.cleanReport
    case .chunks: IngestionWords.noChunks
    case .events: IngestionWords.noEvents
    }
  }

  private func sectionTabs(_ detail: UploadDetail) -> Tabs {
    let names: [(Section, String)] = [
      (.report, "\(IngestionWords.report) \(Format.count(issues.items.count))\(issues.isOpenEnded ? "+" : "")"),
      (.chunks, "\(IngestionWords.chunks) \(Format.count(detail.chunks.count))"),
      (.events, "\(IngestionWords.events) \(Format.count(detail.log.count))"),
    ]
    return Tabs(sections: names.map(\.1), selected: names.firstIndex { $0.0 == section } ?? 0)
  }
}

extension RowIssue {
  static func columns(width: Int) -> [ListColumn<RowIssue>] {
    typealias Words = IngestionWords
    var columns = [
      ListColumn<RowIssue>("row", Words.row, .fixed(7), .trailing) { issue, _ in Span(Format.count(issue.row)) },
      ListColumn<RowIssue>("field", Words.field, .fixed(width >= 60 ? 14 : 9)) { issue, _ in
        Span(issue.field ?? "–", .accent)
      },
      ListColumn<RowIssue>("reason", Words.reason, .atLeast(10)) { issue, _ in
        Span(ErrorCode(rawValue: issue.reason).shown, .warning)
      },
    ]
    if width >= 56 {
      columns.append(ListColumn("value", Words.value, .atLeast(6)) { issue, _ in Span(issue.value ?? "–", .muted) })
    }
    if width >= 70 {
      columns.append(
        ListColumn("suggestion", Words.suggestion, .atLeast(10)) { issue, _ in Span(issue.suggestion.shown) })
    }
    if width >= 100 {
      columns.insert(
        ListColumn("line", Words.line, .fixed(7), .trailing) { issue, _ in Span(Format.count(issue.line), .muted) },
        at: 1)
    }
    return columns
  }
}

extension UploadChunk {
  static func columns(width: Int) -> [ListColumn<UploadChunk>] {
    typealias Words = IngestionWords
    let isNarrow = width < 56
    let columns: [ListColumn<UploadChunk>] = [
      ListColumn("offset", Words.offset, .fixed(14), .trailing) { chunk, _ in Span(Format.count(chunk.offset)) },
      ListColumn("bytes", Words.bytes, .fixed(9), .trailing) { chunk, _ in Span(Format.bytes(chunk.byteCount)) },
      ListColumn("stored", Words.stored, .fixed(isNarrow ? 8 : 14)) { chunk, _ in
        Span(isNarrow ? String(Format.time(chunk.storedAt).suffix(8)) : Format.time(chunk.storedAt), .muted)
      },
    ]
    let sum = ListColumn<UploadChunk>("sha256", Words.sha256, .atLeast(8)) { chunk, _ in Span(chunk.sha256, .muted) }
    return isNarrow ? columns : columns + [sum]
  }
}
