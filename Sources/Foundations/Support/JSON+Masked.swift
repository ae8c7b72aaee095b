extension JSON {
  private static let secretNames = ["password", "passwd", "secret", "token", "authorization", "cookie", "apikey"]
    .map { Array($0.utf8) }

  /// What stands for a secret.
  public static let secret = JSON.string("•••")

  /// Whether a member of this name holds a secret.
  public static func isSecret(_ name: String) -> Bool {
    let letters = letters(of: name)
    return letters.indices.contains { start in
      secretNames.contains { letters[start...].starts(with: $0) }
    }
  }

  /// Small ones, as bytes: every member of every row of a list is looked at.
  private static func letters(of name: String) -> [UInt8] {
    guard name.utf8.allSatisfy({ $0 < 0x80 }) else { return Array(name.lowercased().filter(\.isLetter).utf8) }
    return name.utf8.map { $0 | 0x20 }.filter { (UInt8(ascii: "a")...UInt8(ascii: "z")).contains($0) }
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
    guard text.utf8.contains(UInt8(ascii: "@")), text.contains("://") else { return text }
    return text.replacing(/(:\/\/[^\s:\/@]*):[^\s\/@]*@/) { "\($0.1):•••@" }
  }
}
