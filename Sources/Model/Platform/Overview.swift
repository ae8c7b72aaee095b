public import Foundation

/// The pulse of the platform on one screen, and what is wrong with it.
public struct Overview: Hashable, Sendable, Codable {
  public var at: Date
  public var uploads: [UploadState: Int]
  public var runs: [JobState: Int]
  public var versions: [VersionState: Int]
  public var letters: [LetterState: Int]
  public var queues: [Queue]
  public var workers: [Worker]
  /// Worst first.
  public var causes: [Cause]

  public init(
    at: Date, uploads: [UploadState: Int], runs: [JobState: Int], versions: [VersionState: Int],
    letters: [LetterState: Int], queues: [Queue], workers: [Worker], causes: [Cause]
  ) {
    self.at = at
    self.uploads = uploads
    self.runs = runs
    self.versions = versions
    self.letters = letters
    self.queues = queues
    self.workers = workers
    self.causes = causes
  }

  /// A worker that holds, or lately held, a lease.
  public struct Worker: Hashable, Sendable, Codable {
    public var name: String
    public var leases: Int
    public var lastSeenAt: Date

    public init(name: String, leases: Int, lastSeenAt: Date) {
      self.name = name
      self.leases = leases
      self.lastSeenAt = lastSeenAt
    }
  }

  /// Something that is wrong: what, why, and where to go to cure it.
  public struct Cause: Hashable, Sendable, Codable {
    public enum Severity: String, Hashable, Sendable, Codable, CaseIterable { case critical, warning, notice }

    public var severity: Severity
    public var title: String
    public var why: String
    /// An address in the console: `dlq`, `dlq/<signature>`, `topology/<run>`, `ingestion`.
    public var address: String

    public init(severity: Severity, title: String, why: String, address: String) {
      self.severity = severity
      self.title = title
      self.why = why
      self.address = address
    }
  }
}
