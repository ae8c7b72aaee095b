import Model

/// Something to read from the platform.
enum Load: Hashable, Sendable, Codable {
  case overview
  case list(ListName, ListQuery, PageRequest)
  case upload(UploadID)
  case run(RunID)
  case letter(LetterID)
}

/// The lists of the platform.
enum ListName: Hashable, Sendable, Codable {
  case uploads, versions, runs, letterGroups, letters, auditEntries
  /// The rows that were rejected in a run.
  case report(RunID)
}

/// What was read.
enum Answer: Hashable, Sendable, Codable {
  case overview(Overview)
  case uploads(Page<UploadSession>)
  case upload(UploadDetail)
  case report(Page<RowIssue>)
  case runs(Page<Run>)
  case run(RunDetail)
  case versions(Page<DatasetVersion>)
  case auditEntries(Page<AuditEntry>)
  case letterGroups(Page<LetterGroup>)
  case letters(Page<DeadLetter>)
  case letter(DeadLetter)
}

extension Load {
  func answer(from platform: any Platform) async throws -> Answer {
    switch self {
    case .overview: .overview(try await platform.overview())
    case .list(let name, let query, let page): try await name.page(query, page, from: platform)
    case .upload(let id): .upload(try await platform.upload(id))
    case .run(let id): .run(try await platform.run(id))
    case .letter(let id): .letter(try await platform.letter(id))
    }
  }
}

extension ListName {
  fileprivate func page(
    _ query: ListQuery, _ page: PageRequest, from platform: any Platform
  ) async throws -> Answer {
    switch self {
    case .uploads: .uploads(try await platform.uploads(query, page))
    case .versions: .versions(try await platform.versions(query, page))
    case .runs: .runs(try await platform.runs(query, page))
    case .letterGroups: .letterGroups(try await platform.letterGroups(query, page))
    case .letters: .letters(try await platform.letters(query, page))
    case .auditEntries: .auditEntries(try await platform.auditEntries(query, page))
    case .report(let run): .report(try await platform.report(of: run, query, page))
    }
  }
}

extension Load {
  /// The page that is read, of loads that read one.
  var page: PageRequest? { if case .list(_, _, let page) = self { page } else { nil } }
}
