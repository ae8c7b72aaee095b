import Foundation
import Model
import Support
import Synchronization
import Terminal
import Testing

@testable import flowsight

@Suite struct OutputTests {
  struct Row: Sendable {
    var name: String
    var count: Int
  }

  static let table = Table<Row>(columns: [
    Column("name", isFlexible: true) { $0.name }, Column("count", .trailing) { String($0.count) },
  ])

  @Test func columnsAlignWhateverTheScript() {
    let text = Self.table.text([Row(name: "订单", count: 7), Row(name: "ab", count: 1234)])
    #expect(text == "NAME  COUNT\n订单      7\nab     1234\n")
    for line in text.split(separator: "\n") { #expect(Text.width(String(line)) == 11) }
  }

  @Test func narrowTerminalsCutTheFlexibleColumn() {
    let text = Self.table.text([Row(name: String(repeating: "x", count: 50), count: 1)], width: 20)
    #expect(text == "NAME           COUNT\nxxxxxxxxxxxx…      1\n")
    for line in Self.table.text([Row(name: "订单订单订单订单", count: 1)], width: 5).split(separator: "\n") {
      #expect(Text.width(String(line)) <= 5)
    }
  }

  /// One long text leaves the columns behind it in sight; a program gets it whole.
  @Test func aLongCellIsCut() {
    let rows = [Row(name: String(repeating: "A", count: 100_000), count: 7), Row(name: "b", count: 8)]
    let lines = Self.table.text(rows).split(separator: "\n")
    for line in lines { #expect(Text.width(String(line)) <= Table<Row>.cellColumnsMax + 7) }
    #expect(lines[1].hasSuffix("…      7") && lines[2].hasSuffix("8"))
    #expect(Self.table.csv(rows).count > 100_000)
  }

  @Test func noEscapeGetsThrough() {
    let hostile = Row(name: "\u{1b}[31mred\u{7}\n\u{202e}x\u{9b}2J", count: 0)
    for text in [Self.table.text([hostile]), Self.table.csv([hostile])] {
      let allowed: Set<Unicode.Scalar> = ["\n", "\r"]
      let controls = text.unicodeScalars.filter { $0.properties.generalCategory == .control && !allowed.contains($0) }
      #expect(controls.isEmpty)
      #expect(!text.contains("\u{202e}"))
    }
  }

  @Test func spreadsheetsRunNothing() {
    let rows = [Row(name: "=1+1", count: -5), Row(name: "a,\"b\"", count: 2)]
    #expect(Self.table.csv(rows) == "name,count\r\n'=1+1,-5\r\n\"a,\"\"b\"\"\",2\r\n")
  }

  @Test func errorsForPeople() {
    let failure = Failure("value_invalid", "first \u{1b}[1m\n\tsecond", nextStep: "do it")
    #expect(ErrorRenderer.text(failure, format: .table) == "error[value_invalid]: first ␛[1m\n   second\nnext: do it\n")
  }

  @Test func errorsForPrograms() throws {
    let text = ErrorRenderer.text(Failure("value_invalid", "a \"b\"\u{1b}"), format: .json)
    #expect(
      text == "{\"error\":{\"error_code\":\"value_invalid\",\"message\":\"a \\\"b\\\"\\u001b\",\"next_step\":null}}\n")
  }

  @Test(arguments: [
    (Failure("usage", ""), flowsight.ExitStatus.usage), (Failure("invalid_argument", ""), .usage),
    (Failure("workflow_invalid", ""), .usage),
    (Failure("not_found", ""), .refused), (Failure("forbidden", ""), .refused),
    (Failure("version_conflict", ""), .refused), (Failure("unavailable", ""), .unavailable),
    (Failure("anything", "", isTransient: true), .unavailable), (Failure("file_empty", ""), .failed),
    (Failure("interrupted", ""), .interrupted), (Failure("annotation_invalid", ""), .usage),
    (Failure("answered_before", ""), .refused), (Failure("intervention_refused", ""), .refused),
    (Failure("run_superseded", ""), .refused),
  ]) func statusOfFailures(_ failure: Failure, _ status: flowsight.ExitStatus) {
    #expect(ExitStatus(failure) == status)
  }

  @Test(
    arguments: [
      (0, "0 B"), (1023, "1023 B"), (1024, "1.0 KiB"), (1536, "1.5 KiB"), (1 << 20, "1.0 MiB"), (Int64.max, "8.0 EiB"),
    ] as [(Int64, String)]) func byteCounts(_ count: Int64, _ text: String)
  {
    #expect(byteCountText(count) == text)
  }

  @Test func durations() {
    let start = Samples.time
    #expect(durationText(from: start, to: start.addingTimeInterval(61.5)) == "61.500 s")
    #expect(durationText(from: start, to: nil) == "")
    #expect(durationText(from: .distantPast, to: Date(timeIntervalSince1970: .infinity)) == "0.000 s")
  }
}

@Suite struct ProgressBarTests {
  private func lines(isTerminal: Bool, seconds: [Double]) -> [String] {
    let written = Recorder<String>()
    let times = Mutex(seconds)
    let streams = Streams(
      output: { _ in }, error: { written.add($0) }, answer: { nil },
      outputIsTerminal: isTerminal, errorIsTerminal: isTerminal, inputIsTerminal: isTerminal, columns: 60)
    let bar = ProgressBar(streams: streams) {
      Date(timeIntervalSince1970: times.withLock { $0.isEmpty ? 100 : $0.removeFirst() })
    }
    for done in 1...4 { bar.show("upload", done: Int64(done) << 20, total: 4 << 20) }
    bar.clear()
    bar.clear()
    return written.values
  }

  @Test func isRedrawnNowAndThenAndAtTheEnd() {
    let lines = lines(isTerminal: true, seconds: [1, 1, 1.01, 1.02, 1.03])
    #expect(lines.count == 3)
    #expect(lines.first?.contains("25%  1.0 MiB of 4.0 MiB") == true)
    #expect(lines[1].contains("100%"))
    #expect(lines.last == "\r\u{1b}[K")
  }

  @Test func isSilentWithoutATerminal() {
    #expect(lines(isTerminal: false, seconds: []) == [])
  }
}
