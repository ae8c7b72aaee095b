import Model

/// Something to read from the platform.
enum Load: Hashable, Sendable {
  case overview
  case uploads(PageRequest)
  case upload(UploadID)
  case report(RunID, PageRequest)
  case runs(RunFilter, PageRequest)
  case run(RunID)
  case letterGroups
  case letters(LetterFilter, PageRequest)
  case letter(LetterID)
}

/// What was read.
enum Answer: Hashable, Sendable {
  case overview(Overview)
  case uploads(Page<UploadSession>)
  case upload(UploadDetail)
  case report(Page<RowIssue>)
  case runs(Page<Run>)
  case run(RunDetail)
  case letterGroups([LetterGroup])
  case letters(Page<DeadLetter>)
  case letter(DeadLetter)
}

extension Load {
  func answer(from platform: any Platform) async throws -> Answer {
    switch self {
    case .overview: .overview(try await platform.overview())
    case .uploads(let page): .uploads(try await platform.uploads(page))
    case .upload(let id): .upload(try await platform.upload(id))
    case .report(let run, let page): .report(try await platform.report(of: run, page))
    case .runs(let filter, let page): .runs(try await platform.runs(filter, page))
    case .run(let id): .run(try await platform.run(id))
    case .letterGroups: .letterGroups(try await platform.letterGroups())
    case .letters(let filter, let page): .letters(try await platform.letters(filter, page))
    case .letter(let id): .letter(try await platform.letter(id))
    }
  }
}

extension Load {
  /// The page that is read, of loads that read one.
  var page: PageRequest? {
    switch self {
    case .uploads(let page), .report(_, let page), .runs(_, let page), .letters(_, let page): page
    case .overview, .upload, .run, .letterGroups, .letter: nil
    }
  }
}
