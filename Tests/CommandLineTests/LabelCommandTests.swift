import Foundation
import MemoryLabeling
import Model
import Support
import Testing

@testable import Console
@testable import flowsight

@Suite struct LabelCommandTests {
  private static let schema = "fields:\n- name: mood\n  kind: choice\n  options: [good, bad]\n"

  @Test func agreementIsAReport() async throws {
    let lines = ["ann", "bob"].flatMap { name in
      ["x", "y", "x"].enumerated().map {
        #"{"item": \#($0.offset), "annotator": "\#(name)", "label": "\#($0.element)"}"#
      }
    }
    let file = try TemporaryFile(Array(lines.joined(separator: "\n").utf8), name: "judgements.jsonl")
    let outcome = await Shell().run("label", "agreement", file.path, "--order", "x,y", "-o", "json")
    let report = try JSON(parsing: outcome.output)
    #expect(report.members?.map(\.name) == ["n_items", "n_annotators", "krippendorff", "fleiss", "pairs"])
    #expect(
      report["krippendorff"]?.members?.map(\.name)
        == ["nominal", "ordinal", "interval", "ratio", "masi", "jaccard"])
    #expect(report["krippendorff"]?["interval"] == ["undefined": "not_numbers"])
    #expect(report["krippendorff"]?["ordinal"] == 1.0)
    #expect(
      report["pairs"]?.array?.first?.members?.map(\.name)
        == ["a", "b", "n", "observed", "kappa", "kappa_linear", "kappa_quadratic"])
    #expect(await Shell().run("label", "agreement", file.path).output.contains("α nominal"))
  }

  @Test func agreementNamesBadLines() async throws {
    let file = try TemporaryFile(Array("{}\nnonsense\n".utf8), name: "judgements.jsonl")
    let outcome = await Shell().run("label", "agreement", file.path, "-o", "json")
    #expect(outcome.status == .usage)
    #expect(outcome.error.contains("judgements_unreadable") && outcome.error.contains("line 2"))
  }

  /// A script's day: a project, tasks, a claim, a draft, a submission, an export.
  @Test func fromImportToExport() async throws {
    let schema = try TemporaryFile(Array(Self.schema.utf8), name: "mood.yaml")
    let tasks = try TemporaryFile(Array("{\"text\": \"a\"}\nnonsense\n".utf8), name: "tasks.jsonl")
    let lead = Shell(FakePlatform(role: .lead))
    let made = await lead.run("label", "create", "moods", "--schema", schema.path, "--set", "overlap=1", "-o", "json")
    #expect(made.status == .success, "\(made.error)")
    let preview = await lead.run("label", "import", "moods", tasks.path, "--dry-run", "-o", "json")
    #expect(try JSON(parsing: preview.output)["created"] == 1 && preview.status == .failed)
    #expect(await lead.run("label", "next", "moods").status == .refused, "a preview takes nothing in")
    let again = await lead.run("label", "create", "moods", "--schema", schema.path, "--dry-run")
    #expect(again.status == .refused && again.error.contains("project_exists"))
    #expect(await lead.run("label", "create", "other", "--schema", schema.path, "--dry-run").status == .success)
    let misnamed = await lead.run("label", "create", "a b", "--schema", schema.path, "--dry-run")
    #expect(misnamed.status == .usage && misnamed.error.contains("project_name_invalid"))
    let annotator = Shell(FakePlatform(role: .annotator))
    let forbidden = await annotator.run("label", "create", "other", "--schema", schema.path, "--dry-run")
    #expect(forbidden.status == .refused && forbidden.error.contains("forbidden"))
    let early = await lead.run("label", "results", "moods", "--dataset", "moods", "--dry-run")
    #expect(early.status == .refused && early.error.contains("nothing_accepted"))
    let imported = await lead.run("label", "import", "moods", tasks.path, "-o", "json")
    #expect(imported.status == .failed)
    let outcome = try JSON(parsing: imported.output)
    #expect(outcome["created"] == 1)
    #expect(outcome["refused"]?.array?.first?["index"] == 2)
    let item = try JSON(parsing: await lead.run("label", "next", "moods", "-o", "json").output)
    let assignment = try #require(item["lease"]?["assignment"]?.string)
    let fence = try #require(item["lease"]?["fence"]?.integer)
    #expect(item["payload"] == ["text": "a"])
    let wrong = await lead.run(
      "label", "submit", assignment, "--fence", "\(fence)", "--annotation", #"{"mood": "?"}"#, "-o", "json")
    #expect(wrong.error.contains("annotation_invalid"))
    let submitted = await lead.run(
      "label", "submit", assignment, "--fence", "\(fence)", "--annotation", #"{"mood": "bad"}"#, "-o", "json")
    #expect(try JSON(parsing: submitted.output)["after"] == ["mood": "bad"])
    let none = await lead.run("label", "next", "moods", "-o", "json")
    #expect(none.output == "null\n")
    #expect(none.status == .refused)
    let exported = await lead.run("label", "export", "moods", "--state", "ACCEPTED")
    #expect(try JSON(parsing: exported.output)["annotations"]?.array?.first?["annotator"] == "ann")
    let stats = try JSON(parsing: await lead.run("label", "stats", "moods", "-o", "json").output)
    #expect(stats["tasks"] == ["ACCEPTED": 1])
    let task = try #require(item["task_id"]?.string)
    let same = try JSON(parsing: await lead.run("label", "task", task, "--diff", "1,1", "-o", "json").output)
    #expect(same["fields"] == [])
    #expect(await lead.run("label", "task", task, "--diff", "1,9").status == .refused)
    #expect(await lead.run("label", "task", task, "--diff", "1").status == .usage)
  }

  /// A figure without a value is told of with its reason, as a document and as a table.
  @Test func figuresOverTime() async throws {
    let schema = try TemporaryFile(Array(Self.schema.utf8), name: "mood.yaml")
    let lead = Shell(FakePlatform(role: .lead))
    _ = await lead.run("label", "create", "moods", "--schema", schema.path)
    let none = LabelFigure(value: nil, undefined: "one_annotator", n: 0)
    let field = LabelStats.Field(
      name: "mood", observed: none, alpha: none, metric: "nominal",
      pairs: [.init(a: "ann", b: "bob", observed: none, kappa: none)],
      labels: [.init(label: "good", count: 3, alpha: none, precision: none, recall: none, f1: none)])
    lead.platform.labels.change { state in
      state.trends[.week] = LabelTrend(
        projectID: state.projects[0].id, step: .week,
        periods: [
          .init(
            start: "2026-03-02", submitted: 3, accepted: 2, rejected: 1,
            goldAccuracy: LabelFigure(value: 0.9, undefined: nil, n: 10, low: 0.596, high: 0.982),
            annotators: [
              .init(name: "ann", submitted: 3, medianSeconds: 4.2, goldAccuracy: none, agreement: none)
            ], fields: [field])
        ])
    }
    let trend = try JSON(parsing: await lead.run("label", "stats", "moods", "--over", "week", "-o", "json").output)
    let period = try #require(trend["periods"]?.array?.first)
    #expect(trend["step"] == "week" && period["start"] == "2026-03-02" && period["gold_accuracy"]?["n"] == 10)
    #expect(period["fields"]?.array?.first?["alpha"]?["undefined"] == "one_annotator")
    let table = await lead.run("label", "stats", "moods", "--over", "week").output
    for words in ["0.900 (0.596–0.982, n 10)", "– (one annotator)", "ann", "good", "bob"] {
      #expect(table.contains(words), "\(words)")
    }
    let days = try JSON(parsing: await lead.run("label", "stats", "moods", "--over", "day", "-o", "json").output)
    #expect(days["periods"] == [])
    #expect(await lead.run("label", "stats", "moods", "--over", "year").status == .usage)
  }

  /// What changes others' work is shown, agreed to, and has a reason.
  @Test func projectsAndGroupsAreChanged() async throws {
    let schema = try TemporaryFile(Array(Self.schema.utf8), name: "mood.yaml")
    let lead = Shell(FakePlatform(role: .lead))
    _ = await lead.run("label", "create", "moods", "--schema", schema.path)
    func project() async throws -> JSON {
      try JSON(parsing: await lead.run("label", "project", "moods", "-o", "json").output)
    }
    #expect(await lead.run("label", "pause", "moods", "--dry-run").output.contains("change: 1 of 1"))
    #expect(await lead.run("label", "pause", "moods").status == .usage)
    #expect(await lead.run("label", "pause", "moods", "--reason", "a break").error.contains("confirmation_required"))
    #expect(try await project()["status"] == "ACTIVE")
    for (verb, status) in [("pause", "PAUSED"), ("resume", "ACTIVE"), ("close", "ARCHIVED")] {
      let outcome = await lead.run("label", verb, "moods", "--reason", "a break", "--yes", "-o", "json")
      #expect(outcome.status == .success && outcome.output.contains("audit_id"), "\(outcome.error)")
      #expect(try await project()["status"] == .string(status))
    }
    #expect(await lead.run("label", "change", "moods", "--reason", "x", "--yes").status == .usage)
    _ = await lead.run("label", "change", "moods", "--set", "overlap=3", "--reason", "surer", "--yes")
    #expect(try await project()["settings"]?["overlap"] == 3)
    _ = await lead.run("label", "group", "medics", "--add", "ann", "--add", "bob", "--reason", "they can", "--yes")
    _ = await lead.run("label", "group", "medics", "--remove", "bob", "--reason", "left", "-y")
    #expect(await lead.run("label", "groups", "-o", "csv").output.contains("medics,ann"))
    #expect(await lead.run("label", "gold", "x", "--reason", "y").status == .usage)
    // What is not said is not guessed.
    let task = "\(Samples.id(11) as LabelTaskID)"
    for words in [["assign"], ["assign", "--person", "ann", "--everybody"], ["prioritize"]] {
      let outcome = await lead.run(["label"] + words + [task, "--reason", "so", "--yes"])
      #expect(outcome.status == .usage, "\(words): \(outcome.error)")
    }
  }

  /// What annotators were told at any time can be read, and what changed since.
  @Test func documentsHaveVersions() async throws {
    let schema = try TemporaryFile(Array(Self.schema.utf8), name: "mood.yaml")
    let first = try TemporaryFile(Array("# Moods\n\nBe kind.\n".utf8), name: "first.md")
    let second = try TemporaryFile(Array("# Moods\n\nBe fair.\n\tAlways.\n".utf8), name: "second.md")
    let lead = Shell(FakePlatform(role: .lead))
    _ = await lead.run("label", "create", "moods", "--schema", schema.path, "--guidelines", first.path)
    _ = await lead.run("label", "change", "moods", "--guidelines", second.path, "--reason", "fairer", "--yes")
    let list = try JSON(parsing: await lead.run("label", "guidelines", "moods", "-o", "json").output)
    #expect(list.array?.map { $0["version"] } == [2, 1])
    #expect(
      await lead.run("label", "guidelines", "moods", "--version", "2").output == "# Moods\n\nBe fair.\n\tAlways.\n")
    let difference = await lead.run("label", "guidelines", "moods", "--diff", "1,2").output
    #expect(difference == "  # Moods\n  \n- Be kind.\n+ Be fair.\n+ ␉Always.\n")
    let lines = try JSON(parsing: await lead.run("label", "guidelines", "moods", "--diff", "2,1", "-o", "json").output)
    #expect(lines["lines"]?.array?.map { $0["change"] } == ["removed", "removed", "added"])
    let asked = try JSON(parsing: await lead.run("label", "schema", "moods", "--version", "1").output)
    #expect(asked["fields"]?.array?.first?["name"] == "mood")
    #expect(await lead.run("label", "guidelines", "moods", "--version", "9").status == .refused)
    #expect(await lead.run("label", "schema", "moods", "--version", "1", "--diff", "1,1").status == .usage)
  }

  /// One command makes gold items and makes them tasks again: the journal tells the two apart.
  @Test func theJournalTellsGoldFromNoGold() async throws {
    let home = FileManager.default.temporaryDirectory.appending(path: UUID().uuidString)
    defer { try? FileManager.default.removeItem(at: home) }
    let schema = try TemporaryFile(Array(Self.schema.utf8), name: "mood.yaml")
    let tasks = try TemporaryFile(Array("{\"text\": \"a\"}\n".utf8), name: "tasks.jsonl")
    let lead = Shell(
      FakePlatform(role: .lead),
      environment: [
        "FLOWSIGHT_POSTGRES": "postgres:///a", "FLOWSIGHT_REDIS": "redis://a", "XDG_STATE_HOME": home.path,
      ])
    _ = await lead.run("label", "create", "moods", "--schema", schema.path)
    _ = await lead.run("label", "import", "moods", tasks.path)
    let list = try JSON(parsing: await lead.run("label", "tasks", "moods", "-o", "json").output)
    let task = try #require((list["items"]?.array ?? list.array)?.first?["id"]?.string)
    for words in [["--answer", #"{"mood": "bad"}"#], ["--none"]] {
      let outcome = await lead.run(["label", "gold", task] + words + ["--reason", "so", "--yes"])
      #expect(outcome.status == .success, "\(outcome.error)")
    }
    let deeds = MemoryFiles(folder: home.appending(path: "flowsight").path).deeds()
    #expect(deeds.map(\.verb) == ["gold", "ungold"])
  }

  @Test func modelsPredict() async throws {
    let schema = try TemporaryFile(Array(Self.schema.utf8), name: "mood.yaml")
    let tasks = try TemporaryFile(Array("key,text\nk,a\n".utf8), name: "tasks.csv")
    let lines = try TemporaryFile(
      Array(#"{"key": "k", "model": "m", "score": 0.5, "annotation": {"mood": "bad"}}"#.utf8), name: "p.jsonl")
    let lead = Shell(FakePlatform(role: .lead))
    _ = await lead.run("label", "create", "moods", "--schema", schema.path)
    _ = await lead.run("label", "import", "moods", tasks.path)
    let outcome = try JSON(parsing: await lead.run("label", "predict", "moods", lines.path, "-o", "json").output)
    #expect(outcome == ["tasks": 1, "unknown": 0, "refused": [], "refused_count": 0])
    let item = try JSON(parsing: await lead.run("label", "next", "moods", "-o", "json").output)
    #expect(item["predictions"]?.array?.first?["score"] == 0.5)
  }

  /// The good ones are taken, the others are named with line and key, and the status says so; all of them go to a file.
  @Test func badPredictionsAreNamed() async throws {
    let schema = try TemporaryFile(Array(Self.schema.utf8), name: "mood.yaml")
    let tasks = try TemporaryFile(Array("key,text\nk,a\n".utf8), name: "tasks.csv")
    func line(_ key: String, _ mood: String) -> String {
      #"{"key": "\#(key)", "model": "m", "annotation": {"mood": "\#(mood)"}}"#
    }
    let long = #"{"key": ""# + String(repeating: "x", count: PredictionLines.lineBytesMax) + #""}"#
    let text = [line("k", "?"), line("k", "bad"), "nonsense", "", long, line("none", "bad"), #"{"model": "m"}"#]
      .joined(separator: "\n")
    let lines = try TemporaryFile(Array(text.utf8), name: "p.jsonl")
    let refused = lines.path + ".refused"
    let lead = Shell(FakePlatform(role: .lead))
    _ = await lead.run("label", "create", "moods", "--schema", schema.path)
    _ = await lead.run("label", "import", "moods", tasks.path)
    let arguments = ["label", "predict", "moods", lines.path, "-o", "json"]
    let preview = await lead.run(arguments + ["--dry-run"])
    let outcome = await lead.run(arguments + ["--refused", refused])
    // A slip of the keyboard empties no file.
    let again = await lead.run(arguments + ["--refused", lines.path])
    #expect(again.error.contains("export_exists") && again.status != .success)
    #expect(try String(contentsOfFile: lines.path, encoding: .utf8) == text)
    #expect(outcome.status == .failed && preview.status == .failed && preview.output == outcome.output)
    let report = try JSON(parsing: outcome.output)
    #expect(report["tasks"] == 1 && report["unknown"] == 1 && report["refused_count"] == 4)
    let places = (report["refused"]?.array ?? []).compactMap { $0["index"]?.integer }
    #expect(places == [1, 3, 5, 7])
    #expect(report["refused"]?.array?.first?["key"] == "k")
    #expect(report["refused"]?.array?.first?["failure"]?["error_code"] == "annotation_invalid")
    let written = try String(contentsOfFile: refused, encoding: .utf8).split(separator: "\n")
    #expect(written.count == 4)
    let item = try JSON(parsing: await lead.run("label", "next", "moods", "-o", "json").output)
    #expect(item["predictions"]?.array?.count == 1)
    #expect(await lead.run("label", "predict", "moods", lines.path).output.contains("line 1, key k: "))
  }

  @Test func refusalsOfAnImportAreBounded() async throws {
    let schema = try TemporaryFile(Array(Self.schema.utf8), name: "mood.yaml")
    let (kept, count) = (1000, 1500)
    let text = String(repeating: "nonsense\n", count: count)
    let tasks = try TemporaryFile(Array(text.utf8), name: "tasks.jsonl")
    let refused = tasks.path + ".refused"
    let lead = Shell(FakePlatform(role: .lead))
    _ = await lead.run("label", "create", "moods", "--schema", schema.path)
    let outcome = await lead.run("label", "import", "moods", tasks.path, "--refused", refused, "-o", "json")
    let report = try JSON(parsing: outcome.output)
    #expect(report["refused"]?.array?.count == kept && report["refused_count"] == .integer(Int64(count)))
    let written = try String(contentsOfFile: refused, encoding: .utf8).split(separator: "\n")
    #expect(written.count == count)
    #expect(try JSON(parsing: String(written[count - 1]))["index"] == .integer(Int64(count)))
    #expect(await lead.run("label", "import", "moods", tasks.path).output.contains("and \(count - 20) more"))
  }

  /// What contradicts itself is not guessed at, and what nobody would be served is refused.
  @Test func contradictionsAndUnknownGroupsAreRefused() async throws {
    let schema = try TemporaryFile(Array(Self.schema.utf8), name: "mood.yaml")
    let lead = Shell(FakePlatform(role: .lead))
    _ = await lead.run("label", "group", "judges", "--add", "rita", "--reason", "they can", "--yes")
    let create = ["label", "create", "moods", "--schema", schema.path, "--set"]
    for words in [["adjudicators=judgse"], ["adjudicators=judgse", "--dry-run"]] {
      let unknown = await lead.run(create + words)
      #expect(unknown.status == .usage && unknown.error.contains("group_unknown") && unknown.error.contains("judges"))
    }
    #expect(await lead.run(create + ["adjudicators=judges"]).status == .success)
    let twice = await lead.run("label", "rows", "moods", "chat@1", "--version", "2")
    #expect(twice.status == .usage && twice.error.contains("twice"))
    let name = await lead.run("label", "results", "moods", "--dataset", "a b", "--dry-run")
    #expect(name.status == .usage && name.error.contains("dataset_name_invalid"))
  }

  @Test func aFileThatBreaksOffSaysHowFarItCame() async throws {
    let schema = try TemporaryFile(Array(Self.schema.utf8), name: "mood.yaml")
    let tasks = try TemporaryFile(Array(#"[{"data": {"text": "a"}}, {"da"#.utf8), name: "tasks.json")
    let lead = Shell(FakePlatform(role: .lead))
    _ = await lead.run("label", "create", "moods", "--schema", schema.path)
    let outcome = await lead.run("label", "import", "moods", tasks.path)
    #expect(outcome.status != .success && outcome.error.contains("file_unreadable"))
    #expect(outcome.error.contains("1 task came in before"))
  }

  @Test func mistakesAreNamed() async throws {
    let shell = Shell(FakePlatform(role: .lead))
    #expect(await shell.run("label", "create", "x").status == .usage)
    #expect(await shell.run("label", "next", "none").status == .refused)
    #expect(await shell.run("label", "submit", "x", "--fence", "1", "--annotation", "{}").status == .usage)
    #expect(await shell.run("label", "import", "x", "file.bin").status == .usage)
  }
}
