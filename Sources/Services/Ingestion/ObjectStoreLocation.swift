public import Foundation
import Messaging
import Model
public import Postgres

/// Where the installation keeps its raw files. Every host reads it here, so that none can disagree.
public enum ObjectStoreLocation {
  private static let setting = "object_store"

  /// The directory that is set; `nil` before the first service has started.
  public static func current(_ connection: PostgresConnection) async throws -> URL? {
    try await DatasetRepository.setting(setting, connection).flatMap(URL.init(string:))
  }

  /// Sets the directory unless one is set, or when it was asked for; returns the one that holds.
  public static func establish(_ directory: URL, replacing: Bool, _ pool: PostgresPool) async throws -> URL {
    let value = try await pool.withConnection {
      try await DatasetRepository.setSetting(
        setting, directory.standardizedFileURL.absoluteString, replacing: replacing, $0)
    }
    guard let url = URL(string: value) else {
      throw Failure("object_store_unavailable", "the setting object_store is no URL: \(value)")
    }
    return url
  }
}
