import Foundation
public import Support

extension PayloadDocument {
  /// All that is wrong with an edited document; empty when it may be kept.
  public func problems(in edited: JSON) -> [Problem] {
    if let obstacle { return [Problem(JSON.Path(), obstacle)] }
    guard edited.members != nil else {
      return [Problem(JSON.Path(), localized("a JSON object is expected", "应为一个 JSON 对象"))]
    }
    var problems: [Problem] = []
    PayloadDocument.findDoubles(in: edited, JSON.Path(), &problems)
    guard problems.isEmpty else { return problems }
    let whole = restored(edited)
    for change in JSON.differences(from: original, to: whole) {
      if let problem = refusal(of: change) { problems.append(problem) }
    }
    problems += unmasked(in: whole)
    if problems.isEmpty, let misfit = misfit(of: whole) { problems.append(misfit) }
    let bytes = folded(whole).utf8.count
    if bytes > PayloadDocument.bytesMax {
      let most = PayloadDocument.bytesMax
      problems.append(
        Problem(JSON.Path(), localized("it has \(bytes) bytes, at most \(most)", "共 \(bytes) 字节，最多 \(most)")))
    }
    return problems
  }

  /// Of two members of one name different readers take different ones.
  private static func findDoubles(in value: JSON, _ path: JSON.Path, _ problems: inout [Problem]) {
    var seen: Set<String> = []
    for member in value.members ?? [] {
      let place = path.appending(.member(member.name))
      if !seen.insert(member.name).inserted {
        problems.append(Problem(place, localized("it stands there twice", "出现了两次")))
      }
      findDoubles(in: member.value, place, &problems)
    }
    for (index, element) in (value.array ?? []).enumerated() {
      findDoubles(in: element, path.appending(.index(index)), &problems)
    }
  }

  // MARK: - What stays

  /// Of an order: which work it is, and how the workflow's document has it done.
  private static let fixedInOrders: Set<String> = [
    "workflow", "step", "function", "queue", "retry", "timeout_seconds", "prior_attempts", "inputs", "priority",
    "part",
    "file.dataset_name", "file.file_size", "file.status", "file.created_by", "file.template.name",
    "file.template.version",
  ]
  private static let fixedInFiles: Set<String> = [
    "dataset_name", "file_size", "status", "created_by", "template.name", "template.version",
  ]
  /// Of an event: what it is. What misses or cannot be read may be given a value.
  private static let envelope: Set<String> = [
    "event_id", "event_type", "occurred_at", "trace_id", "producer", "dataset_id", "dataset_version",
  ]

  /// Names of what tells which thing is meant, or where it lies.
  private static func isIdentity(_ name: String) -> Bool {
    ["id", "key", "table", "partition", "sha256"].contains { name == "object_\($0)" || name.hasSuffix("_\($0)") }
      || name == "sha256"
  }

  private var eventType: EventType? { original["event_type"]?.string.map(EventType.init(rawValue:)) }

  /// The order in the document, and where it stands there; `nil` when it holds none.
  private var orderPath: JSON.Path? {
    if kind == .order { return JSON.Path() }
    guard [.jobReady, .jobCancelled].contains(eventType) else { return nil }
    return JSON.Path([.member("payload")])
  }

  private var filePath: JSON.Path? {
    if let orderPath { return orderPath.appending(.member("file")) }
    return eventType == .datasetIngested ? JSON.Path([.member("payload")]) : nil
  }

  private func refusal(of change: JSON.Difference) -> Problem? {
    let path = change.path
    let names = path.names
    if change.after.map(PayloadDocument.standsForSecret) ?? false {
      return Problem(path, localized("there is no secret that this could stand for", "此处没有它所代表的机密"))
    }
    if kind == .event, path.elements.count == 1, let name = names.first, PayloadDocument.envelope.contains(name) {
      let isFilledIn =
        !PayloadDocument.isReadable(name, change.before) && PayloadDocument.isReadable(name, change.after)
      return isFilledIn ? nil : Problem(path, PayloadDocument.fixed)
    }
    if names.contains(where: PayloadDocument.isIdentity) || isFixed(path) {
      return Problem(path, PayloadDocument.fixed)
    }
    // A whole part that comes or goes takes what is in it along.
    let (lost, gained) = (change.before.map(identities) ?? [], change.after.map(identities) ?? [])
    if lost.isEmpty, gained.allSatisfy(stoodBefore) { return nil }
    return Problem(path, localized("it holds what says which data are meant", "其中含有指明数据的成员"))
  }

  private static func standsForSecret(_ value: JSON) -> Bool {
    if let text = value.string, let mark = JSON.secret.string { return text.contains(mark) }
    return ((value.members ?? []).map(\.value) + (value.array ?? [])).contains(where: standsForSecret)
  }

  private static var fixed: String {
    localized("it says which work or data are meant, and stays", "它指明是哪项工作或数据，不可更改")
  }

  private func isFixed(_ path: JSON.Path) -> Bool {
    func relative(to base: JSON.Path?) -> String? {
      guard let base, path.starts(with: base), path != base else { return nil }
      return JSON.Path(Array(path.elements.dropFirst(base.elements.count))).names.joined(separator: ".")
    }
    func isIn(_ fixed: Set<String>, _ name: String?) -> Bool {
      guard let name else { return false }
      return fixed.contains { name == $0 || name.hasPrefix($0 + ".") }
    }
    return isIn(PayloadDocument.fixedInOrders, relative(to: orderPath))
      || isIn(PayloadDocument.fixedInFiles, relative(to: filePath))
  }

  /// The values of all members within that tell which thing is meant.
  private func identities(in value: JSON) -> [JSON] {
    let own = (value.members ?? []).filter { PayloadDocument.isIdentity($0.name) && !$0.value.isNull }.map(\.value)
    let below = (value.members ?? []).map(\.value) + (value.array ?? [])
    return own + below.flatMap(identities)
  }

  /// A payload that could not be read says it in its text.
  private func stoodBefore(_ identity: JSON) -> Bool {
    guard let text = original["payload"]?.string else { return false }
    return text.contains(identity.string ?? identity.text())
  }

  private static func isReadable(_ name: String, _ value: JSON?) -> Bool {
    guard let text = value?.string, !text.isEmpty else { return false }
    return switch name {
    case "event_id", "trace_id", "dataset_id": UUID(text: text) != nil
    case "occurred_at": Date(iso8601: text) != nil
    default: true
    }
  }

  // MARK: - Masks

  /// A field that is masked stays as it is, and no other takes its columns.
  private func unmasked(in edited: JSON) -> [Problem] {
    guard let filePath else { return [] }
    let path = filePath.appending(.member("template")).appending(.member("fields"))
    func fields(_ document: JSON) -> [JSON] { document.value(at: path)?.array ?? [] }
    func columns(_ field: JSON) -> Set<String> {
      let names = [field["name"]] + (field["aliases"]?.array ?? []).map(Optional.some)
      return Set(names.compactMap { $0?.string.map(PayloadDocument.column) })
    }
    let after = fields(edited)
    return fields(original).enumerated().flatMap { index, field -> [Problem] in
      guard field["mask"]?.isNull == false else { return [] }
      let place = path.appending(.index(index))
      guard after.contains(field) else {
        return [Problem(place, localized("the field is masked, and stays as it is", "该字段已脱敏，不可更改"))]
      }
      let mine = columns(field)
      return after.enumerated().filter { $0.element != field && !columns($0.element).isDisjoint(with: mine) }.map {
        Problem(
          path.appending(.index($0.offset)),
          localized("it takes a column that is masked", "它占用了已脱敏的列"))
      }
    }
  }

  /// As headers are compared.
  private static func column(_ name: String) -> String {
    let kept = name.unicodeScalars.filter { !$0.properties.isWhitespace && $0 != "\u{feff}" }
    return String(String.UnicodeScalarView(kept)).lowercased()
  }

  // MARK: - Form

  /// Why the document cannot be read by who receives it.
  private func misfit(of document: JSON) -> Problem? {
    if kind == .order { return misfit(document, at: JSON.Path(), as: JobOrder.self) }
    for name in isOfOthers ? ["event_type"] : ["event_id", "event_type", "occurred_at"]
    where !PayloadDocument.isReadable(name, document[name]) {
      return Problem(JSON.Path([.member(name)]), localized("it cannot be read", "无法读取"))
    }
    let path = JSON.Path([.member("payload")])
    // Older producers have no payload, or one of their own kind; their consumers take the fields.
    guard !isOfOthers, let payload = document["payload"] else { return nil }
    guard payload.members != nil else {
      return Problem(path, localized("a JSON object is expected", "应为一个 JSON 对象"))
    }
    switch EventType(rawValue: document["event_type"]?.string ?? "") {
    case .datasetIngested: return misfit(payload, at: path, as: IngestedFile.self)
    case .jobReady, .jobCancelled: return misfit(payload, at: path, as: JobOrder.self)
    case .jobReleased: return misfit(payload, at: path, as: JobRelease.self)
    case .jobStarted, .jobRetrying, .jobSucceeded: return misfit(payload, at: path, as: JobReport.self)
    case .runStarted, .runFailed, .runCancelled: return misfit(payload, at: path, as: RunReport.self)
    case .gateResumed, .queueChanged: return misfit(payload, at: path, as: GateReport.self)
    case .datasetProcessed: return misfit(payload, at: path, as: ProcessedVersion.self)
    case .labelingResultsPublished: return misfit(payload, at: path, as: PublishedLabels.self)
    default: return nil
    }
  }

  private func misfit<Form: Decodable>(_ json: JSON, at path: JSON.Path, as form: Form.Type) -> Problem? {
    do throws(JSON.ShapeError) {
      _ = try json.decode(as: form)
      return nil
    } catch {
      let place = JSON.Path(parsing: error.path.replacing(".[", with: "["))?.elements ?? []
      return Problem(JSON.Path(path.elements + place), error.problem)
    }
  }
}
