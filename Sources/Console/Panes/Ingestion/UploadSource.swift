import Foundation
import Model
import Terminal

/// The upload sessions, newest first.
struct UploadSource: ListSource {
  var address: Address { Address(.ingestion) }
  var crumb: String { PaneID.ingestion.title }
  var empty: [String] { IngestionWords.noUploads }

  var actions: [Command] { [.reingest] }

  var name: ListName { .uploads }
  func concerns(_ change: Change) -> Bool { change == .uploads }

  func page(in answer: Answer) -> Page<UploadSession>? {
    if case .uploads(let page) = answer { page } else { nil }
  }

  func address(of upload: UploadSession) -> Address? { Address(.ingestion, upload.id.description) }
  func request(_ verb: Verb, of upload: UploadSession) -> ActionRequest? {
    ActionRequest(verb: verb, subject: .upload(upload.id))
  }
  func trace(of upload: UploadSession) -> TraceID? { upload.traceID }
  func auditTargets(of upload: UploadSession) -> [AuditTarget] { upload.auditTargets }
  func isLively(_ upload: UploadSession) -> Bool { upload.state == .uploading }

  func columns(width: Int) -> [ListColumn<UploadSession>] {
    typealias Words = IngestionWords
    let bar = width >= 100 ? 12 : 6
    var columns: [ListColumn<UploadSession>] = [
      ListColumn("state", width >= 50 ? Words.state : "", .fixed(width >= 50 ? 11 : 1)) { upload, _ in
        width >= 50 ? upload.state.sign.span : upload.state.sign.short
      }
    ]
    columns += ListColumn.dataset(width: width, \.datasetName, \.version)
    columns.append(
      ListColumn("received", Words.progress, .fixed(bar + 5)) { upload, _ in
        let percent = Text.fitted("\(Int(upload.fraction * 100))%", to: 5, .trailing)
        return Span(ProgressBar(upload.fraction).text(columns: bar) + percent, upload.state.sign.style)
      })
    if width >= 50 {
      columns.append(
        ListColumn("size", Words.size, .fixed(6), .trailing) { upload, _ in Span(Format.bytes(upload.byteCount), .muted)
        })
    }
    columns.append(
      ListColumn("age", CommonWords.age, .fixed(4), .trailing) { upload, now in
        Span(Format.age(of: upload.createdAt, at: now), .muted)
      })
    if width >= 72 {
      columns.append(
        ListColumn("file", Words.file, .atLeast(width >= 84 ? 24 : 8)) { upload, _ in Span(upload.fileName, .muted) })
    }
    return columns
  }

  func describe(_ upload: UploadSession, in document: inout Document) { document.upload(upload) }
}

extension UploadSession {
  /// 0…1
  var fraction: Double {
    if state == .ingested { return 1 }
    return byteCount > 0 ? min(1, max(0, Double(receivedBytes) / Double(byteCount))) : 0
  }
}

extension Document {
  mutating func upload(_ upload: UploadSession) {
    typealias Words = IngestionWords
    line([upload.state.sign.span, Span("  " + upload.datasetName + "@" + upload.version, .title)])
    failure(upload.failure)
    fact(Words.file, Text.sanitised(upload.fileName))
    fact(Words.received, CommonWords.share(Format.bytes(upload.receivedBytes), of: Format.bytes(upload.byteCount)))
    fact(Words.by, upload.createdBy + "  " + Format.time(upload.createdAt))
    fact(Words.trace, upload.traceID.description)
    fact(Words.sha256, upload.sha256)
  }
}
