import Model

/// The queues → one of them. `queues/<stream>/<group>`.
enum QueuesPane {
  static func scene(path: [String]) -> (any Scene)? {
    switch path.count {
    case 0: ListScene(QueueSource())
    case 2: QueueScene(Queue.ID(stream: path[0], group: path[1]))
    default: nil
    }
  }
}
