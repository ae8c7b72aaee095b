import Model

/// The queues → one of them → its leases: `queues/<stream>/<group>/leases`; `queues/<name>` is the queue of jobs of that
/// name, or the queue of that stream where one group alone reads it.
enum QueuesPane {
  static func scene(path: [String]) -> (any Scene)? {
    switch path.count {
    case 0: ListScene(QueueSource())
    case 1: id(of: path[0]).map { QueueScene($0) }
    case 2: QueueScene(Queue.ID(stream: path[0], group: path[1]))
    case 3 where path[2] == "leases": QueueScene(Queue.ID(stream: path[0], group: path[1]), section: .leases)
    default: nil
    }
  }

  private static func id(of name: String) -> Queue.ID? {
    let found = Streams.subscriptions.filter { $0.stream == name || $0.stream == Streams.jobs(queue: name) }
    return found.count == 1 ? Queue.ID(stream: found[0].stream, group: found[0].group) : nil
  }
}
