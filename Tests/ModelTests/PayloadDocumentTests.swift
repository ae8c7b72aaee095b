import Foundation
import Model
import Support
import Testing

/// What of a payload may be edited, and what is refused where.
@Suite struct PayloadDocumentTests {
  private static func order(parameters: JSON = ["mode": "strict"]) throws -> JSON {
    let template = Template(
      name: "chat", version: 1, odsTable: "ods.chat", dwdTable: "dwd.chat", key: ["id"], mode: .strict,
      isInferred: false,
      fields: [
        Template.Field(name: "id", isRequired: true),
        Template.Field(name: "user_name", aliases: ["用户 信息"], mask: .phone),
        Template.Field(name: "asked_at", type: .timestamp),
      ])
    let file = IngestedFile(
      ingestionJobID: UploadID(UUID()), datasetName: "chat", objectKey: "raw/1", fileSize: 10, status: .ingested,
      fileName: "a.csv", sha256: "ab", mode: .strict, template: template, createdBy: "ann")
    return try JSON(
      encoding: JobOrder(
        jobID: StepID(UUID()), runID: RunID(UUID()), workflow: "dataset.load", step: "b", function: "f",
        queue: "processing", retry: .standard, timeoutSeconds: 60, priorAttempts: 0, file: file,
        parameters: parameters, inputs: ["a": ["ods_table": "ods.chat", "rows": 3]]))
  }

  private static func letter(
    _ payload: String, ofRun: Bool = true, type: EventType = .jobReady, stream: String = "workflow.jobs.processing"
  ) -> DeadLetter {
    let id = LetterID(UUID())
    return DeadLetter(
      id: id, state: .dead, signature: "s", failure: Failure("broken", "it is"), eventType: type.rawValue,
      eventID: EventID(UUID()), sourceStream: stream, sourceEntryID: "1-0", runID: ofRun ? RunID(UUID()) : nil,
      step: "b", function: "f", datasetID: nil, datasetName: "chat", datasetVersion: "1", traceID: TraceID(UUID()),
      payload: payload, payloadSHA256: "", attempts: [], crashCount: 0, firstFailedAt: Date(), lastFailedAt: Date(),
      redriveCount: 0, parentID: nil, rootID: id, redriveRunID: nil, discardReason: nil, actor: nil, createdAt: Date(),
      updatedAt: Date(), revision: 1)
  }

  private static func event(payload: String, more: [(String, String)] = []) -> String {
    let fields: [(String, String)] =
      [
        ("event_id", "0195a000-0000-7000-8000-000000000001"), ("event_type", "dataset.ingested"),
        ("occurred_at", "2026-01-31T08:00:00Z"), ("dataset_version", "3"),
      ] + more + [("payload", payload)]
    return JSON.object(fields.map { JSON.Member($0.0, .string($0.1)) }).text()
  }

  /// The document as it is shown, with another value at a path.
  private func changed(_ document: PayloadDocument, _ path: String, _ value: JSON?) throws -> JSON {
    let place = try #require(JSON.Path(parsing: path))
    return try #require(document.shown.setting(value, at: place), "\(path)")
  }

  private func problems(_ document: PayloadDocument, _ path: String, _ value: JSON?) throws -> [String] {
    return document.problems(in: try changed(document, path, value)).map(\.path.description)
  }

  @Test(
    arguments: [
      ("parameters.mode", "lenient"), ("parameters.limit", 5), ("file.mode", "lenient"), ("file.file_name", "b.csv"),
      ("file.template.mode", "lenient"), ("file.template.key", []), ("file.template.fields[2].type", "text"),
      ("file.template.fields[0].required", false), ("file.template.fields[3]", ["name": "note"]),
    ] as [(String, JSON)]) func whatTheWorkIsToldToDoIsEdited(path: String, value: JSON) throws
  {
    let document = PayloadDocument(Self.letter(try Self.order().text()))
    #expect(try problems(document, path, value) == [])
    let edited = try changed(document, path, value)
    let edit = try document.edit(edited)
    #expect(edit.changes.count == 1 && edit.changes.first?.path.description.hasPrefix(path) == true)
    #expect(try JSON(parsing: edit.payload).decode(as: JobOrder.self).step == "b")
  }

  @Test(arguments: [
    "job_id", "run_id", "workflow", "step", "function", "queue", "prior_attempts", "timeout_seconds",
    "retry.attempts_max", "file.ingestion_job_id", "file.dataset_name", "file.object_key", "file.file_size",
    "file.status", "file.sha256", "file.created_by", "file.template.name", "file.template.version",
    "file.template.ods_table", "file.template.dwd_table", "inputs.a.ods_table", "inputs.a.rows",
  ]) func whatSaysWhichWorkItIsStays(path: String) throws {
    let document = PayloadDocument(Self.letter(try Self.order().text()))
    #expect(try problems(document, path, "other") == [path])
    #expect(try problems(document, path, nil) == [path])
  }

  @Test func aWholePartTakesWhatIsInItAlong() throws {
    let document = PayloadDocument(Self.letter(try Self.order().text()))
    #expect(try problems(document, "file", nil).contains("file"))
    #expect(try problems(document, "file", "x").contains("file"))
    #expect(try problems(document, "note", ["object_key": "raw/2"]) == ["note"], "it names other data")
    #expect(try problems(document, "other_table", "iam.iam_user") == ["other_table"])
  }

  @Test func aMaskedFieldStaysMasked() throws {
    let document = PayloadDocument(Self.letter(try Self.order().text()))
    let field = "file.template.fields[1]"
    for (path, value) in [
      (field + ".mask", JSON?.none), (field + ".mask", .null), (field + ".mask", "token"), (field, nil),
      (field + ".name", "x"), (field + ".aliases", []),
    ] as [(String, JSON?)] {
      #expect(try problems(document, path, value).contains(field), "\(path) \(value?.text() ?? "–")")
    }
    // Another field takes the column by one of its names, however it is written.
    for name in ["USER_NAME", "用户信息", "用户 信息", "User_Name "] {
      let path = "file.template.fields[2].aliases"
      #expect(try problems(document, path, [.string(name)]) == ["file.template.fields[2]"], "\(name)")
    }
    #expect(try problems(document, "file.template.fields[2].mask", "token") == [], "more may be masked")
  }

  @Test func secretsAreNeitherShownNorLost() throws {
    let document = PayloadDocument(
      Self.letter(try Self.order(parameters: ["mode": "strict", "api_token": "hush", "url": "s3://k:pw@h"]).text()))
    #expect(
      document.shown["parameters"]?["api_token"] == "•••" && document.shown["parameters"]?["url"] == "s3://k:•••@h")
    let edit = try document.edit(
      try changed(document, "parameters.mode", "lenient"))
    let kept = try JSON(parsing: edit.payload)
    #expect(kept["parameters"]?["api_token"] == "hush" && kept["parameters"]?["url"] == "s3://k:pw@h")
    #expect(edit.changes.map(\.description) == ["parameters.mode: strict → lenient"])
    #expect(document.shown(edit.payload)["parameters"]?["api_token"] == "•••")
    // A mark that stands for nothing is refused wherever it is put; a new secret is kept and never told.
    #expect(try problems(document, "parameters.note", "•••") == ["parameters.note"])
    #expect(try problems(document, "parameters.url", "s3://k:•••@other") == ["parameters.url"])
    #expect(try problems(document, "parameters.inner", ["token": "•••"]) == ["parameters.inner"])
    let new = try document.edit(
      try changed(document, "parameters.api_token", "new"))
    #expect(new.changes.map(\.description) == ["parameters.api_token: ••• → •••"])
    let failure = #expect(throws: Failure.self) {
      try document.edit(try changed(document, "run_id", "x"))
    }
    #expect(failure?.errorCode == "payload_edit_refused" && failure?.message.contains("run_id:") == true)
    #expect(failure?.message.contains("hush") == false)
  }

  @Test func theFormIsChecked() throws {
    let document = PayloadDocument(Self.letter(try Self.order().text()))
    #expect(try problems(document, "file.mode", "loose") == ["file.mode"])
    #expect(try problems(document, "file.template.fields[2].type", 5) == ["file.template.fields[2].type"])
    #expect(document.problems(in: "text").count == 1 && document.problems(in: []).count == 1)
    let long = String(repeating: "x", count: PayloadDocument.bytesMax)
    #expect(try problems(document, "parameters.note", .string(long)) == [""])
    let twice = try JSON(
      parsing: document.shown.text().replacing("\"mask\":\"phone\"", with: "\"mask\":\"phone\",\"mask\":null"))
    #expect(document.problems(in: twice).map(\.path.description) == ["file.template.fields[1].mask"])
  }

  // MARK: - Events

  @Test func anEventIsUnfoldedAndFoldedAgain() throws {
    let payload: JSON = ["run_id": "0195a000-0000-7000-8000-000000000009", "workflow": "w", "note": "a"]
    let letter = Self.letter(
      Self.event(payload: payload.text()).replacing("dataset.ingested", with: "workflow.run.failed"), ofRun: false)
    let document = PayloadDocument(letter)
    #expect(document.shown["payload"] == payload)
    #expect(try problems(document, "payload.note", "b") == [])
    #expect(try problems(document, "payload.run_id", "x") == ["payload.run_id"])
    #expect(try problems(document, "event_type", "dataset.ingested") == ["event_type"])
    #expect(try problems(document, "event_id", "0195a000-0000-7000-8000-000000000002") == ["event_id"])
    #expect(try problems(document, "dataset_version", "4") == ["dataset_version"])
    #expect(try problems(document, "dataset_id", "0195a000-0000-7000-8000-000000000002") == [], "it was missing")
    #expect(try problems(document, "dataset_id", "x") == ["dataset_id"])
    let edit = try document.edit(
      try changed(document, "payload.note", "b"))
    let folded = try JSON(parsing: edit.payload)
    #expect(folded["payload"]?.string == (payload.setting("b", at: JSON.Path([.member("note")])))?.text())
  }

  @Test func whatCannotBeReadIsRepairedWithoutNewData() throws {
    let broken = Self.event(payload: #"{"object_key": "raw/7", "rows": 5"#)
    let document = PayloadDocument(Self.letter(broken.replacing("ingested", with: "archived"), ofRun: false))
    #expect(document.obstacle == nil)
    #expect(try problems(document, "payload", ["object_key": "raw/7", "rows": 5]) == [])
    #expect(try problems(document, "payload", ["object_key": "raw/8", "rows": 5]) == ["payload"])
    #expect(try problems(document, "payload", "still broken") == ["payload"])
    let masked = Self.event(payload: #"{"template": {"fields": [{"name": "a", "mask": "phone"}]"#)
    #expect(PayloadDocument(Self.letter(masked, ofRun: false)).obstacle != nil)
    let audit = Self.letter(Self.event(payload: "{}"), ofRun: false, stream: Streams.auditEvents)
    #expect(PayloadDocument(audit).obstacle != nil)
    #expect(PayloadDocument(Self.letter("\u{1b}[31m", ofRun: false)).obstacle != nil)
  }

  @Test func theMasksOfAnEventsTemplateStay() throws {
    let file = try #require(try Self.order()["file"])
    let document = PayloadDocument(
      Self.letter(Self.event(payload: file.text()), ofRun: false, type: .datasetIngested, stream: Streams.datasetEvents)
    )
    #expect(try problems(document, "payload.mode", "lenient") == [])
    #expect(
      try problems(document, "payload.template.fields[1].mask", nil).contains("payload.template.fields[1]"))
    #expect(try problems(document, "payload.object_key", "raw/2") == ["payload.object_key"])
    #expect(try problems(document, "payload.template.ods_table", "ods.x") == ["payload.template.ods_table"])
  }

  @Test func payloadsWithoutSecretsKeepTheirBytes() throws {
    let pretty = try Self.order().text(pretty: true)
    #expect(PayloadDocument.masked(pretty, isOfRun: true) == pretty)
    #expect(PayloadDocument.masked("no JSON\u{1b}", isOfRun: true) == "no JSON\u{1b}")
    let secret = Self.event(payload: #"{"password":"hush","a":1}"#)
    let masked = PayloadDocument.masked(secret, isOfRun: false)
    #expect(!masked.contains("hush") && masked.contains("•••"))
  }
}
