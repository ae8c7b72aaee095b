public import Support

/// A workflow to be run for versions that are there already: which, in what order, and how many at once.
public struct Backfill: Hashable, Sendable, Codable {
  /// What is done with versions that the workflow was run for before.
  public enum Reprocess: String, Hashable, Sendable, Codable, CaseIterable {
    /// They are left out.
    case none
    /// Those of which the newest run failed are run again: what succeeded is carried over.
    case failed
    /// All are run anew from the first step, those that were undone or cancelled as well.
    case all
  }

  /// By when the versions were ingested.
  public enum Order: String, Hashable, Sendable, Codable, CaseIterable { case oldest, newest }

  public var workflow: String
  /// Which versions, as it is typed in lists of ``BackfillCandidate``: `dataset=orders created>2026-03-01`.
  public var filter: String
  /// Of each dataset, only versions that were not ingested before this one.
  public var from: String?
  /// Of each dataset, only versions that were not ingested after this one.
  public var to: String?
  public var reprocess: Reprocess
  public var order: Order
  /// The first so many in that order; `nil`: all.
  public var limit: Int?
  /// Runs that are at work at once.
  public var concurrency: Int
  /// In place of those that a run has.
  public var parameters: JSON

  public static let concurrencyRange = 1...200
  public static let concurrencyDefault = 4
  public static let limitRange = 1...1_000_000

  public init(
    workflow: String = loadWorkflow, filter: String = "", from: String? = nil, to: String? = nil,
    reprocess: Reprocess = .none,
    order: Order = .oldest, limit: Int? = nil, concurrency: Int = concurrencyDefault, parameters: JSON = [:]
  ) {
    self.workflow = workflow
    self.filter = filter
    self.from = from
    self.to = to
    self.reprocess = reprocess
    self.order = order
    self.limit = limit
    self.concurrency = concurrency
    self.parameters = parameters
  }

  /// The workflow that makes a version from its file.
  public static let loadWorkflow = "dataset.load"

  /// Of the versions of one dataset.
  public init(workflow: String = loadWorkflow, dataset: String) {
    self.init(workflow: workflow, filter: Filter.field("dataset", is: [dataset]).text)
  }

  /// Fails with `filter_invalid`, or with `invalid_argument` when a number is out of its range.
  public func check() throws(Failure) {
    guard try query().sort == nil else {
      throw .invalid("the versions of a backfill are not sorted by their filter", nextStep: "use its order instead")
    }
    guard Backfill.concurrencyRange.contains(concurrency) else {
      throw .invalid(
        "\(concurrency) runs at once are not possible",
        nextStep: "choose \(Backfill.concurrencyRange.lowerBound) to \(Backfill.concurrencyRange.upperBound)")
    }
    if let limit, !Backfill.limitRange.contains(limit) {
      throw .invalid("a limit of \(limit) versions is not possible", nextStep: "choose 1 or more, or leave it out")
    }
  }

  /// The versions that the filter names. Fails with `filter_invalid`.
  public func query() throws(Failure) -> ListQuery {
    do throws(FilterError) {
      return try ListQuery(parsing: filter, fields: BackfillCandidate.fieldInfos)
    } catch {
      throw error.failure
    }
  }

  /// As words of `key=value`, those that stand as they always do left out; the filter not among them.
  public var options: String {
    var words = ["workflow=\(workflow)", "reprocess=\(reprocess.rawValue)"]
    if order != .oldest { words.append("order=\(order.rawValue)") }
    if let from { words.append("from=\(from)") }
    if let to { words.append("to=\(to)") }
    if let limit { words.append("limit=\(limit)") }
    words.append("at_once=\(concurrency)")
    words += (parameters.members ?? []).map { "\($0.name)=\($0.value.string ?? $0.value.text())" }
    return words.joined(separator: " ")
  }

  /// Takes words of ``options``; names that are none of them are parameters of the runs. Fails with `invalid_argument`.
  public mutating func take(options: JSON) throws(Failure) {
    (from, to, limit, parameters) = (nil, nil, nil, [:])
    for option in options.members ?? [] {
      let text = option.value.string ?? option.value.text()
      switch option.name {
      case "workflow": workflow = text
      case "reprocess": reprocess = try Backfill.choice(option.name, text)
      case "order": order = try Backfill.choice(option.name, text)
      case "from": from = text
      case "to": to = text
      case "limit": limit = try Backfill.number(option.name, text)
      case "at_once": concurrency = try Backfill.number(option.name, text)
      default: parameters[option.name] = option.value
      }
    }
    try check()
  }

  static func choice<Choice: RawRepresentable<String> & CaseIterable>(
    _ name: String, _ text: String
  ) throws(Failure) -> Choice {
    if let choice = Choice(rawValue: text) { return choice }
    let names = Choice.allCases.map(\.rawValue).joined(separator: ", ")
    throw .invalid("\(name)=\(text) is not possible", nextStep: "\(name) is one of \(names)")
  }

  static func number(_ name: String, _ text: String) throws(Failure) -> Int {
    if let number = Int(text) { return number }
    throw .invalid("\(name)=\(text) is no whole number", nextStep: nil)
  }
}
