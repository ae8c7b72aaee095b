import Model
import Support

/// What a change does to a project and to who works in it. Pure.
extension LabelProjectChange {
  /// Fails with `schema_invalid`, `settings_invalid` or `invalid_argument`.
  func check() throws(Failure) {
    try schema?.check()
    try settings?.check()
    if let guidelines { try LabelProject.checkGuidelines(guidelines) }
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
      let version = project.schemaVersion + 1
      effects.append(
        localized(
          "the schema becomes version \(version); answered under the one of their claim: \(counted(held, "task")) in hand",
          "标签方案升为第 \(version) 版；手中的 \(held) 条仍按领取时的版本作答"))
    }
    if let guidelines, guidelines != project.guidelines {
      let version = project.guidelinesVersion + 1
      effects.append(localized("the guidelines become version \(version)", "标注规范升为第 \(version) 版"))
    }
    return effects
  }

  private static func effects(of status: LabelProject.Status, on project: LabelProject, _ held: Int) -> [String] {
    let open = project.tasks[.open, default: 0]
    let inHand = localized("in hand, and can still be submitted: \(held)", "手中的 \(held) 条仍可提交")
    return switch status {
    case .active: [localized("\(counted(open, "open task")) can be claimed again", "\(open) 个待标注任务可再次领取")]
    case .paused:
      [
        localized(
          "nothing new is given out; \(counted(open, "open task waits", "open tasks wait"))", "不再发放新任务；\(open) 个待标注任务等待"
        ), inHand,
      ]
    case .archived:
      [
        localized(
          "nothing is given out any more; \(counted(open, "open task stays as it is", "open tasks stay as they are"))",
          "不再发放任务；\(open) 个待标注任务保持原样"),
        inHand,
        localized(
          "labels that came can still be reviewed and exported; the project can be resumed",
          "已有标注仍可审核与导出；项目可以恢复"),
      ]
    }
  }

  private static func effects(of settings: LabelSettings, on project: LabelProject) -> [String] {
    let before = project.settings
    var effects: [String] = []
    func note(_ name: String, _ old: String?, _ new: String?) {
      if old != new { effects.append("\(name): \(old ?? "–") → \(new ?? "–")") }
    }
    note("overlap", "\(before.overlap)", "\(settings.overlap)")
    note("lease_seconds", "\(before.leaseSeconds)", "\(settings.leaseSeconds)")
    note("leases_max", "\(before.leasesMax)", "\(settings.leasesMax)")
    note("review_rate", "\(before.reviewRate)", "\(settings.reviewRate)")
    note("gold_rate", "\(before.goldRate)", "\(settings.goldRate)")
    note("adjudicators", before.adjudicators, settings.adjudicators)
    note("title_field", before.titleField, settings.titleField)
    let rule = localized(
      "from now on: an overlap holds for tasks imported, a review rate for labels, the others for claims",
      "自此生效：每条人数对新导入的任务，抽检比例对新的标注，其余对新的领取")
    return effects + [rule]
  }
}
