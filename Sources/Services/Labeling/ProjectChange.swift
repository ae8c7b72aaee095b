import Model
import Support

/// What a change does to a project and to who works in it. Pure.
extension LabelProjectChange {
  /// Fails with `schema_invalid`, `settings_invalid` or `invalid_argument`.
  func check() throws(Failure) {
    try schema?.check()
    try settings?.check()
    if let guidelines { try LabelingService.checkGuidelines(guidelines) }
  }

  /// It asks for a status that the project has, and for nothing else.
  func isNothing(to project: LabelProject) -> Bool {
    status == project.status && schema == nil && guidelines == nil && settings == nil
  }

  /// A line each; `held` tasks are in somebody's hands.
  func effects(on project: LabelProject, held: Int) -> [String] {
    var effects: [String] = []
    if let status, status != project.status { effects += LabelProjectChange.effects(of: status, on: project, held) }
    if let settings { effects += LabelProjectChange.effects(of: settings, on: project) }
    if let schema, schema != project.schema {
      effects.append(
        "the schema becomes version \(project.schemaVersion + 1); \(held) tasks in hand are answered under the one they "
          + "were claimed with")
    }
    if let guidelines, guidelines != project.guidelines {
      effects.append("the guidelines become version \(project.guidelinesVersion + 1)")
    }
    return effects
  }

  private static func effects(of status: LabelProject.Status, on project: LabelProject, _ held: Int) -> [String] {
    let open = project.tasks[.open, default: 0]
    return switch status {
    case .active: ["\(open) open tasks can be claimed again"]
    case .paused:
      ["nothing new is given out; \(open) open tasks wait", "\(held) tasks in hand can still be submitted"]
    case .archived:
      [
        "the project is closed: nothing is given out any more, and \(open) open tasks stay as they are",
        "\(held) tasks in hand can still be submitted; labels that came can still be reviewed and exported",
        "it can be resumed",
      ]
    }
  }

  private static func effects(of settings: LabelSettings, on project: LabelProject) -> [String] {
    let before = project.settings
    var effects: [String] = []
    func note(_ name: String, _ old: String, _ new: String, _ since: String) {
      if old != new { effects.append("\(name): \(new) instead of \(old), for \(since) from now on") }
    }
    note("overlap", "\(before.overlap)", "\(settings.overlap)", "tasks imported")
    note("lease_seconds", "\(before.leaseSeconds)", "\(settings.leaseSeconds)", "claims and drafts")
    note("leases_max", "\(before.leasesMax)", "\(settings.leasesMax)", "claims")
    note("review_rate", "\(before.reviewRate)", "\(settings.reviewRate)", "tasks whose last label comes")
    note("gold_rate", "\(before.goldRate)", "\(settings.goldRate)", "claims")
    note("adjudicators", before.adjudicators ?? "nobody", settings.adjudicators ?? "nobody", "labels that differ")
    note("title_field", before.titleField ?? "none", settings.titleField ?? "none", "items shown")
    let rule = "an overlap holds for tasks imported from now on, a review rate for labels, a gold rate for claims"
    return effects.isEmpty ? [rule] : effects
  }
}
