import Support

// The same intervention on several things: shown together, done one after the other, each in a transaction of its own
// and with an audit entry of its own.

extension Intervention {
  /// So many things at once, at most: more are found by a query, as an operation.
  public static let severalMax = 500

  /// What it is about, as what it is said of and the results of several name it: an id, or a name where that is the id.
  public var subject: String {
    switch self {
    case .startOperation(let id, _, _), .pauseOperation(let id), .resumeOperation(let id), .cancelOperation(let id):
      id.description
    case .applyWorkflow, .startRun: name
    case .rerun(let run, _, _), .cancelRun(let run), .skipStep(let run, _), .undoRun(let run, _): run.description
    case .pause(let gate), .resume(let gate): gate.name
    case .limitQueue(let queue, _): queue
    case .editPayload(let letter, _, _): letter.description
    case .reingest(let upload): upload.description
    case .releaseLease(let job, _): job.description
    case .republish(let event): event.description
    case .changeLabelProject(let project, _): project.description
    case .saveSchedule(let schedule, let settings): schedule?.description ?? settings.name
    case .changeSchedule(let schedule, _): schedule.description
    case .changeSkillGroup(let group, _, _): group
    }
  }
}

extension InterventionOperations {
  /// What they would change together: an item each, with why it is left alone where it is. What holds of all that are
  /// acted on is said once, what holds of some of them with their titles. Of one alone, its own preview.
  ///
  /// Fails with `too_many` for more than ``Intervention/severalMax``.
  public func preview(_ interventions: [Intervention]) async throws -> ActionPreview {
    let interventions = try Intervention.several(interventions)
    if interventions.count == 1 { return try await preview(interventions[0]) }
    var items: [ActionPreview.Item] = []
    var effects = SharedEffects()
    for intervention in interventions {
      do {
        let preview = try await preview(intervention)
        var item = preview.items.first ?? ActionPreview.Item(id: "", title: "")
        item.id = intervention.subject
        items.append(item)
        if item.skippedBecause == nil { effects.add(preview.effects, of: item.title) }
      } catch let failure as Failure where !failure.isOfAll {
        items.append(ActionPreview.Item(id: intervention.subject, title: "", skippedBecause: failure.message))
      }
    }
    return ActionPreview(action: interventions[0].name, items: items, effects: effects.lines)
  }

  /// Does them in this order. What is refused of one says so in the result and keeps no other from being done; with
  /// `unavailable`, what had not been done by then is left alone.
  public func perform(_ interventions: [Intervention], reason: String) async throws -> ActionResult {
    let interventions = try Intervention.several(interventions)
    if interventions.count == 1 { return try await perform(interventions[0], reason: reason) }
    var items: [ActionResult.Item] = []
    for intervention in interventions {
      do {
        let result = try await perform(intervention, reason: reason)
        items += result.items.map { item in
          var item = item
          item.id = intervention.subject
          return item
        }
      } catch let failure as Failure {
        if items.isEmpty, failure.isOfAll { throw failure }
        items.append(ActionResult.Item(id: intervention.subject, failure: failure))
        if failure.isOfAll { break }
      }
    }
    let told = Set(items.map(\.id))
    items += interventions.filter { !told.contains($0.subject) }.map { intervention in
      ActionResult.Item(
        id: intervention.subject,
        failure: Failure(
          "not_tried", "it was left alone: there was no answer about the one before",
          nextStep: "see what became of that one, then do the rest"))
    }
    return ActionResult(action: interventions[0].name, items: items)
  }
}

extension Intervention {
  fileprivate static func several(_ interventions: [Intervention]) throws(Failure) -> [Intervention] {
    var seen: Set<Intervention> = []
    let once = interventions.filter { seen.insert($0).inserted }
    guard !once.isEmpty else { throw Failure("nothing_eligible", "nothing is named") }
    guard once.count <= severalMax else {
      throw Failure(
        "too_many", "\(once.count) are too many for one act: \(severalMax) at most",
        nextStep: "name fewer of them at a time")
    }
    return once
  }
}

extension Failure {
  /// It would be met with whatever was named.
  fileprivate var isOfAll: Bool { isTransient || errorCode == "forbidden" || errorCode == "read_only" }
}

/// What several acts would change, each line said once.
private struct SharedEffects {
  /// Lines about some of the items alone, at most.
  static let linesMax = 12

  private var titles: [String: [String]] = [:]
  private var order: [String] = []
  private var count = 0

  mutating func add(_ effects: [String], of title: String) {
    count += 1
    for effect in effects {
      if titles[effect] == nil { order.append(effect) }
      titles[effect, default: []].append(title)
    }
  }

  var lines: [String] {
    let common = order.filter { titles[$0, default: []].count == count }
    let others = order.filter { titles[$0, default: []].count < count }
    let rest = others.count - SharedEffects.linesMax
    return common + others.prefix(SharedEffects.linesMax).map(of)
      + (rest > 0
        ? [
          localized(
            "\(rest) more that hold of some of them: look at those alone", "另有 \(rest) 条只涉及其中一部分：请单独查看")
        ] : [])
  }

  /// `chat 3, chat 4: …`
  private func of(_ effect: String) -> String {
    let about = titles[effect, default: []]
    let names = about.prefix(3).joined(separator: localized(", ", "、"))
    let more = about.count > 3 ? localized(" and \(about.count - 3) more", " 等 \(about.count) 项") : ""
    return localized("\(names)\(more): \(effect)", "\(names)\(more)：\(effect)")
  }
}
