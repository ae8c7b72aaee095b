import Foundation
import Model
import Terminal

extension LabelTrend {
  /// A period and what is told of it.
  private struct Row<Value: Sendable>: Sendable {
    var period: String
    var field = ""
    var value: Value
  }

  var details: Details {
    var details = Details()
    details.add("over", step.rawValue)
    details.add("periods", String(periods.count))
    guard !periods.isEmpty else { return details }
    let totals: [Column<Period>] = [
      Column(step.rawValue) { $0.start }, Column("labels", .trailing) { String($0.submitted) },
      Column("accepted", .trailing) { String($0.accepted) }, Column("rejected", .trailing) { String($0.rejected) },
      Column("gold") { $0.goldAccuracy.text },
    ]
    details.section("throughput and quality", Table(columns: totals).text(periods))
    section("agreement", agreement, fields { [$0] }, &details)
    section(
      "annotators", people,
      periods.flatMap { period in
        period.annotators.map { Row(period: period.start, value: $0) }
      }, &details)
    section("labels", labels, fields(\.labels), &details)
    section("pairs", pairs, fields(\.pairs), &details)
    return details
  }

  private func section<Value>(
    _ title: String, _ columns: [Column<Row<Value>>], _ rows: [Row<Value>], _ details: inout Details
  ) {
    if !rows.isEmpty { details.section(title, Table(columns: columns).text(rows)) }
  }

  private func fields<Value>(_ parts: (LabelStats.Field) -> [Value]) -> [Row<Value>] {
    periods.flatMap { period in
      period.fields.flatMap { field in
        parts(field).map { Row(period: period.start, field: field.name, value: $0) }
      }
    }
  }

  private func columns<Value>(_ more: [Column<Row<Value>>]) -> [Column<Row<Value>>] {
    [Column(step.rawValue) { $0.period }, Column("field", isFlexible: true) { $0.field }] + more
  }

  private var agreement: [Column<Row<LabelStats.Field>>] {
    columns([
      Column("observed") { $0.value.observed.text }, Column("metric") { $0.value.metric },
      Column("alpha") { $0.value.alpha.text },
    ])
  }

  private var people: [Column<Row<Annotator>>] {
    [
      Column(step.rawValue) { $0.period }, Column("annotator", isFlexible: true) { $0.value.name },
      Column("labels", .trailing) { String($0.value.submitted) },
      Column("seconds", .trailing) { $0.value.medianSeconds.map { String(format: "%.1f", $0) } ?? "" },
      Column("gold") { $0.value.goldAccuracy.text }, Column("agreement") { $0.value.agreement.text },
    ]
  }

  private var labels: [Column<Row<LabelStats.Field.Label>>] {
    columns([
      Column("label", isFlexible: true) { $0.value.label }, Column("n", .trailing) { String($0.value.count) },
      Column("alpha") { $0.value.alpha.text }, Column("precision") { $0.value.precision.text },
      Column("recall") { $0.value.recall.text }, Column("f1") { $0.value.f1.text },
    ])
  }

  private var pairs: [Column<Row<LabelStats.Field.Pair>>] {
    columns([
      Column("a") { $0.value.a }, Column("b") { $0.value.b }, Column("observed") { $0.value.observed.text },
      Column("kappa") { $0.value.kappa.text },
    ])
  }
}
