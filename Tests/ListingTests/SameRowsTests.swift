import Foundation
import Listing
import Model
import Postgres
import Servers
import Support
import Testing

/// What a filter and an order mean here is what they mean in PostgreSQL.
@Suite(.serialized) struct SameRowsTests {
  private func withSamples(
    _ count: Int, seed: UInt64, _ body: ([Sample], PostgresPool, inout SplitMix64) async throws -> Void
  ) async throws {
    let servers = try await PrivateServers.start()
    let pool = PostgresPool(PostgresConfiguration(dsn: servers.postgresDSN))
    var random = SplitMix64(seed: seed)
    // Milliseconds and microseconds are not what is tested.
    let now = Date(timeIntervalSince1970: Date().timeIntervalSince1970.rounded())
    let rows = (0..<count).map { _ in Sample.random(at: now, &random) }.sorted { $0.listID > $1.listID }
    do {
      _ = try await pool.query(Statement(stringLiteral: Sample.schema))
      for row in rows {
        try await pool.query(
          "INSERT INTO sample VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)", row.id.rawValue, row.name, row.nickname,
          row.note, row.color.rawValue, row.run?.rawValue, row.size, row.madeAt, row.endedAt)
      }
      try await body(rows, pool, &random)
    } catch {
      await pool.close()
      await servers.stop()
      throw error
    }
    await pool.close()
    await servers.stop()
  }

  @Test func randomFiltersAndOrdersGiveTheSameRows() async throws {
    try await withSamples(250, seed: 20_260_301) { rows, pool, random in
      let sortable = Sample.fieldInfos.filter(\.isSortable).map(\.name)
      for _ in 0..<600 {
        let text = Sample.filterText(rows, &random)
        var query = try ListQuery(parsing: text, fields: Sample.fieldInfos)
        if Bool.random(using: &random), let field = sortable.randomElement(using: &random) {
          query.sort = ListSort(field, isDescending: Bool.random(using: &random))
        }
        let expected = query.apply(to: rows, at: Date()).map(\.listID)
        let limit = Int.random(in: 1...120, using: &random)
        let isBackward = Bool.random(using: &random)
        let found = try await pool.withConnection { try await walk(query, limit, isBackward, $0) }
        if found != expected {
          let place = zip(found, expected).enumerated().first { $0.element.0 != $0.element.1 }?.offset
          Issue.record(
            "\(query.text): \(found.count) rows, not \(expected.count); differ at \(place ?? -1), pages of \(limit) \(isBackward)"
          )
        }
      }
    }
  }

  /// The ids of all pages, read from the start or from the end.
  private func walk(
    _ query: ListQuery, _ limit: Int, _ isBackward: Bool, _ connection: PostgresConnection
  ) async throws -> [String] {
    var request = PageRequest(limit: limit, isBackward ? .last : .first)
    var ids: [String] = []
    while true {
      let page = try await Sample.table.page(query, request, connection)
      ids = isBackward ? page.items.map(\.listID) + ids : ids + page.items.map(\.listID)
      guard let key = isBackward ? page.previous : page.next else { return ids }
      request.position = isBackward ? .before(key) : .after(key)
    }
  }

  @Test func aPatternThatTakesTooLongElsewhereTakesNoTime() async throws {
    try await withSamples(1, seed: 7) { rows, pool, _ in
      try await pool.query("UPDATE sample SET name = repeat('a', 5000) || '!'")
      let query = try ListQuery(parsing: "~^(a+)+$", fields: Sample.fieldInfos)
      var row = rows[0]
      row.name = String(repeating: "a", count: 5000) + "!"
      #expect(query.apply(to: [row], at: Date()).isEmpty)
      let page = try await pool.withConnection { try await Sample.table.page(query, PageRequest(), $0) }
      #expect(page.items.isEmpty)
    }
  }

  @Test func whatIsNotAllowedIsRefused() async throws {
    try await withSamples(3, seed: 8) { _, pool, _ in
      func code(_ query: ListQuery, _ request: PageRequest) async -> ErrorCode? {
        do {
          _ = try await pool.withConnection { try await Sample.table.page(query, request, $0) }
          return nil
        } catch {
          return (error as? Failure)?.errorCode
        }
      }
      let bySize = ListQuery(sort: ListSort("size"))
      let injection = ListQuery(.field("size) OR true --", is: ["1"]))
      #expect(await code(injection, PageRequest()) == "invalid_argument")
      #expect(await code(ListQuery(sort: ListSort("note")), PageRequest()) == "invalid_argument")
      #expect(await code(bySize, PageRequest(.after("nonsense"))) == "page_key_invalid")
      #expect(await code(bySize, PageRequest(.after("nonsense~1"))) == "page_key_invalid")
      #expect(await code(ListQuery(), PageRequest(.before("'"))) == "page_key_invalid")
    }
  }
}
