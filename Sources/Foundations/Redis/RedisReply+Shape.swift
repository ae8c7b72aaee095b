/// Reading answers of a known form: a command's helper names the command, so that a surprise says where it was.
extension RedisReply {
  func count(_ command: String) throws(RedisError) -> Int {
    guard let value = integer.flatMap(Int.init(exactly:)) else { throw surprise(command, "an integer") }
    return value
  }

  func elements(_ command: String) throws(RedisError) -> [RedisReply] {
    guard let array else { throw surprise(command, "an array") }
    return array
  }

  func text(_ command: String) throws(RedisError) -> String {
    guard let string else { throw surprise(command, "a string") }
    return string
  }

  func streamID(_ command: String) throws(RedisError) -> RedisStreamID {
    guard let id = string.flatMap(RedisStreamID.init) else { throw surprise(command, "a stream id") }
    return id
  }

  /// The flat list of names and values that `XINFO` sends.
  func table(_ command: String) throws(RedisError) -> [String: RedisReply] {
    let elements = try elements(command)
    var table: [String: RedisReply] = [:]
    for index in stride(from: 0, to: elements.count - 1, by: 2) {
      table[try elements[index].text(command)] = elements[index + 1]
    }
    return table
  }

  func surprise(_ command: String, _ expected: String) -> RedisError {
    .protocol("\(command) should answer with \(expected)")
  }
}
