import Foundation
import Model
import Support
import Terminal
import YAML

extension Option {
  fileprivate static let schema = value("schema", "FILE", "the label schema, as YAML or JSON")
  fileprivate static let guidelines = value("guidelines", "FILE", "the guidelines, as text or Markdown")
  fileprivate static let setting = value(
    "set", "KEY=VALUE", "a setting, such as overlap=2, review_rate=0.1, gold_rate=0.05, lease_seconds=900",
    isRepeatable: true)
  fileprivate static let add = value("add", "NAME", "a person who joins (repeatable)", isRepeatable: true)
  fileprivate static let remove = value("remove", "NAME", "a person who leaves (repeatable)", isRepeatable: true)
}

extension Operand {
  static let labelProject = Operand("PROJECT", "the project's name")
}

extension Command {
  static let labelProjects: [Command] =
    [list, show, create, change]
    + [
      status("pause", "give nothing new out; what is in hand can still be submitted", .paused),
      status("resume", "give tasks out again", .active),
      status("close", "give nothing out any more; it can be resumed", .archived),
    ] + [groups, group]

  private static let list = Command(
    "label projects", "list labeling projects, newest first", options: Option.listing
  ) { invocation in
    try await invocation.withPlatform { platform in
      try await invocation.list(columns, empty: "no labeling projects") { try await platform.labelProjects($0, $1) }
    }
  }

  private static let show = Command(
    "label project", "show a project: its schema, guidelines and settings", operands: [.labelProject],
    options: [.format]
  ) { invocation in
    try await invocation.withPlatform { platform in
      let project = try await invocation.labelProject(platform)
      return try invocation.show(project) { project.details }
    }
  }

  private static let create = Command(
    "label create", "make a labeling project",
    details: """
      The schema is a document: `fields`, each with a `name`, a `kind` (choice, choices, spans, rating, ranking, text),
      and `options` (a list of values), `minimum` and `maximum`, or `source` (the text that spans are of).
      """,
    operands: [Operand("NAME", "its name")], options: [.schema, .guidelines, .setting, .dryRun, .format]
  ) { invocation in
    let schema = try invocation.schema()
    guard let schema else {
      throw UsageError.missingOption(.schema, command: "label create", because: "it says what is asked")
    }
    let draft = LabelProjectDraft(
      name: invocation.arguments.operands.first ?? "", schema: schema,
      guidelines: try invocation.guidelines() ?? "", settings: try invocation.settings(LabelSettings()))
    if invocation.arguments.has(.dryRun) {
      try draft.check()
      return try await invocation.withPlatform { platform in
        try platform.actor.require(.configure)
        try await requireFree(draft.name, platform)
        if let group = draft.settings.adjudicators {
          try SkillGroup.require(group, among: try await platform.skillGroups().map(\.name))
        }
        invocation.note("nothing was made: the name is free, the schema and the settings are right")
        return .success
      }
    }
    return try await invocation.withPlatform { platform in
      let project = try await platform.createLabelProject(draft)
      return try invocation.show(project) { project.details }
    }
  }

  private static func requireFree(_ name: String, _ platform: any Platform) async throws {
    do {
      _ = try await platform.labelProject(named: name)
    } catch let failure as Failure where failure.errorCode == "not_found" {
      return
    }
    throw Failure("project_exists", "there is a labeling project '\(name)' already", nextStep: "choose another name")
  }

  private static let change = Command(
    "label change", "change a project's schema, guidelines or settings", operands: [.labelProject],
    options: [.schema, .guidelines, .setting] + Option.acting
  ) { invocation in
    let change = LabelProjectChange(schema: try invocation.schema(), guidelines: try invocation.guidelines())
    guard change != LabelProjectChange() || invocation.arguments.has(.setting) else {
      throw UsageError.missingOption(.setting, command: "label change", because: "nothing says what to change")
    }
    return try await invocation.withPlatform { platform in
      let project = try await invocation.labelProject(platform)
      var change = change
      if invocation.arguments.has(.setting) { change.settings = try invocation.settings(project.settings) }
      return try await invocation.intervene(
        .changeLabelProject(project.id, change), noun: "project", command: "label change", on: platform)
    }
  }

  private static func status(_ verb: String, _ summary: String, _ status: LabelProject.Status) -> Command {
    Command("label \(verb)", summary, operands: [.labelProject], options: Option.acting) { invocation in
      try await invocation.withPlatform { platform in
        let project = try await invocation.labelProject(platform)
        return try await invocation.intervene(
          .changeLabelProject(project.id, LabelProjectChange(status: status)), noun: "project",
          command: "label \(verb)", on: platform)
      }
    }
  }

  private static let groups = Command("label groups", "list skill groups and their members", options: Option.listing) {
    invocation in
    try await invocation.withPlatform { platform in
      let columns: [Column<SkillGroup>] = [
        Column("group") { $0.name }, Column("members", isFlexible: true) { $0.members.joined(separator: ", ") },
      ]
      return try await invocation.list(columns, empty: "no skill groups") { query, page in
        query.page(of: try await platform.skillGroups(), page, at: Date())
      }
    }
  }

  private static let group = Command(
    "label group", "form a skill group: who can do certain tasks", operands: [Operand("GROUP", "its name")],
    options: [.add, .remove] + Option.acting
  ) { invocation in
    let arguments = invocation.arguments
    return try await invocation.intervene(
      .changeSkillGroup(
        arguments.operands.first ?? "", add: arguments.values(.add), remove: arguments.values(.remove)),
      noun: "group", command: "label group")
  }

  private static let columns: [Column<LabelProject>] = [
    Column("name") { $0.name }, Column("status") { $0.status.rawValue },
    Column("tasks", .trailing) { String($0.tasks.values.reduce(0, +)) },
    Column("accepted", .trailing) { String($0.tasks[.accepted] ?? 0) },
    Column("to review", .trailing) { String(($0.tasks[.labeled] ?? 0) + ($0.tasks[.adjudicating] ?? 0)) },
    Column("schema", .trailing) { "v\($0.schemaVersion)" }, Column("by") { $0.createdBy },
    Column("updated at") { $0.updatedAt.shortText }, Column("id") { $0.id.description },
  ]
}

extension Invocation {
  /// The project that the first operand names.
  func labelProject(_ platform: any Platform) async throws -> LabelProject {
    try await platform.labelProject(named: arguments.operands.first ?? "")
  }

  fileprivate func schema() throws -> LabelSchema? {
    guard let path = arguments.value(.schema) else { return nil }
    let text = try InputFile(path: path).document(bytesMax: LabelProject.guidelinesBytesMax)
    let document: JSON
    do {
      document = try YAML.parse(text)
    } catch {
      throw Failure(
        "schema_invalid", "the label schema cannot be read: \(error)",
        nextStep: "repair \(path); `flowsight label create --help` shows the form")
    }
    return try LabelSchema(document: document)
  }

  fileprivate func guidelines() throws -> String? {
    try arguments.value(.guidelines).map {
      try InputFile(path: $0).document(bytesMax: LabelProject.guidelinesBytesMax)
    }
  }

  /// The settings with what `--set` says.
  fileprivate func settings(_ before: LabelSettings) throws -> LabelSettings {
    var json = try JSON(encoding: before)
    for member in try arguments.parameters().members ?? [] {
      guard json[member.name] != nil || ["adjudicators", "title_field"].contains(member.name) else {
        throw UsageError.badValue(.setting, member.name, expected: "the name of a setting")
      }
      json[member.name] = member.value
    }
    do {
      return try json.decode()
    } catch {
      throw Failure("settings_invalid", "a setting cannot be read: \(error)", nextStep: "see `label project NAME`")
    }
  }
}

extension LabelProject {
  fileprivate var details: Details {
    var details = Details()
    details.add("project", name)
    details.add("id", id.description)
    details.add("status", status.rawValue)
    for state in LabelTaskState.allCases { details.add(state.rawValue.lowercased(), tasks[state].map(String.init)) }
    details.add("settings", (try? JSON(encoding: settings))?.text())
    details.add("created", "\(createdAt.shortText) by \(createdBy)")
    details.section(
      "schema v\(schemaVersion)",
      Terminal.Text.sanitisedLines(schema.text))
    details.section("guidelines v\(guidelinesVersion)", Terminal.Text.sanitisedLines(guidelines))
    return details
  }
}
