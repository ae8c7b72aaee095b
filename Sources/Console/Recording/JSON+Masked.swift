import Support

extension JSON {
  private static let secretNames = ["password", "passwd", "secret", "token", "authorization", "cookie", "apikey"]

  /// Without secrets: values of names that tell of one, and the passwords in addresses (`postgres://user:•••@host`).
  var masked: JSON {
    if let members {
      var copy = self
      for member in members {
        let name = member.name.lowercased().filter { $0.isLetter }
        let isSecret = JSON.secretNames.contains { name.contains($0) } && !member.value.isContainer
        copy[member.name] = isSecret ? .string("•••") : member.value.masked
      }
      return copy
    }
    if let array { return .array(array.map(\.masked)) }
    if let string { return .string(JSON.masked(address: string)) }
    return self
  }

  private var isContainer: Bool { members != nil || array != nil }

  /// Also inside of longer texts: a failure's message may quote one.
  private static func masked(address text: String) -> String {
    guard text.contains("://"), text.contains("@") else { return text }
    return text.replacing(/(:\/\/[^\s:\/@]*):[^\s\/@]*@/) { "\($0.1):•••@" }
  }
}
