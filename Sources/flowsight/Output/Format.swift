/// How results are written.
enum Format: String, CaseIterable, Sendable {
  case table, json, csv
}

extension Option {
  static let listFormat = value(
    "output", short: "o", "FORMAT", "how to write the list", choices: Format.allCases.map(\.rawValue))
  static let format = value("output", short: "o", "FORMAT", "how to write the result", choices: ["table", "json"])
}

extension Arguments {
  var format: Format { value(.format).flatMap(Format.init(rawValue:)) ?? .table }
}
