enum OverviewWords {
  static let causes = "What is wrong, and why"
  static let cured = "this is over"
  static let nothingWrong = "Nothing is wrong"
  static let uploads = "Uploads"
  static let runs = "Runs"
  static let versions = "Versions"
  static let letters = "Letters"
  static let queue = "queue → group"
  static let length = "length"
  static let lag = "lag"
  static let pending = "pending"
  static let consumers = "consumers"
  static let noQueues = "No queues yet. flowsight serve"
  static func workers(_ count: Int) -> String { "Workers \(count)" }
  static let noWorkers = "No worker has been seen. flowsight serve"
  static func leases(_ count: Int) -> String { "\(count) lease\(count == 1 ? "" : "s")" }
  static func seen(_ age: String) -> String { "seen \(age) ago" }
}
