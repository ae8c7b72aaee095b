import Model
import Support
import Terminal

extension Option {
  static let document = value(
    "file", "FILE", "the edited payload, as `dlq show ID --payload` prints it; - reads it here")
  static let setPath = value(
    "set", "PATH=VALUE", "one change, such as parameters.mode=lenient or file.template.fields[2].type=text",
    isRepeatable: true)
  static let unset = value("unset", "PATH", "take a member away", isRepeatable: true)
  static let revision = value("revision", "N", "this revision of the payload; 0 is the original")
  static let payload = flag("payload", "only the payload, as it can be edited")
}

extension Command {
  static let letterEdits: [Command] = [letterEdit, letterDiff]

  private static let letterEdit = Command(
    "dlq edit", "edit the payload that a redrive of a letter sends; the original stays",
    details: """
      What it is told to do may be changed: parameters, the load mode, the rules of the template, the members of an event.
      What says which work or data are meant, and every mask, stays. Changes are made to the newest revision; with
      `--revision N` to that one, and are refused when a newer one is there: a file that was printed from revision N does
      not undo what others have made of it since.
      """,
    operands: [Operand("ID", "the letter's id, or the end of it")],
    options: [.document, .setPath, .unset, .revision] + Option.acting
  ) { invocation in
    let named = try invocation.named(DeadLetter.self)
    let base = try invocation.arguments.integer(.revision, in: 0...Int(Int32.max))
    return try await invocation.withPlatform { platform in
      let id = try await platform.identify(named)
      let letter = try await platform.letter(id)
      let begun = base == nil ? letter.revisions.last : letter.revisions.first { $0.number == base }
      if let base, base > 0, begun == nil {
        throw Failure.notFound("revision", "\(base)", list: "flowsight dlq show \(id)")
      }
      let shown = PayloadDocument(letter).shown(begun?.payload ?? letter.payload)
      let edit = Intervention.editPayload(id, base: begun?.number ?? 0, document: try invocation.edited(shown))
      return try await invocation.intervene(edit, noun: "letter", command: "dlq edit", on: platform)
    }
  }

  private static let letterDiff = Command(
    "dlq diff", "show what was edited in a letter's payload, from the original to the newest revision",
    operands: [Operand("ID", "the letter's id, or the end of it")], options: [.revision, .format]
  ) { invocation in
    let named = try invocation.named(DeadLetter.self)
    let number = try invocation.arguments.integer(.revision, in: 1...Int(Int32.max))
    return try await invocation.withPlatform { platform in
      let id = try await platform.identify(named)
      let letter = try await platform.letter(id)
      let found = number == nil ? letter.revisions.last : letter.revisions.first { $0.number == number }
      guard let revision = found else {
        guard let number else {
          throw Failure(
            "not_found", "the payload of letter \(id) was never edited",
            nextStep: "edit it with `flowsight dlq edit \(id)`")
        }
        throw Failure.notFound("revision", "\(number)", list: "flowsight dlq show \(id)")
      }
      return try invocation.show(revision) { revision.details(original: letter.payloadSHA256) }
    }
  }
}

extension Invocation {
  /// The document as the options change it.
  fileprivate func edited(_ document: JSON) throws -> JSON {
    let (sets, unsets) = (arguments.values(.setPath), arguments.values(.unset))
    if let path = arguments.value(.document) {
      guard sets.isEmpty, unsets.isEmpty else {
        throw UsageError.conflict("--file excludes --set and --unset", command: "dlq edit")
      }
      let text = try InputFile(path: path).document(bytesMax: 2 * PayloadDocument.bytesMax)
      do {
        return try JSON(parsing: text)
      } catch {
        throw Failure.invalid("\(path) is no JSON: \(error)", nextStep: "correct it there")
      }
    }
    guard !sets.isEmpty || !unsets.isEmpty else {
      throw UsageError.conflict("give --file, or --set and --unset", command: "dlq edit")
    }
    var edited = document
    for text in sets {
      let parts = text.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false).map(String.init)
      guard parts.count == 2, let path = JSON.Path(parsing: parts[0]) else {
        throw UsageError.badValue(.setPath, text, expected: "PATH=VALUE")
      }
      edited = try edited.changed(at: path, to: (try? JSON(parsing: parts[1])) ?? .string(parts[1]))
    }
    for text in unsets {
      guard let path = JSON.Path(parsing: text) else {
        throw UsageError.badValue(.unset, text, expected: "PATH")
      }
      edited = try edited.changed(at: path, to: nil)
    }
    return edited
  }
}

extension JSON {
  fileprivate func changed(at path: Path, to value: JSON?) throws(Failure) -> JSON {
    guard value != nil || self.value(at: path) != nil, let changed = setting(value, at: path) else {
      throw Failure.invalid(
        "there is no place '\(path)' in the payload", nextStep: "see it with `flowsight dlq show ID --payload`")
    }
    return changed
  }
}

extension PayloadRevision {
  static let columns: [Column<JSON.Difference>] = [
    Column("path") { $0.path.description }, Column("before", isFlexible: true) { JSON.Difference.text($0.before) },
    Column("after", isFlexible: true) { JSON.Difference.text($0.after) },
  ]

  func details(original sha256: String) -> Details {
    var details = Details()
    details.add("revision", String(number))
    details.add("by", author)
    details.add("at", at)
    details.add("reason", reason)
    details.add("audit", auditID.description)
    details.add("sha256", "\(sha256) → \(self.sha256)")
    details.section("changes", Table(columns: PayloadRevision.columns).text(changes))
    return details
  }
}
