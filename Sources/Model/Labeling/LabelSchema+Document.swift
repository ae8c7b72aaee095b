public import Support

extension LabelSchema {
  /// The schema that a document describes. Fails with `schema_invalid`, also for what a schema does not know: a mistyped
  /// name would change nothing, and nobody would be told.
  public init(document: JSON) throws(Failure) {
    try LabelSchema.refuseUnknown(document, ["fields"], "the schema")
    for field in document["fields"]?.array ?? [] {
      let name = "the field '\((field["name"]?.string ?? "").prefix(64))'"
      try LabelSchema.refuseUnknown(field, LabelField.memberNames, name)
      if let kind = field["kind"]?.string, LabelField.Kind(rawValue: kind) == nil {
        let kinds = LabelField.Kind.allCases.map(\.rawValue).joined(separator: ", ")
        throw LabelSchema.refusal("\(name) has the kind '\(kind.prefix(64))', but there are \(kinds)")
      }
      for option in field["options"]?.array ?? [] where option.string == nil {
        guard option.members != nil else {
          throw LabelSchema.refusal("\(name) has an option that is no text: numbers go in quotation marks")
        }
        try LabelSchema.refuseUnknown(option, ["value", "title", "help"], "an option of \(name)")
      }
    }
    do {
      self = try document.decode()
    } catch {
      throw LabelSchema.refusal("the label schema cannot be read: \(error)")
    }
  }

  private static func refuseUnknown(_ json: JSON, _ known: Set<String>, _ what: String) throws(Failure) {
    guard let unknown = (json.members ?? []).first(where: { !known.contains($0.name) }) else { return }
    let names = known.sorted().joined(separator: ", ")
    throw refusal("\(what) has '\(unknown.name.prefix(64))', but there are \(names)")
  }

  static func refusal(_ problem: String) -> Failure {
    Failure("schema_invalid", problem, nextStep: "repair the label schema and try again")
  }
}

extension LabelField {
  fileprivate static let memberNames: Set<String> = [
    "name", "title", "kind", "options", "is_required", "is_ordered", "minimum", "maximum", "step", "source",
    "length_max",
  ]
}
