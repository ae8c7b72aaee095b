import Model
import Support

extension Option {
  static let versions = value("diff", "A,B", "what changed from one version of the answers to another, as in 1,3")
}

extension Invocation {
  /// The two versions that are compared.
  func versions(_ option: Option = .versions) throws -> (from: Int, to: Int)? {
    guard let text = arguments.value(option) else { return nil }
    let numbers = text.split(separator: ",", omittingEmptySubsequences: false).map { Int($0) }
    guard numbers.count == 2, let from = numbers[0], let to = numbers[1] else {
      throw UsageError.badValue(option, text, expected: "two numbers of versions")
    }
    return (from, to)
  }
}

/// How two versions of what was said about a task differ, field by field.
struct VersionDifferences: Encodable {
  struct Field: Encodable {
    var field: String
    /// Of lists the elements, else the answers.
    var removed: [JSON]
    var added: [JSON]
  }

  var from: Int
  var to: Int
  var fields: [Field]

  init(from: LabelResult, to: LabelResult) {
    (self.from, self.to) = (from.version, to.version)
    let (before, after) = (from.after, to.after)
    let added = (after.members ?? []).map(\.name).filter { before[$0] == nil }
    fields = ((before.members ?? []).map(\.name) + added).compactMap { name in
      let (old, new) = (before[name], after[name])
      guard old != new else { return nil }
      let (removed, added) = (old?.array ?? [], new?.array ?? [])
      if old?.array != nil || new?.array != nil, Set(removed) != Set(added) {
        return Field(
          field: name, removed: removed.filter { !added.contains($0) }, added: added.filter { !removed.contains($0) })
      }
      return Field(field: name, removed: [old].compactMap(\.self), added: [new].compactMap(\.self))
    }
  }

  var details: Details {
    var details = Details()
    details.add("versions", "\(from) → \(to)")
    let columns: [Column<Field>] = [
      Column("field") { $0.field },
      Column("−", isFlexible: true) { $0.removed.map { $0.text() }.joined(separator: " ") },
      Column("+", isFlexible: true) { $0.added.map { $0.text() }.joined(separator: " ") },
    ]
    details.section("changed", fields.isEmpty ? "nothing\n" : Table(columns: columns).text(fields))
    return details
  }
}

extension LabelTaskDetail {
  /// Fails with `not_found` for a version that there is not, or that may not be seen.
  func differences(_ versions: (from: Int, to: Int)) throws(Failure) -> VersionDifferences {
    func version(_ number: Int) throws(Failure) -> LabelResult {
      guard let found = results.first(where: { $0.version == number }) else {
        throw Failure.notFound("version of \(task.key)", "\(number)", list: "flowsight label task \(task.id)")
      }
      return found
    }
    return VersionDifferences(from: try version(versions.from), to: try version(versions.to))
  }
}
