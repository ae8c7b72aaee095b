public import Foundation

/// A version as the workflow service knows it: ingested once, and how its newest run of one workflow stands. What a
/// backfill chooses among.
public struct BackfillCandidate: Hashable, Sendable, Codable {
  /// The first run that the version ever had, of whatever workflow.
  public var firstRun: RunID
  public var datasetID: DatasetID
  public var datasetName: String
  public var version: String
  /// When its first run was made: when it was ingested.
  public var createdAt: Date
  /// Of the workflow, or one that undoes what it did; `nil` while the workflow was never run for the version.
  public var newestRun: RunID?
  public var state: JobState?
  /// The newest run undid another.
  public var isUndone: Bool
  public var failure: Failure?

  public init(
    firstRun: RunID, datasetID: DatasetID, datasetName: String, version: String, createdAt: Date, newestRun: RunID?,
    state: JobState?, isUndone: Bool, failure: Failure?
  ) {
    self.firstRun = firstRun
    self.datasetID = datasetID
    self.datasetName = datasetName
    self.version = version
    self.createdAt = createdAt
    self.newestRun = newestRun
    self.state = state
    self.isUndone = isUndone
    self.failure = failure
  }

  /// How a version stands towards a backfill.
  public enum Standing: String, Hashable, Sendable, CaseIterable {
    case fresh, failed, undone, cancelled, done
    /// A run is at work on it.
    case busy
  }

  public var standing: Standing {
    guard let state else { return .fresh }
    if !state.isTerminal { return .busy }
    if isUndone { return .undone }
    return switch state {
    case .failed: .failed
    case .cancelled: .cancelled
    case .succeeded, .skipped: .done
    case .pending, .running: .busy
    }
  }
}

extension Backfill.Reprocess {
  /// Versions that stand so are run for; all others are left out.
  public var standings: [BackfillCandidate.Standing] {
    switch self {
    case .none: [.fresh]
    case .failed: [.fresh, .failed]
    case .all: [.fresh, .failed, .undone, .cancelled, .done]
    }
  }
}

extension BackfillCandidate: Listed {
  public var listID: String { firstRun.description }

  public static let fields: [ListField<BackfillCandidate>] = [
    .name("dataset", \.datasetName), .name("version", \.version), .time("created", \.createdAt), .age { $0.createdAt },
    ListField(FieldInfo("state", .choice(JobState.allCases.map(\.rawValue)), isSortable: true)) { candidate in
      candidate.state.map { ListValue.text($0.rawValue) }
    }, .name("code") { $0.failure?.errorCode.rawValue },
    .text("message") { $0.failure?.message }, .id("run", \.newestRun), .id("dataset_id", \.datasetID),
    .id("id", isSortable: true, \.firstRun),
  ]
}
