import Model

/// The audit log → one entry.
enum AuditPane {
  static func scene(path: [String]) -> (any Scene)? {
    guard let first = path.first else { return ListScene(AuditSource()) }
    guard path.count == 1 else { return nil }
    return PaneRegistry.scene(of: first, in: AuditSource()) { DetailScene(AuditEntrySource(id: $0)) }
  }
}

extension Address {
  /// What was done to something, by the name that the audit log has for it.
  static func audit(of target: AuditTarget) -> Address { audit(of: [target]) }

  /// Of one thing under all its names.
  static func audit(of targets: [AuditTarget]) -> Address {
    Address(.audit).showing(ListQuery(.field("target", is: targets.map(\.description))))
  }

  /// The entries; the entry itself when there is one.
  static func audit(_ entries: [AuditID]) -> Address {
    if entries.count == 1 { return Address(.audit, entries[0].description) }
    // As many as a person may want to see beside each other, and a line may hold.
    return Address(.audit).showing(ListQuery(.field("id", is: entries.prefix(100).map(\.description))))
  }

  /// Where the thing is shown that an audit entry is about; `nil` when it is shown nowhere.
  init?(_ target: AuditTarget) {
    switch target {
    case .letter(let id): self = Address(.dlq, id.description)
    case .run(let id): self = Address(.topology, id.description)
    case .operation(let id): self = OperationKind.letters.address(of: id)
    case .backfill(let id): self = OperationKind.backfills.address(of: id)
    case .schedule(let name): self = ScheduleSource.address.showing(ListQuery(.field("name", is: [name])))
    case .version(let version, let dataset): self = .version(version, of: dataset)
    case .gate(let gate) where gate.kind == .workflow: self = Address(.topology, "workflows", gate.name)
    case .upload(let id): self = Address(.ingestion, id.description)
    case .gate(let gate): self = Address(.queues, gate.name)
    case .labelProject(let name): self = Address(.labeling, name)
    default: return nil
    }
  }
}

extension Run {
  /// It, the run that was repeated or undone by it, and the operation that it is a part of: what was done to these made
  /// it.
  var auditTargets: [AuditTarget] {
    [.run(id)] + [parentID.map { .run($0) }, origin?.target].compactMap(\.self)
  }
}

extension DeadLetter {
  /// It, the run that gave it up and the last that was to redrive it, and the operation that did so.
  var auditTargets: [AuditTarget] {
    var runs = [runID, redriveRunID].compactMap { $0.map { AuditTarget.run($0) } }
    if runs.count == 2, runs[0] == runs[1] { runs.removeLast() }
    return [.letter(id)] + runs + [operationID].compactMap { $0.map { .operation($0) } }
  }
}

extension UploadSession {
  /// Its making is that of its version; what was made from its file later was done to the upload.
  var auditTargets: [AuditTarget] { [.version(version, dataset: datasetName), .upload(id)] }
}
