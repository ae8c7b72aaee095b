import Model

/// The queues → one of them → its leases: `queues/<stream>/<group>/leases`.
enum QueuesPane {
  static func scene(path: [String]) -> (any Scene)? {
    switch path.count {
    case 0: ListScene(QueueSource())
    case 2: QueueScene(Queue.ID(stream: path[0], group: path[1]))
    case 3 where path[2] == "leases": QueueScene(Queue.ID(stream: path[0], group: path[1]), section: .leases)
    default: nil
    }
  }
}
