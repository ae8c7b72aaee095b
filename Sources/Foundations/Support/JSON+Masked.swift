extension JSON {
  private static let secretNames = ["password", "passwd", "secret", "token", "authorization", "cookie", "apikey"]

  /// What stands for a secret.
  public static let secret = JSON.string("•••")

  /// Whether a member of this name holds a secret.
  public static func isSecret(_ name: String) -> Bool {
    let name = name.lowercased().filter(\.isLetter)
    return secretNames.contains { name.contains($0) }
  }

  /// Without secrets: values of names that tell of one, and the passwords in addresses (`postgres://user:•••@host`).
  public var masked: JSON {
    if let members {
      return .object(
        members.map { member in
          let isSecret = JSON.isSecret(member.name) && !member.value.isContainer && !member.value.isNull
          return Member(member.name, isSecret ? .secret : member.value.masked)
        })
    }
    if let array { return .array(array.map(\.masked)) }
    if let string { return .string(JSON.masked(address: string)) }
    return self
  }

  var isContainer: Bool { members != nil || array != nil }

  /// Also inside of longer texts: a failure's message may quote one.
  private static func masked(address text: String) -> String {
    guard text.contains("://"), text.contains("@") else { return text }
    return text.replacing(/(:\/\/[^\s:\/@]*):[^\s\/@]*@/) { "\($0.1):•••@" }
  }
}
