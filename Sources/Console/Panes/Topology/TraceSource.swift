import Foundation
import Model
import Support
import Terminal

/// All that happened to one piece of data, from its upload to its labels, oldest first.
struct TraceSource: ListSource {
  let id: TraceID

  var address: Address { TopologyPane.trace(id) }
  var crumb: String { "\(TopologyWords.trace) \(Format.short(id))" }
  var empty: [String] { TopologyWords.noTrace }

  var actions: [Command] { [.republish] }

  var name: ListName { .trace(id) }
  func concerns(_ change: Change) -> Bool { change != .queues }

  func page(in answer: Answer) -> Page<TraceEvent>? {
    if case .trace(let page) = answer { page } else { nil }
  }

  /// What a worker logged is among its step's logs, and not on the first page of its run.
  func address(of event: TraceEvent) -> Address? {
    var address = event.address.flatMap(Address.init(parsing:))
    let section: RunScene.Section? =
      switch event.kind {
      case .log: .logs
      case .step, .attempt: .step
      default: nil
      }
    if let section { address?.path += [section.rawValue, event.subject] }
    return address
  }
  func request(_ verb: Verb, of event: TraceEvent) -> ActionRequest? {
    event.eventID.map { ActionRequest(verb: verb, subject: .event($0)) }
  }
  func obstacle(to verb: Verb, of event: TraceEvent) -> String? {
    event.eventID == nil ? TopologyWords.noEvent : nil
  }
  func copyText(of event: TraceEvent) -> String { id.description }

  func columns(width: Int) -> [ListColumn<TraceEvent>] {
    typealias Words = TopologyWords
    var columns: [ListColumn<TraceEvent>] = [
      ListColumn("at", Words.at, .fixed(width >= 100 ? 18 : width >= 60 ? 12 : 8)) { event, _ in
        let at = width >= 60 ? Format.instant(event.at) : Format.time(event.at)
        return Span(width >= 100 ? at : String(at.suffix(width >= 60 ? 12 : 8)), .muted)
      },
      ListColumn("kind", width >= 60 ? Words.kind : "", .fixed(width >= 60 ? 10 : 1)) { event, _ in
        width >= 60 ? event.sign.span : event.sign.short
      },
      ListColumn("subject", Words.subject, .atLeast(10)) { event, _ in Span(event.topic) },
      ListColumn("what", Words.what, .atLeast(10)) { event, _ in
        let took = event.endedAt.map { " " + Format.duration($0.timeIntervalSince(event.at)) } ?? ""
        return Span(event.happening + took, event.isFailure ? .error : .text)
      },
    ]
    // What happened needs the room first.
    if width >= 90 {
      columns.append(ListColumn("by", EventWords.by, .fixed(14)) { event, _ in Span(event.actor, .muted) })
    }
    if width >= 110 {
      columns.append(
        ListColumn("detail", Words.detail, .atLeast(10)) { event, _ in
          Span(event.why ?? "", event.isFailure ? .error : .muted)
        })
    }
    return columns
  }

  func describe(_ event: TraceEvent, in document: inout Document) {
    typealias Words = TopologyWords
    document.line([event.sign.span, Span("  " + event.topic, .title)])
    document.line([Span(event.happening, event.isFailure ? .error : .text)])
    document.fact(Words.at, Format.instant(event.at))
    document.fact(Words.took, event.endedAt.map { Format.duration($0.timeIntervalSince(event.at)) })
    document.fact(EventWords.by, event.actor)
    document.fact(Words.detail, event.why)
    document.fact(Words.trace, id.description)
  }
}

extension TraceEvent {
  /// What people name and write stays as it is: subjects of uploads, runs and steps, the reasons of acts.
  fileprivate var topic: String { kind == .audit ? AuditTarget(subject)?.shown ?? subject : subject }
  fileprivate var happening: String {
    kind == .audit || kind == .log ? what : localized(TraceEvent.quiet(what), what.shown)
  }
  /// States are lower case, as everywhere.
  private static func quiet(_ what: String) -> String {
    what.split(separator: " ", omittingEmptySubsequences: false).map { word in
      word.allSatisfy { $0.isUppercase || $0 == "_" } ? word.lowercased() : String(word)
    }.joined(separator: " ")
  }
  fileprivate var why: String? { isFailure || StateChange.isOfPlatform(actor) ? detail?.shown : detail }

  var sign: Sign {
    let word = TopologyWords.name(kind)
    return switch kind {
    case .upload: Sign("↑", word, .info)
    case .event: Sign("→", word, .muted)
    case .run: Sign("▶", word, .accent)
    case .step: Sign("·", word, .text)
    case .attempt: Sign("#", word, .text)
    case .lease: Sign("◷", word, .muted)
    case .log: Sign("≡", word, .muted)
    case .letter: .bad(word)
    case .version: Sign("★", word, .success)
    case .labels: Sign("✎", word, .info)
    case .audit: .warning(word)
    }
  }
}
