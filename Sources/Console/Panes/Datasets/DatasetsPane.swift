import Model

/// Datasets → the versions of one → one version: `datasets/orders`, `datasets/orders/3`. `datasets/all` is the versions of
/// all of them, `datasets/orders/3/columns` a part of a version's view.
enum DatasetsPane {
  static let all = "all"

  static func scene(path: [String]) -> (any Scene)? {
    switch path.count {
    case 0: ListScene(DatasetSource())
    case 1: ListScene(VersionSource(path[0] == all ? nil : path[0]))
    default:
      VersionScene.Section(path: path.dropFirst(2)).map { VersionScene(dataset: path[0], version: path[1], $0) }
    }
  }
}

extension Address {
  /// The versions of a dataset: by its name where that can be an address.
  static func dataset(_ name: String, _ id: DatasetID?) -> Address {
    let isPlain = !name.contains { $0.isWhitespace || $0 == "/" } && name != DatasetsPane.all && !name.isEmpty
    return Address(.datasets, isPlain ? name : id?.description ?? name)
  }

  static func version(_ version: String, of name: String, _ id: DatasetID? = nil) -> Address {
    var address = dataset(name, id)
    address.path.append(version)
    return address
  }
}
