public import Model
public import Postgres

/// A list as PostgreSQL holds it: which columns to read from where, and what its fields are there.
public struct ListTable<Item: Listed>: Sendable {
  /// An expression and what may be assumed of it.
  public struct Column: Sendable, ExpressibleByStringLiteral {
    var sql: String
    var isNullable: Bool

    public init(stringLiteral sql: String) {
      self.sql = sql
      isNullable = false
    }

    public static func nullable(_ sql: String) -> Column {
      var column = Column(stringLiteral: sql)
      column.isNullable = true
      return column
    }
  }

  /// What tells equals apart: unique, in the order in which rows were made.
  public struct Key: Sendable {
    var sql: String
    var type: String

    public static func uuid(_ sql: String) -> Key { Key(sql: sql, type: "uuid") }
    public static func bigint(_ sql: String) -> Key { Key(sql: sql, type: "bigint") }
    public static func text(_ sql: String) -> Key { Key(sql: "(\(sql) COLLATE \"C\")", type: "text") }
  }

  /// An order that no field has.
  public struct Order: Sendable {
    /// `nil`: by the key alone.
    var sort: (sql: String, type: String)?
    var isDescending: Bool

    /// `type` is the expression's type in PostgreSQL; the key decides among equals.
    public static func by(_ sql: String, _ type: String, isDescending: Bool = false) -> Order {
      Order(sort: (sql, type), isDescending: isDescending)
    }

    public static var newestFirst: Order { Order(sort: nil, isDescending: true) }
    public static var oldestFirst: Order { Order(sort: nil, isDescending: false) }
  }

  let select: String
  let source: String
  let key: Key
  let order: Order
  let columns: [String: Column]
  let decode: @Sendable (PostgresRow) throws -> Item

  /// `columns` is the allow-list of what filters and orders may name: every field of `Item` and nothing else. `order` is the
  /// list's own, when none is asked for.
  public init(
    select: String, from source: String, key: Key, order: Order = .newestFirst, columns: [String: Column],
    decode: @escaping @Sendable (PostgresRow) throws -> Item
  ) {
    self.select = select
    self.source = source
    self.key = key
    self.order = order
    self.columns = columns
    self.decode = decode
  }

  func column(_ field: String) throws(Failure) -> (column: Column, info: FieldInfo) {
    guard let column = columns[field], let info = Item.fieldInfos.first(where: { $0.name == field }) else {
      throw .invalid("this list has no field \(field)")
    }
    return (column, info)
  }
}
