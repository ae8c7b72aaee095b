import Model
import Terminal

extension ActionDialog: Widget {
  func draw(on surface: inout Surface) { dialog.draw(on: &surface) }

  /// Whether some of what it shows is scrolled away, on this part of the screen.
  func isScrolling(in size: Size) -> Bool { dialog.isScrolling(in: size) }

  mutating func scroll(by pages: Int, in size: Size) {
    var dialog = dialog
    dialog.scrollBody(by: pages, in: size)
    top = dialog.bodyTop
  }

  private var dialog: Dialog {
    var dialog = phaseDialog
    dialog.bodyTop = top
    return dialog
  }

  private var phaseDialog: Dialog {
    let title = ActionWords.name(verb)
    switch phase {
    case .previewing: return Dialog(title, Document(text: ActionWords.previewing))
    case .performing(let form):
      return Dialog(
        title,
        Document { document in
          document.prose(ActionWords.performing)
          document.prose(ActionWords.things(verb, form.preview.eligibleCount, of: form.preview.action))
        })
    case .failed(let failure, let wasAsked):
      let isUnknown = wasAsked && failure.isTransient
      return Dialog(
        title,
        Document { document in
          document.prose(isUnknown ? ActionWords.unknown : ActionWords.failed, style: .error)
          document.prose(failure.shown)
          if let next = failure.shownNextStep { document.prose(next, style: .accent) }
        }, buttons: [.init(ActionWords.close)], tone: .error)
    case .form(let form): return dialog(form, title)
    }
  }

  private func dialog(_ form: ActionForm, _ title: String) -> Dialog {
    let fields = form.fields.filter { form.line($0) != nil }
    let buttons = form.fields.filter { form.line($0) == nil }
    let focus: Dialog.Focus =
      fields.firstIndex(of: form.focus).map(Dialog.Focus.field) ?? .button(buttons.firstIndex(of: form.focus) ?? 0)
    return Dialog(
      title, summary(form),
      fields: fields.map { field in
        Form.Field(label(field, form), .text(form.line(field) ?? InputLine()))
      },
      buttons: buttons.map { button($0, form) }, focus: focus, problem: form.problem,
      tone: verb == .discard || verb == .delete ? .warning : .focus)
  }

  func label(_ field: ActionForm.Field, _ form: ActionForm) -> String {
    switch field {
    case .title: ScheduleWords.name
    case .cron: ScheduleWords.cron
    case .zone: ScheduleWords.zone
    case .versions: ActionWords.versionsLabel
    case .parameters: ActionWords.parametersLabel(verb)
    case .reason: ActionWords.reasonLabel
    case .rate: ActionWords.rateLabel
    case .count: ActionWords.countLabel(form.preview.eligibleCount)
    case .name: ActionWords.nameLabel(form.profile ?? "")
    case .confirm, .cancel: ""
    }
  }

  private func button(_ field: ActionForm.Field, _ form: ActionForm) -> Dialog.Button {
    if field == .confirm {
      if verb == .backfill, form.preview.eligibleCount == 0 {
        return Dialog.Button(ActionWords.showAgain, style: .accent)
      }
      return Dialog.Button(ActionWords.title(verb, form.preview.eligibleCount, of: form.preview.action), style: .accent)
    }
    return Dialog.Button(form.fields.count == 1 ? ActionWords.close : ActionWords.leave(verb))
  }

  /// The upper part: what would happen, to what, and what is left out and why.
  func summary(_ form: ActionForm) -> Document {
    let (eligible, count) = (form.preview.eligible, form.preview.eligibleCount)
    var document = Document()
    if count == 0 {
      document.prose(ActionWords.nothing, style: .warning)
    } else {
      let things = ActionWords.things(verb, count, of: form.preview.action)
      if !things.isEmpty { document.line([Span(things, .title)]) }
    }
    if let typed = form.typedSchedule {
      // What was typed since is not what was previewed.
      document.clock(of: typed, at: form.now)
    } else if count > 0 {
      for effect in form.preview.effects { document.prose("· " + effect.shown) }
    }
    // The line that would say so holds one more.
    let shown = count == ActionDialog.sampleMax + 1 ? min(count, eligible.count) : ActionDialog.sampleMax
    for item in eligible.prefix(shown) {
      // A name is told whole, and its title has it.
      let id = RunID(item.id) == nil ? [] : [Span(Format.short(item.id) + "  ", .muted)]
      document.line(id + [Span(item.title)])
    }
    if count > shown {
      document.line([Span("  " + CommonWords.more(count - shown), .muted)])
    }
    for reason in form.preview.reasons {
      document.prose("– " + ActionWords.skipped(reason.count, reason.because.shown), style: .warning)
    }
    return document
  }

  static let sampleMax = 4
}
