import Model
import Support
import Synchronization
import Testing

@testable import flowsight

@Suite struct ListTests {
  private let shell: Shell = {
    var state = FakePlatform.State()
    state.letters = (1...250).map { Samples.letter($0) } + [Samples.letter(300, .discarded)]
    state.runs = [Samples.run(.failed)]
    state.versions = [Samples.version(.published)]
    state.datasets = [Samples.dataset]
    state.versionDetail = VersionDetail(
      version: Samples.version(.published),
      columns: [VersionColumn(name: "phone", type: .text, isRequired: true, mask: .phone, origin: "手机")], log: [],
      lineage: [
        LineageEdge(.down, source: "dwd.dwd_orders@1", target: "labeling.moods", dataset: "moods", version: "3")
      ],
      labelProjects: ["moods"], letters: 2)
    state.auditEntries = [Samples.auditEntry]
    return Shell(FakePlatform(state))
  }()

  @Test func jsonIsAPage() async throws {
    let outcome = await shell.run("dlq", "list", "-o", "json", "--limit", "2")
    let page = try JSON(parsing: outcome.output)
    #expect(page.members?.map(\.name) == ["items", "next"])
    #expect(page["items"]?.array?.count == 2)
    let next = try #require(page["next"]?.string)
    let following = try JSON(parsing: await shell.run("dlq", "list", "-o", "json", "--after", next).output)
    #expect(following["items"]?.array?.first?["id"]?.string == "\(Samples.id(3) as LetterID)")
    #expect(following["items"]?.array?.count == 100)
  }

  @Test func causesAreOfThisSignatureAndOfEveryState() async {
    _ = await shell.run("dlq", "list", "--groups", "--signature", "5f1c", "--filter", "waiting>0")
    #expect(shell.platform.state.withLock { $0.letterQueries.last?.filter.text } == "signature=5f1c waiting>0")
    #expect(await shell.run("dlq", "list", "--groups", "--state", "DEAD").status == .usage)
  }

  @Test func allReadsEveryPage() async throws {
    let page = try JSON(parsing: await shell.run("dlq", "list", "-o", "json", "--all", "--limit", "100").output)
    #expect(page["items"]?.array?.count == 250)
    #expect(page["next"] == .null)
    #expect(shell.platform.state.withLock { $0.pageRequests.count } == 3)
  }

  @Test func statesNarrowTheList() async throws {
    _ = await shell.run("dlq", "list")
    _ = await shell.run("dlq", "list", "--state", "DEAD", "--state", "REDRIVEN", "--signature", "s")
    _ = await shell.run("dlq", "list", "--state", "ANY")
    #expect(
      shell.platform.state.withLock { $0.letterQueries } == [
        .letters(LetterState.waiting), .letters([.dead, .redriven], signature: "s"), ListQuery(),
      ])
    #expect(await shell.run("dlq", "list", "--state", "GONE").status == .usage)
  }

  @Test func tablesPointToTheNextPage() async {
    let outcome = await shell.run("dlq", "list", "--limit", "1")
    #expect(outcome.output.split(separator: "\n").count == 2)
    #expect(outcome.error == "more: add `--after \(Samples.id(1) as LetterID)`, or `--all`\n")
  }

  @Test func csvHasAHeader() async {
    let outcome = await shell.run("datasets", "versions", "-o", "csv")
    let lines = outcome.output.split(separator: "\r\n")
    #expect(lines.first?.hasPrefix("dataset,version,state,read,loaded,rejected,updated_at") == true)
    #expect(lines.last?.hasPrefix("orders,1,PUBLISHED,5,4,1,2026-01-01T00:00:00Z") == true)
  }

  @Test func emptyListsSaySo() async throws {
    let shell = Shell(FakePlatform())
    let empty = await shell.run("audit", "list")
    #expect(empty.output == "" && empty.error == "no actions\n")
    let json = await shell.run("audit", "list", "-o", "json")
    #expect(json.output == "{\"items\":[],\"next\":null}\n" && json.error == "")
  }

  @Test func lettersAreShownHarmless() async throws {
    let outcome = await shell.run("dlq", "show", "\(Samples.id(1) as LetterID)")
    #expect(outcome.status == .success)
    #expect(outcome.output.contains("value_invalid"))
    #expect(!outcome.output.contains("\u{1b}"))
    let json = try JSON(parsing: await shell.run("dlq", "show", "\(Samples.id(1) as LetterID)", "-o", "json").output)
    #expect(json["failure"]?["error_code"]?.string == "value_invalid")
  }

  @Test func datasetsAndTheirVersionsAreShown() async throws {
    #expect(await shell.run("datasets", "list").output.contains("orders  PUBLISHED  1"))
    let dataset = await shell.run("datasets", "show", "orders")
    #expect(dataset.output.contains("versions      1, 1 published") && dataset.output.contains("newest versions"))
    let version = await shell.run("datasets", "show", "orders@1").output
    #expect(version.contains("phone  text  phone  yes       手机"))
    #expect(version.contains("dwd.dwd_orders@1  labeling.moods  moods@3"))
    #expect(version.contains("labeled in    moods") && version.contains("letters       2 waiting"))
    let json = try JSON(parsing: await shell.run("datasets", "show", "orders@1", "-o", "json").output)
    #expect(json["columns"]?.array?.first?["origin"]?.string == "手机")
    #expect(await shell.run("datasets", "show", "nowhere").error.hasPrefix("error[not_found]"))
    #expect(await shell.run("datasets", "show", "orders@9").error.hasPrefix("error[not_found]"))
  }

  @Test func theAuditLogIsForThoseWhoMayReadIt() async throws {
    #expect(await shell.run("audit", "list", "--filter", "by=ann action:redrive").output.contains("ann (operator)"))
    let entry = await shell.run("audit", "show", "\(Samples.id(9) as AuditID)").output
    #expect(entry.contains("reason        the lock is gone") && entry.contains("\"state\": \"DEAD\""))
    let viewer = Shell(FakePlatform(role: .viewer))
    let refused = await viewer.run("audit", "show", "\(Samples.id(9) as AuditID)")
    #expect(refused.status == .refused && refused.error.hasPrefix("error[forbidden]"))
  }

  @Test(arguments: [["dlq", "show"], ["runs", "show"], ["uploads", "show"], ["audit", "show"]])
  func whatIsNotThereIsRefused(_ words: [String]) async {
    let missing = await shell.run(words[0], words[1], "00000000-0000-7000-8000-999999999999")
    #expect(missing.status == .refused)
    #expect(missing.error.hasPrefix("error[not_found]"))
    let malformed = await shell.run(words[0], words[1], "seven", "-o", "json")
    #expect(malformed.status == .usage)
    #expect((try? JSON(parsing: malformed.error))?["error"]?["error_code"]?.string == "invalid_argument")
  }

  @Test func runsAndOverview() async {
    #expect(await shell.run("runs", "list").output.contains("dataset.load v1"))
    #expect(await shell.run("runs", "show", "\(Samples.id(4) as RunID)").output.contains("FAILED"))
    #expect(await shell.run("overview").output.contains("2 FAILED"))
    #expect(await shell.run("version").output == "flowsight \(Command.versionText)\n")
  }

  @Test func usageErrorsFollowTheFormat() async {
    let outcome = await shell.run("runs", "list", "--nowhere", "-o", "json")
    #expect(outcome.status == .usage)
    #expect((try? JSON(parsing: outcome.error))?["error"]?["error_code"]?.string == "usage")
  }
}
