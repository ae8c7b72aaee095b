import Foundation
import Model
import Support
import Terminal
import Testing

@testable import Console

@Suite struct RecordingTests {
  private let path = FileManager.default.temporaryDirectory.appending(path: "recording-\(UUID().uuidString).jsonl").path

  private func recorder(_ session: Session) throws -> SessionRecorder {
    let address = session.state.trail.top.scene.address.description
    return try SessionRecorder(path: path, header: Recording.Header(session.state, address: address))
  }

  /// What was recorded plays to the same picture, without the platform.
  @Test func aSessionPlaysAgain() async throws {
    defer { try? FileManager.default.removeItem(atPath: path) }
    var session = Session(at: "dlq", size: Size(100, 30))
    let recorder = try recorder(session)
    session.record = { recorder.take($0, at: Fixture.now) }
    await session.settle()
    session.press("j", "space", "/")
    session.type("rej")
    session.press("enter", "enter")
    await session.settle()
    session.send(.event(.paste("x\u{1b}[2J")))
    session.send(.event(.mouse(Mouse(.wheelDown, at: Point(3, 4)))))
    session.resize(60, 20)
    session.send(.changed(.disconnected, at: Fixture.now.addingTimeInterval(3)))
    let recording = try Recording(path: path)
    #expect(recording.lastFrame == session.surface)
    #expect(recording.header.size == Size(100, 30) && recording.entries.count > 8)
    let attributes = try FileManager.default.attributesOfItem(atPath: path)
    #expect(attributes[.posixPermissions] as? Int == 0o600)
  }

  @Test func aWorkbenchPlaysAgain() async throws {
    defer { try? FileManager.default.removeItem(atPath: path) }
    var session = Session(at: "labeling/chats/work", role: .annotator)
    let recorder = try recorder(session)
    session.record = { recorder.take($0, at: Fixture.now) }
    await session.settle()
    session.send(.tick(Fixture.now))
    session.press("2", "1", "1", "enter")
    await session.settle()
    session.press("s", "1", "1", "p", "2")
    await session.settle()
    #expect(try Recording(path: path).lastFrame == session.surface)
  }

  @Test func aFileThatIsThereIsKept() throws {
    defer { try? FileManager.default.removeItem(atPath: path) }
    try Data("mine".utf8).write(to: URL(fileURLWithPath: path))
    let session = Session()
    #expect(throws: Failure.self) { try recorder(session) }
    #expect(try String(contentsOfFile: path, encoding: .utf8) == "mine")
  }

  @Test func secretsAreMasked() throws {
    let json: JSON = [
      "api_key": "k", "Password": "p", "tokens": ["a": 1], "list": [["client_secret": "s"]],
      "text": "cannot reach postgres://alice:wonder@db/x and redis://:deep@cache", "mail": "a@b.c",
    ]
    let masked = json.masked
    #expect(masked["api_key"] == "•••" && masked["Password"] == "•••")
    #expect(masked["list"] == [["client_secret": "•••"]] && masked["tokens"] == ["a": 1])
    #expect(masked["text"] == "cannot reach postgres://alice:•••@db/x and redis://:•••@cache")
    #expect(masked["mail"] == "a@b.c")
  }

  @Test(arguments: [
    ("", "no recording"), ("{}\n", "no recording"),
    (#"{"format": "flowsight-console-recording", "version": 9}"#, "version"),
    (#"{"format": "flowsight-console-recording", "version": \#(Recording.Header.version)}"#, "line 1"),
  ])
  func whatIsNoRecordingIsRefused(text: String, reason: String) throws {
    let lines = Data(text.utf8).split(separator: UInt8(ascii: "\n"))
    let failure = #expect(throws: Failure.self) { try Recording(lines: lines, path: "x") }
    #expect(failure?.message.contains(reason) == true && failure?.nextStep != nil)
  }

  @Test func aLineThatWasCutIsLeftOut() throws {
    let header = try JSON(encoding: Recording.Header(Session().state, address: "dlq")).text()
    let entry = try JSON(encoding: Recording.Entry(seconds: 1, message: .tick(Fixture.now))).text()
    func read(_ lines: String...) throws -> Int {
      try Recording(lines: lines.map { Data($0.utf8) }, path: "x").entries.count
    }
    #expect(try read(header, entry, entry) == 2)
    #expect(try read(header, entry, String(entry.dropLast(4))) == 1)
    #expect(throws: Failure.self) { try read(header, String(entry.dropLast(4)), entry) }
  }
}

@Suite struct ReplayTests {
  private static let recording: Recording? = {
    let session = Session(at: "dlq")
    let entries = (1...3).map { number in
      Recording.Entry(seconds: Double(number) * 10, message: .tick(Fixture.now.addingTimeInterval(60 * Double(number))))
    }
    return Recording(header: Recording.Header(session.state, address: "dlq"), entries: entries)
  }()

  private func program() throws -> ReplayProgram {
    ReplayProgram(recording: try #require(Self.recording), speed: 5, now: { Fixture.now })
  }

  private func seconds(_ seconds: Double) -> Date { Fixture.now.addingTimeInterval(seconds) }

  @Test func messagesComeAtTheirTimeDividedByTheSpeed() throws {
    let program = try program()
    var state = program.start()
    #expect(program.deadline(state) == seconds(2))
    _ = program.update(&state, .due(seconds(1.9)))
    #expect(state.next == 0)
    _ = program.update(&state, .due(seconds(4)))
    #expect(state.next == 2 && program.deadline(state) == seconds(6))
    _ = program.update(&state, .due(seconds(600)))
    #expect(state.next == 3 && program.deadline(state) == nil)
    #expect(program.view(state, .standard).lines().last?.contains("3/3 messages") == true)
  }

  @Test func itStandsStillAndGoesOn() throws {
    let program = try program()
    var state = program.start()
    _ = program.update(&state, .due(seconds(2)))
    _ = program.update(&state, .pause(seconds(3)))
    #expect(program.deadline(state) == nil)
    _ = program.update(&state, .step)
    #expect(state.next == 2 && program.deadline(state) == nil)
    _ = program.update(&state, .pause(seconds(100)))
    #expect(program.deadline(state) == seconds(102))
    _ = program.update(&state, .leave)
    #expect(program.isFinished(state))
  }
}
