public import Support

/// A dead letter's payload as a person edits it: the order of a run's step, or an event with its own payload unfolded.
/// Pure, so that an editor says at once what the service will say again.
///
/// What may be changed is what the work is told to do: parameters, the load mode, the rules of the template, the
/// members of an event. What says which work it is, where its data lie and what was already done stays, and so does
/// every mask.
public struct PayloadDocument: Hashable, Sendable {
  /// Of an edited payload.
  public static let bytesMax = 262_144

  enum Kind: Hashable, Sendable {
    case order
    /// The fields of a stream entry, the JSON in `payload` unfolded.
    case event
  }

  /// Why an edited document is refused, and where.
  public struct Problem: Hashable, Sendable, CustomStringConvertible {
    public var path: JSON.Path
    public var message: String

    public init(_ path: JSON.Path, _ message: String) {
      self.path = path
      self.message = message
    }

    public var description: String { path.elements.isEmpty ? message : "\(path): \(message)" }
  }

  let kind: Kind
  /// The letter's own, secrets included.
  let original: JSON
  /// The payload is a text in an entry of a stream, which is unfolded here.
  private let isFolded: Bool
  /// A deployment that was there before wrote it, and reads it its own way.
  let isOfOthers: Bool
  /// Why nothing of it may be changed; `nil` when some may.
  public let obstacle: String?

  public init(_ letter: DeadLetter) {
    kind = letter.runID == nil ? .event : .order
    original = PayloadDocument.unfolded(letter.payload, kind)
    isFolded = PayloadDocument.isFolded(letter.payload, kind)
    isOfOthers = kind == .event && Event.isOfOthers((try? JSON(parsing: letter.payload)) ?? .null)
    obstacle = PayloadDocument.obstacle(letter, original)
  }

  /// The document of the original as it is shown: secrets masked.
  public var shown: JSON { original.masked }

  /// The document of a payload of the same letter, as it is shown.
  public func shown(_ payload: String) -> JSON { PayloadDocument.unfolded(payload, kind).masked }

  /// What one payload of the letter has other than another, secrets masked.
  public func changes(from one: String, to other: String) -> [JSON.Difference] {
    JSON.differences(from: PayloadDocument.unfolded(one, kind), to: PayloadDocument.unfolded(other, kind))
      .map(\.masked)
  }

  /// A payload as people read it: the same bytes when it holds no secrets.
  public static func masked(_ payload: String, isOfRun: Bool) -> String {
    let kind: Kind = isOfRun ? .order : .event
    let document = unfolded(payload, kind)
    let masked = document.masked
    return masked == document ? payload : folded(masked, isFolded: isFolded(payload, kind))
  }

  private static func obstacle(_ letter: DeadLetter, _ original: JSON) -> String? {
    if letter.sourceStream == Streams.auditEvents || letter.eventType == EventType.auditRecorded.rawValue {
      return localized("audit entries are not edited", "审计记录不可编辑")
    }
    if original.members == nil { return localized("its payload is no JSON object", "它的内容不是 JSON 对象") }
    guard letter.runID == nil, let text = original["payload"]?.string, text.contains("\"mask\"") else { return nil }
    return localized(
      "it names masked fields and cannot be read, so that nobody can tell whether they stay masked",
      "它含有脱敏字段而又无法读取，不能确认它们仍被脱敏")
  }

  // MARK: - Folding

  private static func unfolded(_ payload: String, _ kind: Kind) -> JSON {
    guard var document = try? JSON(parsing: payload) else { return .string(payload) }
    guard kind == .event, let text = document["payload"]?.string, let inner = try? JSON(parsing: text) else {
      return document
    }
    if inner.members != nil { document["payload"] = inner }
    return document
  }

  /// The payload is a text in an entry: what else may stand there, such as bytes, stays as it is.
  private static func isFolded(_ payload: String, _ kind: Kind) -> Bool {
    kind == .event && (try? JSON(parsing: payload))?["payload"]?.string != nil
  }

  func folded(_ document: JSON) -> String { PayloadDocument.folded(document, isFolded: isFolded) }

  private static func folded(_ document: JSON, isFolded: Bool) -> String {
    var document = document
    if isFolded, let inner = document["payload"], inner.string == nil {
      document["payload"] = .string(inner.text())
    }
    return document.text()
  }
}

extension PayloadDocument {
  /// What an edit comes to.
  public struct Edit: Hashable, Sendable {
    /// As it is sent, with the secrets of the original.
    public var payload: String
    /// Secrets masked.
    public var changes: [JSON.Difference]
  }

  /// The payload that a document stands for. Fails with `payload_edit_refused`, which names every path.
  public func edit(_ edited: JSON) throws(Failure) -> Edit {
    let problems = problems(in: edited)
    guard problems.isEmpty else {
      throw Failure(
        "payload_edit_refused", problems.map(\.description).joined(separator: "; "),
        nextStep: "leave those as they are; `flowsight dlq show ID --payload` prints the document as it may be edited")
    }
    let whole = restored(edited)
    return Edit(
      payload: folded(whole),
      changes: JSON.differences(from: original, to: whole).map(\.masked))
  }

  /// With the secrets of the original in the places where they are masked.
  func restored(_ edited: JSON) -> JSON {
    let masked = original.masked
    func restore(_ edited: JSON, _ original: JSON?, _ masked: JSON?) -> JSON {
      if let members = edited.members {
        return .object(
          members.map { JSON.Member($0.name, restore($0.value, original?[$0.name], masked?[$0.name])) })
      }
      if let elements = edited.array {
        return .array(
          elements.enumerated().map { index, element in
            let place = JSON.Path([.index(index)])
            return restore(element, original?.value(at: place), masked?.value(at: place))
          })
      }
      if let original, let masked, edited == masked { return original }
      return edited
    }
    return restore(edited, original, masked)
  }
}
