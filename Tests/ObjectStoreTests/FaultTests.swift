import Foundation
import ObjectStore
import Support
import Testing

/// Faults of the file system.
@Suite struct FaultTests {
  private let test: TestStore
  private let id = UUID()

  init() throws { test = try TestStore() }

  /// Mounting needs root, and a kernel that lets it.
  private static let canMount: Bool = {
    let path = NSTemporaryDirectory() + "/mount-check-\(UUID().text)"
    mkdir(path, 0o700)
    defer { rmdir(path) }
    guard mount("tmpfs", path, "tmpfs", 0, "size=64k") == 0 else { return false }
    return umount(path) == 0
  }()

  @Test(.enabled(if: canMount)) func aFullDiskLeavesWhatWasThereAndTheUploadGoesOnLater() async throws {
    try FileManager.default.createDirectory(at: test.root, withIntermediateDirectories: true)
    try #require(mount("tmpfs", test.root.path, "tmpfs", 0, "size=1m") == 0)
    defer { umount2(test.root.path, Int32(MNT_DETACH)) }
    let store = try test.open()
    let content = bytes(700_000)
    _ = try await store.stage(id, committed: 0)
    try await store.append(Array(content[..<500_000]), to: id, at: 0)
    let ballast = try ObjectKey("ballast")
    try await store.put(bytes(400_000), at: ballast)
    let error = await failure { try await store.append(Array(content[500_000...]), to: id, at: 500_000) }
    #expect(error?.errorCode == "object_store_full")
    #expect(error?.isTransient == true)
    #expect(
      await failure { try await store.put(bytes(400_000), at: try ObjectKey("b")) }?.errorCode == "object_store_full")
    #expect(test.files() == ["uploads/\(id.text).part": 500_000, "objects/ballast": 400_000])
    try await store.delete(ballast)
    #expect(try await store.stage(id, committed: 500_000) == 500_000)
    try await store.append(Array(content[500_000...]), to: id, at: 500_000)
    let key = try await store.finish(id, byteCount: 700_000, sha256: SHA256.hex(of: content))
    #expect(try await store.contents(key) == content)
  }

  @Test func anUploadInOtherHandsIsBusy() async throws {
    let store = try test.open()
    _ = try await store.stage(id, committed: 0)
    let descriptor = Glibc.open(test.partPath(id), O_RDWR)
    try #require(flock(descriptor, LOCK_EX | LOCK_NB) == 0)
    let error = await failure { try await store.append([1], to: id, at: 0) }
    #expect(error == .busy(id.text))
    #expect(error?.isTransient == true)
    close(descriptor)
    try await store.append([1], to: id, at: 0)
  }

  @Test func aRootThatIsAFileIsUnavailable() throws {
    try Data().write(to: test.root)
    #expect {
      _ = try test.open()
    } throws: { error in
      (error as? ObjectStoreError)?.errorCode == "object_store_unavailable"
    }
  }

  @Test(.enabled(if: geteuid() != 0)) func aRootWithoutRightsIsDenied() throws {
    try FileManager.default.createDirectory(
      at: test.root, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o500])
    #expect {
      _ = try test.open()
    } throws: { error in
      (error as? ObjectStoreError)?.errorCode == "object_store_denied"
    }
  }

  @Test func aRootThatVanishedIsUnavailable() async throws {
    let store = try test.open()
    try FileManager.default.removeItem(at: test.root)
    let stage = await failure { try await store.stage(id, committed: 0) }
    let put = await failure { try await store.put([1], at: try ObjectKey("a")) }
    #expect(stage?.errorCode == "object_store_unavailable")
    #expect(put?.errorCode == "object_store_unavailable")
    #expect(try await store.list() == [])
  }

  @Test func aLinkPlantedInPlaceOfAnObjectIsNotFollowed() async throws {
    let store = try test.open()
    try FileManager.default.createSymbolicLink(
      atPath: test.root.path + "/objects/a", withDestinationPath: "/etc/passwd")
    let key = try ObjectKey("a")
    #expect(await failure { _ = try await store.open(key) }?.errorCode == "object_store_denied")
    #expect(try await store.exists(key) == false)
    #expect(try await store.list() == [])
  }
}
