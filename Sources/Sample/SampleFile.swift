public import Tabular

/// A file such as a shop platform's export of its customer-service chat sessions: Chinese headers, realistic values,
/// and errors in known numbers. The same description gives the same bytes on every machine.
public struct SampleFile: Sendable, Hashable {
  public enum Kind: String, Sendable, Hashable, CaseIterable {
    case csv
    case jsonLines
    /// A CSV file that ends inside a quoted field of its last row.
    case truncatedCSV
    /// A picture under the name of a CSV file.
    case wrongType
  }

  public var kind: Kind
  public var rows: Int
  public var seed: UInt64
  /// The encoding of CSV; what it cannot write becomes `?`. JSON Lines are UTF-8.
  public var encoding: TextEncoding
  public var errors: ErrorRates
  /// The month of the sessions, which fall on its first 28 days.
  public var year: Int
  public var month: Int

  public init(
    kind: Kind = .csv, rows: Int, seed: UInt64 = 1, encoding: TextEncoding = .utf8, errors: ErrorRates = .none,
    year: Int = 2024, month: Int = 6
  ) {
    self.kind = kind
    self.rows = rows
    self.seed = seed
    self.encoding = encoding
    self.errors = errors
    self.year = year
    self.month = month
  }

  /// The columns of an export.
  public static let columnNames = [
    "会话ID", "会话时间", "用户信息", "发起场景", "结束场景", "评价结果", "转人工类型", "进入排队时间", "接待客服", "首响时长", "平响时长",
    "人工会话时长", "转接记录",
  ]
}

extension SampleFile {
  /// The share of rows, each in 0…1, that have an error; a row has one at most.
  public struct ErrorRates: Sendable, Hashable {
    /// No session id.
    public var missing: Double
    /// A session time that is no date.
    public var badDates: Double
    /// The session id of an earlier good row.
    public var duplicates: Double
    /// A field too few or too many; in JSON Lines, a line that is cut off.
    public var ragged: Double

    public init(missing: Double = 0, badDates: Double = 0, duplicates: Double = 0, ragged: Double = 0) {
      self.missing = missing
      self.badDates = badDates
      self.duplicates = duplicates
      self.ragged = ragged
    }

    public static let none = ErrorRates()
    /// What a usual export has: some two rows in a hundred.
    public static let realistic = ErrorRates(missing: 0.004, badDates: 0.006, duplicates: 0.008, ragged: 0.002)
  }

  /// What a file holds, so that a reader's counts can be checked.
  public struct Truth: Sendable, Hashable {
    /// All rows, with those that have an error.
    public var rows = 0
    public var missing = 0
    public var badDates = 0
    public var duplicates = 0
    public var ragged = 0
    /// Rows that the end of the file cuts.
    public var cut = 0
    public var byteCount = 0

    public init() {}

    public var goodRows: Int { rows - missing - badDates - duplicates - ragged - cut }
  }
}

extension SampleFile {
  /// Files for a first look: one that loads whole, some that load in part, and some that cannot.
  public static func gallery(rows: Int, seed: UInt64 = 1) -> [(name: String, file: SampleFile)] {
    [
      ("chat-2024-05.csv", SampleFile(rows: rows, seed: seed, month: 5)),
      ("chat-2024-06-gbk.csv", SampleFile(rows: rows, seed: seed + 1, encoding: .gbk, errors: .realistic, month: 6)),
      ("chat-2024-07.jsonl", SampleFile(kind: .jsonLines, rows: rows, seed: seed + 2, errors: .realistic, month: 7)),
      ("chat-2024-08-truncated.csv", SampleFile(kind: .truncatedCSV, rows: rows, seed: seed + 3, month: 8)),
      ("chat-2024-09-picture.csv", SampleFile(kind: .wrongType, rows: rows, seed: seed + 4, month: 9)),
    ]
  }
}
