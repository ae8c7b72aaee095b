import Model
import Terminal

extension OverviewScene {
  /// What is wrong, each with its number; then how much there is of everything, the queues, the workers.
  func sentences(_ context: DrawContext) -> [String] {
    guard let overview else { return [] }
    typealias Words = OverviewWords
    let wrong = causes.rows.enumerated().map { index, cause in
      let isCured = causes.tombstones.contains(cause.listID)
      let marks = [index == causes.scroll.cursor ? LinearWords.current : nil, isCured ? Words.cured : nil]
      let words = [cause.title, cause.why.shown].map(Sentence.plain).filter { !$0.isEmpty }
      return "\(index + 1). " + (marks.compactMap(\.self) + words).joined(separator: ", ")
    }
    let nothing =
      causes.query.filter.isEmpty ? [Words.nothingWrong] : ListWords.nothingMatches(causes.query.filter.text)
    let pulses = pulses(overview).map { name, counts in
      let parts = counts.filter { $0.1 > 0 }.map { "\(Format.count($0.1)) \($0.0.word)" }
      return name + ": " + (parts.isEmpty ? "0" : parts.joined(separator: ", "))
    }
    let queues = overview.queues.map { queue in
      [
        queue.stream + " " + queue.group, "\(Words.lag) \(queue.lag.map { Format.count($0) } ?? "–")",
        "\(Words.pending) \(Format.count(queue.pending))", "\(Words.consumers) \(Format.count(queue.consumers))",
      ].joined(separator: ", ")
    }
    let workers = overview.workers.map { worker in
      [
        worker.name, Words.leases(worker.leases), Words.seen(Format.age(of: worker.lastSeenAt, at: context.now)),
      ].joined(separator: ", ")
    }
    return (wrong.isEmpty ? nothing : [Words.causes] + wrong) + pulses + (queues.isEmpty ? [whyNoQueues] : queues)
      + [Words.workers(workers.count)] + workers
  }
}
