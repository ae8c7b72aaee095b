public import Foundation

/// A row of a list: told apart by its id, found and ordered by its fields.
public protocol Listed: Hashable, Sendable, Codable {
  /// The same for the same thing, whatever else changes.
  var listID: String { get }
  /// What filters and orders may name. Words look at the texts among them.
  static var fields: [ListField<Self>] { get }
}

/// What a field holds, and so what may be asked of it.
public enum FieldKind: Hashable, Sendable {
  /// A short text, such as a dataset's name: words match it by some of its letters in order.
  case name
  /// A long text or a code: words match it by a part of it.
  case text
  /// One of a few names.
  case choice([String])
  case id
  /// A whole number.
  case number
  /// Milliseconds, written as `2h30m`.
  case duration
  /// An instant.
  case time
  /// An instant, written as the time since then: `2h`.
  case age
}

/// What a row holds in a field.
public enum ListValue: Hashable, Sendable, Codable {
  case text(String)
  /// A whole number; milliseconds of a duration.
  case number(Int64)
  case time(Date)
}

/// A field without the rows that it is read from.
public struct FieldInfo: Hashable, Sendable {
  public var name: String
  public var kind: FieldKind
  /// Whether lists can be ordered by it.
  public var isSortable: Bool

  public init(_ name: String, _ kind: FieldKind, isSortable: Bool) {
    self.name = name
    self.kind = kind
    self.isSortable = isSortable
  }
}

public struct ListField<Item>: Sendable {
  public var info: FieldInfo
  /// `nil` when the row holds nothing there.
  public var value: @Sendable (Item) -> ListValue?

  init(_ info: FieldInfo, _ value: @escaping @Sendable (Item) -> ListValue?) {
    self.info = info
    self.value = value
  }
}

extension ListField {
  public static func name(_ name: String, _ value: @escaping @Sendable (Item) -> String?) -> ListField {
    ListField(FieldInfo(name, .name, isSortable: true)) { value($0).map(ListValue.text) }
  }

  public static func text(_ name: String, _ value: @escaping @Sendable (Item) -> String?) -> ListField {
    ListField(FieldInfo(name, .text, isSortable: false)) { value($0).map(ListValue.text) }
  }

  public static func choice<Choice: RawRepresentable<String> & CaseIterable & SendableMetatype>(
    _ name: String, _ value: @escaping @Sendable (Item) -> Choice
  ) -> ListField {
    ListField(FieldInfo(name, .choice(Choice.allCases.map(\.rawValue)), isSortable: true)) {
      .text(value($0).rawValue)
    }
  }

  public static func id<Entity>(
    _ name: String, isSortable: Bool = false, _ value: @escaping @Sendable (Item) -> Identifier<Entity>?
  ) -> ListField {
    ListField(FieldInfo(name, .id, isSortable: isSortable)) { value($0).map { .text($0.description) } }
  }

  public static func number<Number: BinaryInteger & SendableMetatype>(
    _ name: String, _ value: @escaping @Sendable (Item) -> Number
  ) -> ListField {
    ListField(FieldInfo(name, .number, isSortable: true)) { .number(Int64(clamping: value($0))) }
  }

  /// From one instant to another; nothing while either is missing.
  public static func duration(
    _ name: String, from start: @escaping @Sendable (Item) -> Date?, to end: @escaping @Sendable (Item) -> Date?
  ) -> ListField {
    ListField(FieldInfo(name, .duration, isSortable: true)) { item in
      guard let start = start(item), let end = end(item) else { return nil }
      return .number(Int64(clamping: Int(exactly: (end.timeIntervalSince(start) * 1000).rounded()) ?? 0))
    }
  }

  public static func time(_ name: String, _ value: @escaping @Sendable (Item) -> Date?) -> ListField {
    ListField(FieldInfo(name, .time, isSortable: true)) { value($0).map(ListValue.time) }
  }

  public static func age(_ name: String = "age", _ value: @escaping @Sendable (Item) -> Date?) -> ListField {
    ListField(FieldInfo(name, .age, isSortable: true)) { value($0).map(ListValue.time) }
  }
}

extension Listed {
  public static var fieldInfos: [FieldInfo] { fields.map(\.info) }
}
