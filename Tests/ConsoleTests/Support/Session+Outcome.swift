import Model
import Support
import Terminal

@testable import Console
@testable import Terminal

/// What a key came to, told without the picture: the members of the state that are others than before, and what is to be
/// done outside. `asks redrive`, `at dlq/5f1c0aa1`, `list 2/12`, `copies dlq`: a fact is a name and a value.
extension Session {
  /// Presses a key here, as it stands, and tells what came of it; nothing is carried out.
  func outcome(of key: Key) -> Set<String> {
    var after = self
    _ = after.takeEffects()
    after.send(.event(.key(key)))
    let (before, now) = (portrait, after.portrait)
    let changes = now.filter { before[$0.key] != $0.value }.map { "\($0.key) \($0.value)" }
    return Set(changes + after.takeEffects().flatMap(\.facts))
  }

  private var portrait: [String: String] {
    let scene = state.trail.top.scene
    var portrait = [
      "at": scene.address.description, "paused": "\(state.isPaused)", "pace": "\(state.pace)",
      // What is begun without a dialog.
      "does": state.actUnderWay.map { "\($0.verb)" } ?? "", "ended": "\(state.isFinished)",
      "guise": state.guise.map { "\($0.persona.role) \($0.address)" } ?? "",
    ]
    portrait.merge(state.mode.portrait) { $1 }
    if let list = scene.list { portrait["list"] = list.status }
    if let text = scene.text {
      portrait["hit"] = text.hits.status
      portrait["left"] = "\(text.left)"
      portrait["wraps"] = "\(text.wraps)"
      portrait["rows"] = "\(text.extent(width: 80).count)"
      portrait["reads"] = text.document.lines.first { !$0.spans.isEmpty }?.spans.map(\.text).joined() ?? ""
    }
    switch scene {
    case let run as RunScene: portrait["follows"] = run.log.map { "\($0.view.isFollowing)" } ?? ""
    case let project as LabelProjectScene: portrait["part"] = "\(project.section)"
    case let work as WorkbenchScene: portrait.merge(work.portrait) { $1 }
    case let review as ReviewScene: portrait.merge(review.portrait) { $1 }
    default: break
    }
    return portrait
  }
}

extension ConsoleState.Mode {
  fileprivate var portrait: [String: String] {
    switch self {
    case .browse: ["mode": "browse"]
    case .filter(let prompt, _): ["mode": "filter", "typed": prompt.line.text]
    case .search(let line, _): ["mode": "search", "typed": line.text]
    case .export(let line): ["mode": "export", "typed": line.text]
    case .replace(_, let line): ["mode": "replace", "typed": line.text]
    case .palette(let palette):
      ["mode": "palette \(palette.title)", "typed": palette.line.text, "choice": "\(palette.scroll.cursor)"]
    case .sort(let palette): ["mode": "sort", "choice": "\(palette.scroll.cursor)"]
    case .columns(let list):
      [
        "mode": "columns", "choice": "\(list.scroll.cursor)", "ticks": list.chosen.sorted().joined(separator: " "),
        "order": list.choices.map(\.value).joined(separator: " "),
      ]
    case .sheet(let sheet):
      ["mode": "sheet \(sheet.title)", "top": "\(sheet.text.top.line)", "end": "\(sheet.text.isAtEnd)"]
    case .dialog(let dialog): dialog.portrait
    }
  }
}

extension ActionDialog {
  fileprivate var portrait: [String: String] {
    var portrait = ["mode": "dialog", "asks": "\(verb)", "scrolled": "\(top)"]
    switch phase {
    case .previewing(let action): portrait["asks"] = "\(verb)" + action.object
    case .form(let form): portrait["field"] = "\(form.focus)"
    case .performing, .failed: break
    }
    return portrait
  }
}

extension Action {
  /// Whether it makes something new, where the verb does not tell.
  fileprivate var object: String {
    switch intervention {
    case .saveSchedule(let id, _): id == nil ? " new" : " known"
    case .changeSkillGroup(let name, _, _): name.isEmpty ? " new" : " known"
    default: ""
    }
  }
}

extension ConsoleEffect {
  /// What the console reads, and when it wakes, follows from the rest.
  fileprivate var facts: [String] {
    switch self {
    case .copy(let text): ["copies \(text)"]
    case .redraw: ["redraws"]
    case .suspend: ["suspends"]
    case .write(_, let path): ["writes \(path)"]
    case .cancelExport: ["cancels the export"]
    case .perform(let action, _, _): if case .letters(let act, _) = action { ["performs \(act.name)"] } else { [] }
    case .errand(let errand): [errand.fact]
    case .keep(.memo(let memo)): [memo.fact]
    case .load, .ping, .preview, .wake, .export, .speak, .keep(.deed), .recall: []
    }
  }
}

extension Memo {
  fileprivate var fact: String {
    switch self {
    case .bookmark(let bookmark): "keeps bookmark \(bookmark.address)"
    case .columns(let columns, of: let list):
      columns == nil ? "keeps no columns of \(list)" : "keeps columns of \(list)"
    case .filter, .search, .command, .forget, .look: "keeps \(self)"
    }
  }
}

extension Errand {
  fileprivate var fact: String {
    switch self {
    case .submit: "sends the answer"
    // What nobody looked at goes back when one leaves.
    case .leave(_, .putBack, _): "other"
    case .leave(_, let way, _): "sends \(way)"
    case .resumeFirst: "sends resume"
    case .decide(_, _, let decision, _): "decides \(decision.fact)"
    case .take, .schema, .draft, .renew, .takeBack, .resubmit, .resume, .takeReview: "other"
    }
  }
}

extension ReviewDecision {
  fileprivate var fact: String {
    switch self {
    case .accept: "accept"
    case .fix: "fix"
    case .reject(let requeue): "reject \(requeue)"
    case .release: "release"
    }
  }
}

extension WorkbenchScene {
  fileprivate var portrait: [String: String] {
    var portrait = ["advances": "\(advances)"]
    switch question {
    case .skip: portrait["question"] = "skip"
    case .postpone: portrait["question"] = "postpone"
    case nil: portrait["question"] = ""
    }
    switch panel {
    case .guidelines: portrait["panel"] = "guidelines"
    case .history: portrait["panel"] = "history"
    case nil: portrait["panel"] = ""
    }
    return portrait.merging(sheet?.portrait ?? [:]) { $1 }
  }
}

extension ReviewScene {
  fileprivate var portrait: [String: String] {
    let portrait = ["fixing": "\(sheet != nil)", "question": question?.decision.fact ?? ""]
    return portrait.merging(sheet?.portrait ?? [:]) { $1 }
  }
}

extension AnswerSheet {
  fileprivate var portrait: [String: String] {
    var portrait = [
      "answers": annotation.json.text(), "focus": "\(focus)", "finding": "\(finder != nil)",
      "spans": spans(of: field).map(\.text).joined(separator: "|"),
    ]
    if let text = spanText {
      portrait["place"] = "\(text.cursor)"
      portrait["selection"] = text.selection.map { "\($0)" } ?? ""
    }
    return portrait
  }
}
