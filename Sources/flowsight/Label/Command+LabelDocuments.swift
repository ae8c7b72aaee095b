import Model
import Support
import Terminal

extension Option {
  fileprivate static let documentVersion = value("version", "N", "show what this version says")
  fileprivate static let documentVersions = value(
    "diff", "A,B", "what changed from one version to another, as in 1,3")
}

extension Command {
  static let labelDocuments: [Command] = [
    document(.schema, "list the versions of a project's label schema, show one, or compare two"),
    document(.guidelines, "list the versions of a project's guidelines, show one, or compare two"),
  ]

  private static func document(_ document: LabelDocument, _ summary: String) -> Command {
    Command(
      "label \(document.rawValue)", summary,
      details: "Into a file a version is written as it is, so that `label change --\(document.rawValue)` takes it.",
      operands: [.labelProject], options: [.documentVersion, .documentVersions, .format]
    ) { invocation in
      let version = try invocation.arguments.integer(.documentVersion, in: 1...Int(Int32.max))
      let compared = try invocation.versions(.documentVersions)
      guard version == nil || compared == nil else {
        throw UsageError.conflict(
          "say one of --version and --diff", command: "label \(document.rawValue)")
      }
      return try await invocation.withPlatform { platform in
        let project = try await invocation.labelProject(platform).id
        func text(_ version: Int) async throws -> String {
          try await platform.labelDocument(document, of: project, version: version)
        }
        if let version { return invocation.show(try await text(version), version: version) }
        if let compared {
          let difference = LineDifference(from: try await text(compared.from), to: try await text(compared.to))
          return try invocation.show(difference, compared)
        }
        return try invocation.show(try await platform.labelDocumentVersions(document, of: project))
      }
    }
  }
}

extension Invocation {
  fileprivate func show(_ text: String, version: Int) -> ExitStatus {
    if format == .json {
      write(["version": JSON(version), "text": .string(text)])
    } else if streams.outputIsTerminal {
      streams.output(Terminal.Text.sanitisedLines(text) + (text.hasSuffix("\n") || text.isEmpty ? "" : "\n"))
    } else {
      streams.output(text)
    }
    return .success
  }

  fileprivate func show(_ versions: [LabelDocumentVersion]) throws -> ExitStatus {
    let columns: [Column<LabelDocumentVersion>] = [
      Column("v", .trailing) { String($0.version) }, Column("at") { $0.at.shortText }, Column("by") { $0.author },
      Column("bytes", .trailing) { String($0.bytes) },
    ]
    if format == .json {
      write(try JSON(encoding: versions))
    } else {
      streams.output(Table(columns: columns).text(versions))
    }
    return .success
  }

  /// As a program reads it: the lines that changed. As people do: with three lines around each.
  fileprivate func show(_ difference: LineDifference, _ versions: (from: Int, to: Int)) throws -> ExitStatus {
    if format == .json {
      let changed = difference.lines.filter { $0.change != .same }
      write(["from": JSON(versions.from), "to": JSON(versions.to), "lines": try JSON(encoding: changed)])
      return .success
    }
    let hunks = difference.hunks(context: 3)
    for (index, hunk) in hunks.enumerated() {
      if index > 0 { streams.output("…\n") }
      for line in hunk { streams.output("\(line.change.sign) \(Terminal.Text.sanitised(line.text))\n") }
    }
    if hunks.isEmpty { note("the versions are the same") }
    return .success
  }
}

extension LineDifference.Change {
  fileprivate var sign: String {
    switch self {
    case .same: " "
    case .removed: "-"
    case .added: "+"
    }
  }
}
