import Foundation
import Model
import Support
import Terminal

extension Option {
  static let limit = value("limit", "N", "at most so many (100)")
  static let after = value("after", "CURSOR", "go on where the `next` of an earlier list points")
  static let all = flag("all", "every page, not only the first")
  static let filter = value(
    "filter", "FILTER", "only what matches, as behind / in the console: 'state=failed age<2h'", isRepeatable: true)
  static let sort = value("sort", "FIELD", "in the order of a field; -FIELD is backwards")
  static let columns = value("columns", "NAMES", "these columns, in this order: id,state,age (table and csv)")

  static let listing: [Option] = [listFormat, filter, sort, columns, limit, after, all]
}

extension Invocation {
  static let limitDefault = 100

  /// Reads the page that was asked for, or all of them one after the other, and writes it. `scope` holds beside the
  /// filter that was given.
  func list<Item: Listed>(
    _ columns: [Column<Item>], empty: String, scope: Filter = .none,
    page read: @Sendable (ListQuery, PageRequest) async throws -> Page<Item>
  ) async throws -> ExitStatus {
    var query = try arguments.query(Item.fieldInfos)
    query.filter = scope.and(query.filter)
    let columns = try chosen(of: columns)
    let isAll = arguments.has(.all)
    let limit = try arguments.integer(.limit, in: 1...PageRequest.limitMax)
    var request = PageRequest(
      limit: limit ?? (isAll ? PageRequest.limitMax : Invocation.limitDefault), after: arguments.value(.after))
    let writer = ListWriter(table: Table(columns: columns), format: format, streams: streams, width: tableWidth)
    var page = try await read(query, request)
    var isFirst = true
    while isAll, let next = page.next {
      if format == .table {
        request.position = .after(next)
        let more = try await read(query, request)
        page = Page(items: page.items + more.items, next: more.next)
      } else {
        try writer.write(page.items, isFirst: isFirst)
        isFirst = false
        request.position = .after(next)
        page = try await read(query, request)
      }
    }
    if format == .table, page.items.isEmpty {
      note(empty)
      return .success
    }
    try writer.write(page.items, isFirst: isFirst)
    writer.end(next: page.next)
    if let next = page.next { note("more: add `--after \(next)`, or `--all`") }
    return .success
  }

  /// The columns that were asked for; fields of the rows are columns as well.
  private func chosen<Item: Listed>(of columns: [Column<Item>]) throws(UsageError) -> [Column<Item>] {
    guard let names = arguments.value(.columns) else { return columns }
    let known =
      columns
      + Item.fields.map { field in
        Column(field.info.name, field.info.kind.isNumeric ? .trailing : .leading) { field.value($0)?.shown ?? "" }
      }
    var chosen: [Column<Item>] = []
    for name in names.split(separator: ",").map({ $0.trimmingCharacters(in: .whitespaces) }) {
      guard let column = known.first(where: { $0.key == name.lowercased() }) else {
        var keys: [String] = []
        for column in known where !keys.contains(column.key) { keys.append(column.key) }
        throw .badValue(.columns, name, expected: "some of: " + keys.joined(separator: ","))
      }
      chosen.append(column)
    }
    return chosen
  }

  /// Writes one thing: its JSON form, or its details.
  func show(_ value: some Encodable, _ details: () -> Details) throws -> ExitStatus {
    if format == .json { write(try JSON(encoding: value)) } else { streams.output(details().text) }
    return .success
  }

  /// What the first operand names by its id, or by the end of it.
  func named<Entity: NamedByID>(_: Entity.Type) throws(Failure) -> IDText<Entity> {
    try IDText(arguments.operands.first ?? "")
  }

  /// The identifier in the first operand.
  func identifier<Entity>(_ kind: String, list command: String) throws(Failure) -> Identifier<Entity> {
    try identifier(arguments.operands.first ?? "", kind, list: command)
  }

  func identifier<Entity>(
    _ text: String, _ kind: String, list command: String
  ) throws(Failure) -> Identifier<Entity> {
    guard let id = Identifier<Entity>(text) else {
      throw .invalid("'\(text)' is no \(kind) id", nextStep: "list the ids with `flowsight \(command)`")
    }
    return id
  }
}
