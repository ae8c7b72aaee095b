import Model

/// Something that a version has to do with, and where it is shown.
struct Relation: Listed {
  enum Kind: String, Hashable, Codable, Sendable, CaseIterable { case run, letters, upload, labels, origin, use }

  var kind: Kind
  var name: String
  /// The address that Enter opens; `nil` when it is shown nowhere.
  var address: String?

  init(_ kind: Kind, _ name: String, _ address: Address? = nil) {
    self.kind = kind
    self.name = name
    self.address = address?.description
  }

  var listID: String { "\(kind.rawValue) \(name)" }

  static let fields: [ListField<Relation>] = [.choice("kind", \.kind), .name("name", \.name)]
}

extension VersionDetail {
  /// The nearest to the work first.
  var relations: [Relation] {
    var relations: [Relation] = []
    if let run = version.runID {
      relations.append(Relation(.run, run.description, Address(.topology, run.description)))
    }
    if letters > 0 {
      let count = Format.count(letters) + (letters < VersionDetail.lettersMax ? "" : "+")
      let list = ListQuery.letters(LetterState.waiting, of: version)
      relations.append(Relation(.letters, DatasetsWords.waiting(count), Address(.dlq, "all").showing(list)))
    }
    if let source = version.source {
      relations.append(Relation(.upload, source.fileName, Address(.ingestion, source.upload.description)))
    }
    relations += labelProjects.map { Relation(.labels, $0, Address(.labeling, $0)) }
    return relations
      + lineage.map { edge in
        let other = edge.dataset.flatMap { name in edge.version.map { Address.version($0, of: name) } }
        return Relation(edge.direction == .up ? .origin : .use, "\(edge.source) → \(edge.target)", other)
      }
  }
}
