import Model
import Support
import Terminal

extension Option {
  static let limit = value("limit", "N", "at most so many (100)")
  static let after = value("after", "CURSOR", "go on where the `next` of an earlier list points")
  static let all = flag("all", "every page, not only the first")

  static let paging: [Option] = [listFormat, limit, after, all]
}

extension Invocation {
  static let limitDefault = 100

  /// Reads the page that was asked for, or all of them, and writes it.
  func list<Item>(
    _ columns: [Column<Item>], empty: String, page read: @Sendable (PageRequest) async throws -> Page<Item>
  ) async throws -> ExitStatus {
    let isAll = arguments.has(.all)
    let limit = try arguments.integer(.limit, in: 1...PageRequest.limitMax)
    var request = PageRequest(
      limit: limit ?? (isAll ? PageRequest.limitMax : Invocation.limitDefault), after: arguments.value(.after))
    var page = try await read(request)
    while isAll, let next = page.next {
      request.after = next
      let more = try await read(request)
      page.items += more.items
      page.next = more.next
    }
    try write(page, columns, empty: empty)
    return .success
  }

  private func write<Item>(_ page: Page<Item>, _ columns: [Column<Item>], empty: String) throws {
    let table = Table(columns: columns)
    switch format {
    case .json:
      write(["items": .array(try page.items.map { try JSON(encoding: $0) }), "next": JSON(page.next)])
    case .csv:
      streams.output(table.csv(page.items))
    case .table:
      if page.items.isEmpty { return note(empty) }
      streams.output(table.text(page.items, width: tableWidth))
      if let next = page.next { note("more: add `--after \(next)`, or `--all`") }
    }
  }

  /// Writes one thing: its JSON form, or its details.
  func show(_ value: some Encodable, _ details: () -> Details) throws -> ExitStatus {
    if format == .json { write(try JSON(encoding: value)) } else { streams.output(details().text) }
    return .success
  }

  /// The identifier in the first operand.
  func identifier<Entity>(_ kind: String, list command: String) throws(Failure) -> Identifier<Entity> {
    try identifier(arguments.operands.first ?? "", kind, list: command)
  }

  func identifier<Entity>(
    _ text: String, _ kind: String, list command: String
  ) throws(Failure) -> Identifier<Entity> {
    guard let id = Identifier<Entity>(text) else {
      throw .invalid("'\(text)' is no id of a \(kind)", nextStep: "list the ids with `flowsight \(command)`")
    }
    return id
  }
}
