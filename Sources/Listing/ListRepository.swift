public import Model
public import Postgres
import Support

extension ListTable {
  /// How long the database looks for rows before the query is given up.
  static var secondsMax: Int { 5 }

  /// Reads a page. `scope` is a condition that holds beside the query's, with its own parameters `$1`…
  ///
  /// Fails with `list_too_slow` when the database would take longer than a person waits, and with `page_key_invalid` when
  /// a key is not one that this list gave.
  public func page(
    _ query: ListQuery, _ request: PageRequest, where scope: Statement? = nil, _ connection: PostgresConnection
  ) async throws -> Page<Item> {
    let statement = try statement(query, request, where: scope)
    do {
      // One round trip: sent together, they are a transaction of their own.
      let limits = Statement(
        "SELECT set_config('transaction_read_only', 'on', true), set_config('statement_timeout', $1, true)",
        "\(Self.secondsMax)s")
      let rows = try await connection.pipeline([limits, statement])[1]
      let read = try rows.map { row in
        (item: try decode(row), key: try ListKey(row).text)
      }
      return ListTable.page(read, request)
    } catch let error as PostgresError {
      throw ListTable.failure(error) ?? error
    }
  }

  /// How the database would read the page: PostgreSQL's plan, a line a step.
  public func explain(
    _ query: ListQuery, _ request: PageRequest, where scope: Statement? = nil, _ connection: PostgresConnection
  ) async throws -> String {
    let statement = try statement(query, request, where: scope)
    let rows = try await connection.query(
      Statement("EXPLAIN \(statement.sql)", parameters: statement.parameters))
    return try rows.map { try $0.decode(0, as: String.self) }.joined(separator: "\n")
  }

  private static func page(_ read: [(item: Item, key: String)], _ request: PageRequest) -> Page<Item> {
    let places = Page(Array(read.indices), for: request) { read[$0].key }
    return places.map { read[$0].item }
  }

  private static func failure(_ error: PostgresError) -> (any Error)? {
    if error.kind == .timeout(.statement) {
      return Failure(
        "list_too_slow", "the list was not found within \(secondsMax) s",
        nextStep: "narrow it by a field, such as state=… or age<1d")
    }
    // Class 22: a value that the column cannot hold. Only the key of a page comes from outside as it is.
    guard let state = error.sqlState, state.hasPrefix("22") else { return nil }
    return Failure("page_key_invalid", "this is no place in the list", nextStep: "begin at the start, without --after")
  }

  func statement(_ query: ListQuery, _ request: PageRequest, where scope: Statement?) throws -> Statement {
    var writer = ListWriter(parameters: scope?.parameters ?? [])
    var conditions = scope.map { ["(\($0.sql))"] } ?? []
    conditions += try query.filter.terms.map { try condition($0, &writer) }
    let order = try order(by: query.order(among: Item.fieldInfos))
    if let key = request.key { conditions.append(try place(key, order, request, &writer)) }
    let direction = order.isDescending != request.isBackward ? "DESC" : "ASC"
    let by = [order.sort?.sql, self.key.sql].compactMap(\.self).map { "\($0) \(direction)" }.joined(separator: ", ")
    let limit = writer.bind(request.limit + 1, "bigint")
    let chosen = conditions.isEmpty ? "" : "WHERE \(conditions.joined(separator: " AND "))"
    return Statement(
      """
      SELECT \(select), (\(self.key.sql))::text AS list_key, \(order.sort.map { "(\($0.sql))::text" } ?? "NULL") AS list_sort
      FROM \(source) \(chosen) ORDER BY \(by) LIMIT \(limit)
      """, parameters: writer.parameters)
  }

  /// `SELECT expressions FROM … WHERE …` over all rows that the query finds, in no order: for what is done to many rows
  /// at once. `scope` holds beside the query, and its parameters `$1`… may stand in `expressions`.
  public func selection(_ expressions: String, _ query: ListQuery, where scope: Statement) throws -> Statement {
    var writer = ListWriter(parameters: scope.parameters)
    let conditions = try ["(\(scope.sql))"] + query.filter.terms.map { try condition($0, &writer) }
    return Statement(
      "SELECT \(expressions) FROM \(source) WHERE \(conditions.joined(separator: " AND "))",
      parameters: writer.parameters)
  }

  // MARK: - Order

  private func order(by sort: ListSort?) throws(Failure) -> Order {
    guard let sort else { return order }
    let (column, info) = try column(sort.field)
    guard info.isSortable else { throw .invalid("this list cannot be sorted by \(sort.field)") }
    let isDescending = sort.isDescending != (info.kind == .age)
    if info.kind == .id { return Order(sort: nil, isDescending: isDescending) }
    return Order(sort: column.sorted(info.kind), isDescending: isDescending)
  }

  /// The condition that rows come behind (or before) a place.
  private func place(
    _ text: String, _ order: Order, _ request: PageRequest, _ writer: inout ListWriter
  ) throws(Failure) -> String {
    let key = ListKey(text: text)
    let sign = order.isDescending != request.isBackward ? "<" : ">"
    guard let sort = order.sort else {
      return "\(self.key.sql) \(sign) \(writer.bind(key.key, self.key.type))"
    }
    guard let value = key.sort else {
      throw Failure("page_key_invalid", "this is no place in the list as it is sorted", nextStep: "begin at the start")
    }
    return "(\(sort.sql), \(self.key.sql)) \(sign) "
      + "(\(writer.bind(value, sort.type)), \(writer.bind(key.key, self.key.type)))"
  }
}

/// The place of a row in a list: its key, and what it holds in the field that the list is sorted by.
struct ListKey {
  var key: String
  var sort: String?

  init(_ row: PostgresRow) throws(PostgresError) {
    key = try row.decode("list_key")
    sort = try row.decode("list_sort")
  }

  init(text: String) {
    let parts = text.split(separator: "~", maxSplits: 1, omittingEmptySubsequences: false).map(String.init)
    key = parts[0]
    sort = parts.count == 2 ? parts[1] : nil
  }

  var text: String { key + (sort.map { "~" + $0 } ?? "") }
}

extension PageRequest {
  fileprivate var key: String? {
    switch position {
    case .first, .last: nil
    case .after(let key), .before(let key): key
    }
  }
}

/// Parameters as they gather.
struct ListWriter {
  private(set) var parameters: [any PostgresEncodable]

  init(parameters: [PostgresValue]) { self.parameters = parameters }

  /// The parameter's place in the text.
  mutating func bind(_ value: any PostgresEncodable, _ type: String) -> String {
    parameters.append(value)
    return "$\(parameters.count)::\(type)"
  }
}
