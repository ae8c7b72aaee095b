import Foundation
import Model
import Support
import Terminal

/// One project: how far it is, and for those who may see it who does what, how well, and how far they agree. Enter
/// begins to work.
struct LabelProjectScene: Scene {
  enum Section: String, CaseIterable {
    case project, people, gold, agreement, days, weeks

    /// Of figures over time.
    var step: LabelTrend.Step? { self == .days ? .day : self == .weeks ? .week : nil }
  }

  let name: String
  private(set) var reading: LabelProjectReading?
  private(set) var stats: LabelStats?
  private var trend: LabelTrend?
  private(set) var section = Section.project
  private var view = TextView()
  private var size = Size.standard
  private var showsGuidelines = false

  init(_ name: String, _ section: Section = .project) {
    self.name = name
    self.section = section
  }

  /// `labeling/<project>`, and the part of it that is on the screen where it is another than the first.
  var address: Address { Address(.labeling, name).section(section) }
  var crumb: String { name }
  var isLoaded: Bool { reading != nil }
  var status: String { view.status }
  var copyText: String? { name }

  var loads: [Load] { [.labelProject(name)] + [figures].compactMap(\.self) }

  var more: Load? { hasFigures ? nil : figures }

  /// Those that the section shows. Whether one may see any is known only once the project has been read.
  private var figures: Load? {
    guard let reading, reading.mayMeasure else { return nil }
    return section.step.map { .labelTrend(reading.project.id, $0) } ?? .labelStats(reading.project.id)
  }

  private var hasFigures: Bool { section.step == nil ? stats != nil : trend != nil }

  var text: TextView? {
    get { view }
    set { if let newValue { view = newValue } }
  }

  var commands: [Command] {
    // Who may not work is told why.
    var commands: [Command] = reading.map { [.work($0.mayTryOut ? .tryOut : .begin)] } ?? []
    if reading?.may(.review) == true { commands.append(.work(.review)) }
    if reading?.may(.adjudicate) == true { commands.append(.work(.adjudicate)) }
    commands += [.work(.tasks), .work(.guidelines), .copyID, .audit]
    if reading?.may(.configure) == true {
      commands += [.groups, .configure, .hold].map(Command.work)
      if reading?.project.status != .archived { commands.append(.work(.close)) }
    }
    if reading?.mayMeasure == true { commands += [.nextSection, .previousSection] }
    return commands + view.commands.filter(\.isMotion)
  }

  func concerns(_ change: Change) -> Bool { change == .labeling }

  mutating func receive(_ answer: Answer, to load: Load, isFrozen: Bool) {
    switch answer {
    case .labelProject(let reading):
      self.reading = reading
      if !reading.mayMeasure { section = .project }
    case .labelStats(let stats): self.stats = stats
    case .labelTrend(let trend) where trend.step == section.step: self.trend = trend
    default: return
    }
    describe()
  }

  mutating func move(_ motion: Motion) { view.move(motion) }

  mutating func perform(_ command: Command) -> Wish? {
    switch command {
    case .nextSection: turn(1)
    case .previousSection: turn(-1)
    case .work(.begin): return .open(Address(.labeling, name, "work"))
    case .work(.tryOut): return .become(.annotator, Address(.labeling, name, "work"))
    case .work(.review): return .open(Address(.labeling, name, ReviewQueue.review.rawValue))
    case .work(.adjudicate): return .open(Address(.labeling, name, ReviewQueue.adjudication.rawValue))
    case .work(.tasks): return .open(Address(.labeling, name, "tasks"))
    case .work(.guidelines):
      showsGuidelines.toggle()
      describe()
    case .audit: return .open(.audit(of: .labelProject(name)))
    case .work(.groups): return .open(Address(.labeling, name, "groups"))
    default: return reading.flatMap { reading in Verb(command).map { ask($0, reading.project) } }
    }
    return nil
  }

  private func ask(_ verb: Verb, _ project: LabelProject) -> Wish {
    let verb = verb == .pause && project.status != .active ? .resume : verb
    return .ask(ActionRequest(verb: verb, subject: .labelProject(project)))
  }

  private mutating func turn(_ step: Int) {
    let all = Section.allCases
    let index = (all.firstIndex(of: section) ?? 0) + step + all.count
    let before = section.step
    section = all[index % all.count]
    if section.step != before { forgetFigures() }
    showsGuidelines = false
    describe()
    view.move(.first)
  }

  /// While the section did not show them they were not kept up to date.
  private mutating func forgetFigures() {
    if section.step == nil { stats = nil } else { trend = nil }
  }

  private mutating func describe() {
    guard let reading else { return }
    let width = max(1, size.width - 4)
    view.replace(
      with: Document { document in
        if showsGuidelines {
          return document.guidelines(reading.project)
        }
        switch section {
        case .project: document.reading(reading, stats)
        case .people: document.people(stats, width: width)
        case .gold: document.gold(stats, width: width)
        case .agreement: document.agreement(stats, width: width)
        case .days, .weeks: document.trend(trend, width: width)
        }
      })
  }

  private var rects: (tabs: Rect, text: Rect) {
    let hasTabs = reading?.mayMeasure == true
    let parts = Rect(size).rows([.fixed(hasTabs ? 1 : 0), .share(1)])
    return (parts[0], parts[1].inset(columns: 1))
  }

  mutating func settle(in size: Size) {
    let isNew = size.width != self.size.width
    self.size = size
    if isNew { describe() }
    view.settle(in: rects.text.size)
  }

  func draw(on surface: inout Surface, _ context: DrawContext) {
    let names = [
      LabelingWords.project, LabelingWords.people, LabelingWords.gold, LabelingWords.agreement, LabelingWords.days,
      LabelingWords.weeks,
    ]
    surface.draw(Tabs(sections: names, selected: Section.allCases.firstIndex(of: section) ?? 0), in: rects.tabs)
    surface.draw(view, in: rects.text)
  }
}

extension Document {
  fileprivate mutating func reading(_ reading: LabelProjectReading, _ stats: LabelStats?) {
    typealias Words = LabelingWords
    if reading.may(.work) {
      if reading.project.status == .active { line([Span(Words.enterBegins, .accent)]) }
      let mine = Words.inHand(reading.held) + " · " + Words.later(reading.postponed)
      fact(Words.mine, mine)
      if let own = stats?.annotators.first(where: { $0.name == reading.actor.name }) {
        fact(Words.submitted, Format.count(own.submitted))
        fact(Words.gold, own.goldAccuracy.shown)
      }
      gap()
    } else if reading.project.status == .active {
      if reading.mayTryOut {
        line([Span(Words.enterTriesOut, .accent)])
      } else {
        prose(Words.onlyLooks(reading.actor.role) + " " + Words.toLabel, style: .muted)
      }
      gap()
    }
    project(reading.project)
    if let stats, stats.goldItems > 0 { fact(Words.goldItems, Format.count(stats.goldItems)) }
    for field in stats?.fields ?? [] where field.alpha.value != nil {
      fact("α " + field.name, field.alpha.shown)
    }
    if let stats, !stats.annotators.isEmpty, stats.isOpen { fact(Words.remaining, Words.remaining(stats)) }
  }

  fileprivate mutating func people(_ stats: LabelStats?, width: Int) {
    typealias Words = LabelingWords
    guard let stats else { return }
    guard !stats.annotators.isEmpty else { return prose(Words.nobodyYet, style: .muted) }
    let isNarrow = width < 52
    var columns: [(String, Int, (LabelStats.Annotator) -> Span)] = [
      (Words.annotator, width >= 60 ? 14 : 9, { Span($0.name, .title) }),
      (Words.submitted, 9, { Span(Format.count($0.submitted)) }),
    ]
    if !isNarrow {
      columns.append((Words.perItem, 7, { Span($0.medianSeconds.map { Format.duration($0) } ?? "–") }))
    }
    columns.append(
      (
        Words.goldAccuracy, isNarrow ? 13 : 21,
        { Span(isNarrow ? $0.goldAccuracy.brief : $0.goldAccuracy.shown, $0.goldAccuracy.tone) }
      ))
    if width >= 60 { columns.append((Words.agreement, 21, { Span($0.agreement.shown, $0.agreement.tone) })) }
    if width >= 90 {
      columns += [
        (Words.accepted, 9, { Span(Format.count($0.accepted)) }),
        (Words.refused, 8, { Span(Format.count($0.rejected), $0.rejected > 0 ? .warning : .muted) }),
        (Words.skipped, 8, { Span(Format.count($0.skipped), .muted) }),
        (Words.held, 6, { Span("\($0.held)", .muted) }),
      ]
    }
    // A heading is never cut.
    columns = columns.map { ($0.0, max($0.1, Text.width($0.0)), $0.2) }
    line(columns.map { Span(Text.fitted($0.0, to: $0.1) + " ", .header) })
    for annotator in stats.annotators {
      line(
        columns.map { column in
          let span = column.2(annotator)
          return Span(Text.fitted(span.text, to: column.1) + " ", span.style)
        })
    }
    if isNarrow { return }
    gap()
    prose(Words.intervals, style: .muted)
  }

  /// How each annotator did on gold items, and which were missed.
  fileprivate mutating func gold(_ stats: LabelStats?, width: Int) {
    typealias Words = LabelingWords
    guard let stats else { return }
    guard !stats.gold.isEmpty else { return prose(Words.noGold, style: .muted) }
    for annotator in stats.annotators where annotator.goldAccuracy.n > 0 {
      fact(annotator.name, annotator.goldAccuracy.shown, style: annotator.goldAccuracy.tone)
    }
    gap()
    for item in stats.gold {
      let share = CommonWords.share("\(item.right)", of: "\(item.served)")
      let tone: Style = item.served == 0 ? .muted : item.right < item.served ? .warning : .success
      line(
        [
          Span(Text.fitted(share, to: 9) + " ", tone), Span(item.key.shownKey + "  "),
          Span(item.answer.answersText, .muted),
          Span(item.missedBy.isEmpty ? "" : "  ✗ " + item.missedBy.joined(separator: ", "), .warning),
        ], hanging: 10)
    }
    gap()
    prose(Words.goldRule, style: .muted)
  }

  fileprivate mutating func agreement(_ stats: LabelStats?, width: Int) {
    typealias Words = LabelingWords
    guard let stats else { return }
    guard !stats.fields.isEmpty else { return prose(Words.nobodyYet, style: .muted) }
    for field in stats.fields {
      heading(field.name)
      fact("α (\(Words.metric(field.metric)))", field.alpha.shown, style: field.alpha.tone)
      fact(Words.observed, field.observed.shown)
      for score in field.scores {
        fact(Words.score(score.name), "P \(score.precision.brief)  R \(score.recall.brief)  F1 \(score.f1.shown)")
      }
      for pair in field.pairs { fact("κ", "\(pair.a) × \(pair.b)  \(pair.kappa.shown)") }
      for label in field.labels {
        fact(
          label.label,
          "\(Format.count(label.count))  α \(label.alpha.brief)  P \(label.precision.brief)  R \(label.recall.brief)  F1 \(label.f1.brief)"
        )
      }
    }
  }
}

extension LabelStats {
  /// Labels are still to come.
  fileprivate var isOpen: Bool { tasks[.open, default: 0] + tasks[.inProgress, default: 0] > 0 }
}

extension LabelFigure {
  /// `0.82 [0.74–0.88] n 120`, or why there is no value.
  var shown: String {
    guard let value else { return undefined.map(FigureReason.words) ?? "–" }
    let interval = low.flatMap { low in high.map { " [\(Self.text(low))–\(Self.text($0))]" } } ?? ""
    return Self.text(value) + interval + " n\(n)"
  }

  var brief: String { value.map(Self.text) ?? "–" }

  var tone: Style {
    guard let value else { return .muted }
    return value >= 0.8 ? .success : value >= 0.6 ? .text : .warning
  }

  private static func text(_ value: Double) -> String {
    let hundredths = Int((abs(value) * 100).rounded())
    let sign = value < 0 && hundredths > 0 ? "−" : ""
    return "\(sign)\(hundredths / 100).\(hundredths % 100 < 10 ? "0" : "")\(hundredths % 100)"
  }
}
