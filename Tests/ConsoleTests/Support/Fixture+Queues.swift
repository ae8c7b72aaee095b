import Foundation
import Model
import Support

extension Fixture {
  static let queues: [QueueDetail] = overview.queues.map { queueDetail($0) }

  private static func queueDetail(_ known: Queue) -> QueueDetail {
    var queue = known
    queue.added = queue.length + 40
    queue.oldestAt = (queue.lag ?? 0) > 0 ? ago(190) : nil
    for index in 0..<30 {
      let added: Double? = index == 4 ? nil : Double(index % 7) * 1.5
      let done: Double? = queue.lag == nil ? nil : Double(index % 5)
      let seconds = Double(30 - index) * 5
      queue.rates.append(Queue.Rate(at: ago(seconds), added: added, done: done))
    }
    guard queue.stream == Streams.jobs(queue: "processing") else {
      var consumers: [QueueDetail.Consumer] = []
      for number in 0..<queue.consumers { consumers.append(consumer("host:\(number)", 0)) }
      return QueueDetail(queue: queue, consumers: consumers, leases: [], entries: [])
    }
    queue.gate = Gate(
      Gate.ID(.queue, "processing"), state: .paused, revision: 1, actor: "ann", reason: "磁盘已满 \(hostile)",
      changedAt: ago(600))
    queue.jobs = Queue.Jobs(due: 3, later: 2, leased: 1, dueSince: ago(4000))
    let consumers = [consumer("worker-1", 1), consumer("工人-二 \(hostile)", 0)]
    return QueueDetail(queue: queue, consumers: consumers, leases: [lease], entries: entries)
  }

  private static let lease = JobLease(
    jobID: id(402), runID: id(202), step: "clean", datasetName: "chat-sessions", datasetVersion: "4",
    worker: "worker-1", epoch: 7, since: ago(61), expiresAt: ago(-9),
    progress: Model.Progress(done: 45_000_000, total: 98_500_000), traceID: id(1002))

  private static let entries: [QueueDetail.Entry] = [
    QueueDetail.Entry(
      id: "1772715900000-0", at: ago(162), consumer: "worker-1", deliveries: 2, eventType: "workflow.job.ready",
      traceID: id(1002), payload: ["step": "load_ods", "note": .string(hostile)]),
    QueueDetail.Entry(
      id: "1772715999000-1", at: ago(63), consumer: nil, deliveries: 0, eventType: nil, traceID: nil, payload: nil),
  ]

  private static func consumer(_ name: String, _ pending: Int) -> QueueDetail.Consumer {
    QueueDetail.Consumer(name: name, pending: pending, idleSeconds: 1.8)
  }
}
