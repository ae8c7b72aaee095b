import Foundation
import Messaging
import Model
import ObjectStore
import Postgres
import Servers
import Support
import TestSupport
import Testing

@testable import Ingestion

@Suite(.serialized) struct UploadJanitorTests {
  private static let bytes = Array("id,name\n1,a\n".utf8)

  private func service(_ platform: TestPlatform, _ store: LocalObjectStore) -> IngestionService {
    IngestionService(
      pool: platform.pool(.ingestion), store: .success(store), outbox: Outbox(schema: .ingestion, environment: .live),
      actor: Actor(name: "ann", credential: "ann", role: .operator), environment: .live)
  }

  private func janitor(_ platform: TestPlatform, _ store: LocalObjectStore, daysLater days: Double) -> UploadJanitor {
    var environment = Environment.live
    environment.now = { Date().addingTimeInterval(days * 86_400) }
    return UploadJanitor(
      pool: platform.pool(.ingestion), store: store, outbox: Outbox(schema: .ingestion, environment: environment),
      silentDaysMax: 7, environment: environment, log: .silent)
  }

  @Test func whatNobodyContinuesIsGivenUpAndItsVersionIsFree() async throws {
    try await TestPlatform.run { platform in
      let root = URL(fileURLWithPath: platform.servers.directory).appending(path: "objects")
      let store = try LocalObjectStore(root: root)
      let service = service(platform, store)
      let request = UploadRequest(
        dataset: "orders", version: "1", fileName: "orders.csv", byteCount: Int64(Self.bytes.count),
        sha256: SHA256.hex(of: Self.bytes), head: Self.bytes)
      let open = try await service.openUpload(request).session
      _ = try await service.appendChunk(to: open.id, at: 0, Array(Self.bytes.prefix(8)))

      #expect(try await janitor(platform, store, daysLater: 6).giveUpSilent() == 0)
      #expect(try await service.upload(open.id).session.state == .uploading)
      #expect(try await janitor(platform, store, daysLater: 8).giveUpSilent() == 1)
      let detail = try await service.upload(open.id)
      #expect(detail.session.state == .failed && detail.session.failure?.errorCode == "upload_expired")
      #expect(detail.log.last?.actor == "ingestion-service")
      #expect(try await janitor(platform, store, daysLater: 8).giveUpSilent() == 0)

      // The same file may come again under the same version, from its start.
      let again = try await service.openUpload(request)
      #expect(again.outcome == .created && again.session.receivedBytes == 0)
      _ = try await service.appendChunk(to: again.session.id, at: 0, Self.bytes)
      #expect(try await service.completeUpload(again.session.id).state == .ingested)
      #expect(try await janitor(platform, store, daysLater: 80).giveUpSilent() == 0)
      #expect(try await service.counts() == [.failed: 1, .ingested: 1])
    }
  }

  /// A session that cannot be given up (its row refuses, as one does that a broken trigger guards) stops no other.
  @Test func oneThatCannotBeGivenUpStandsInNoOthersWay() async throws {
    try await TestPlatform.run { platform in
      let root = URL(fileURLWithPath: platform.servers.directory).appending(path: "objects")
      let store = try LocalObjectStore(root: root)
      let service = service(platform, store)
      var sessions: [UploadSession] = []
      for version in ["1", "2"] {
        let bytes = Self.bytes + Array(version.utf8)
        sessions.append(
          try await service.openUpload(
            UploadRequest(
              dataset: "orders", version: version, fileName: "orders.csv", byteCount: Int64(bytes.count),
              sha256: SHA256.hex(of: bytes), head: bytes)
          ).session)
      }
      try await platform.pool(nil).execute(
        script: """
          CREATE FUNCTION refuse() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE EXCEPTION 'stuck'; END $$;
          CREATE TRIGGER refuse BEFORE UPDATE ON ingestion.ing_upload_session FOR EACH ROW
            WHEN (OLD.version = '1') EXECUTE FUNCTION refuse();
          """)
      #expect(try await janitor(platform, store, daysLater: 8).giveUpSilent() == 1)
      #expect(try await service.upload(sessions[0].id).session.state == .created)
      #expect(try await service.upload(sessions[1].id).session.state == .failed)
    }
  }
}
