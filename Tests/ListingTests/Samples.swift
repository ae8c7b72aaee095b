import Foundation
import Listing
import Model
import Postgres
import Support

/// A row with a field of every kind.
struct Sample: Listed {
  enum Color: String, CaseIterable, Codable {
    case red = "RED"
    case green = "GREEN"
    case blue = "BLUE"
  }

  var id: Identifier<Sample>
  var name: String
  var nickname: String?
  var note: String?
  var color: Color
  var run: RunID?
  var size: Int64
  var madeAt: Date
  var endedAt: Date?

  var listID: String { id.description }

  static let fields: [ListField<Sample>] = [
    .name("name", \.name), .name("nick", \.nickname), .text("note", \.note), .choice("color", \.color),
    .id("id", isSortable: true, \.id), .id("run", \.run), .number("size", \.size), .age { $0.madeAt },
    .time("made", \.madeAt), .time("ended", \.endedAt), .duration("took", from: \.madeAt, to: \.endedAt),
  ]

  static let table = ListTable<Sample>(
    select: "id, name, nick, note, color, run_id, size, made_at, ended_at", from: "sample", key: .uuid("id"),
    columns: [
      "name": "name", "nick": .nullable("nick"), "note": .nullable("note"), "color": "color", "id": "id",
      "run": .nullable("run_id"), "size": "size", "age": "made_at", "made": "made_at", "ended": .nullable("ended_at"),
      "took": .nullable("round(extract(epoch FROM (ended_at - made_at)) * 1000)::bigint"),
    ]
  ) { row in
    Sample(
      id: Identifier(try row.decode("id", as: UUID.self)), name: try row.decode("name"),
      nickname: try row.decode("nick"),
      note: try row.decode("note"), color: Color(rawValue: try row.decode("color")) ?? .red,
      run: try row.decode("run_id", as: UUID?.self).map { RunID($0) }, size: try row.decode("size"),
      madeAt: try row.decode("made_at"), endedAt: try row.decode("ended_at"))
  }

  static let schema = """
    CREATE TABLE sample (id uuid PRIMARY KEY, name text NOT NULL, nick text, note text, color text NOT NULL,
      run_id uuid, size bigint NOT NULL, made_at timestamptz NOT NULL, ended_at timestamptz)
    """
}

extension Sample {
  static let words = [
    "orders", "Orders", "客服会话", "a_b%c", "back\\slash", "x", "", "quo\"te", "Straße", "ÄÖ", "e\u{301}", "dup key",
    "line\nbreak", "10-20", "é", "👩‍👩‍👧",
  ]

  static func random(at now: Date, _ random: inout SplitMix64) -> Sample {
    func word(_ random: inout SplitMix64) -> String {
      let first = words.randomElement(using: &random) ?? ""
      return Bool.random(using: &random) ? first : first + (words.randomElement(using: &random) ?? "")
    }
    // Ages stand five minutes away from any age that filters ask for.
    let made = now.addingTimeInterval(-Double(Int.random(in: 0..<300, using: &random)) * 600 - 300)
    let isOver = Bool.random(using: &random)
    let took = Double(Int.random(in: 0..<40, using: &random)) * 250 / 1000
    return Sample(
      id: Identifier(UUID(uuid: uuid(&random))), name: word(&random), nickname: isOver ? word(&random) : nil,
      note: Bool.random(using: &random) ? word(&random) : nil,
      color: Color.allCases.randomElement(using: &random) ?? .red,
      run: Bool.random(using: &random) ? RunID(UUID(uuid: uuid(&random))) : nil,
      size: Int64.random(in: 0..<20, using: &random) * 500, madeAt: made,
      endedAt: isOver ? made.addingTimeInterval(took) : nil)
  }

  private static func uuid(_ random: inout SplitMix64) -> uuid_t {
    func byte(_ random: inout SplitMix64) -> UInt8 { UInt8.random(in: 0...255, using: &random) }
    return (
      byte(&random), byte(&random), byte(&random), byte(&random), byte(&random), byte(&random), byte(&random),
      byte(&random), byte(&random), byte(&random), byte(&random), byte(&random), byte(&random), byte(&random),
      byte(&random), byte(&random)
    )
  }

  /// A filter that means something, as a person might type it.
  static func filterText(_ rows: [Sample], _ random: inout SplitMix64) -> String {
    let count = Int.random(in: 0...3, using: &random)
    return (0..<count).map { _ in term(rows, &random) }.joined(separator: " ")
  }

  private static func term(_ rows: [Sample], _ random: inout SplitMix64) -> String {
    func pick(_ list: [String]) -> String { list.randomElement(using: &random) ?? "x" }
    let row = rows.randomElement(using: &random)
    let value = pick([row?.name ?? "x", row?.nickname ?? "y", row?.note ?? "", pick(words)]).filter { $0 != "\n" }
    let quoted = "\"" + value.replacing("\\", with: "\\\\").replacing("\"", with: "\\\"") + "\""
    let part = "\"" + String(value.prefix(2)).replacing("\\", with: "\\\\").replacing("\"", with: "\\\"") + "\""
    let sign = pick(["<", "<=", ">", ">="])
    let term =
      [
        pick(["ord", "oes", "RDE", "客话", "_", "%", "red", "gre", "ß", "k", quoted.count > 2 ? quoted : "x"]),
        "~"
          + pick([
            "^ord", "s$", "o.d", "[a-c_]+%", "(dup|back)", "客.会", "\\d+", "\\W", "x{1,2}$", "^$", "e\\s?k", "[^a-z]",
            "Ä",
            "(o|r)+d?e", ".\\.?.",
          ]),
        pick(["name", "nick", "note"]) + pick(["=", "!=", ":"]) + (value.isEmpty ? "\"\"" : quoted),
        pick(["name", "nick", "note"]) + ":" + (part.count > 2 ? part + ",zz" : "o,客"),
        "color" + pick(["=", "!=", ":"]) + pick(["red", "GREEN", "blue,red", "green,blue"]),
        "color:" + pick(["r", "e", "lu"]), "size\(sign)\(Int.random(in: 0..<20, using: &random) * 500)",
        "size=0,500,1k,9.5k", "age\(sign)\(Int.random(in: 0..<50, using: &random))h",
        "took\(sign)\(pick(["2s", "0s", "5s"]))",
        "run=\"\"", "run!=\"\"", "run:\(String(row?.run?.description.suffix(4) ?? "abc"))",
        "run:…\(String(row?.run?.description.suffix(7) ?? "abcdef"))",
        "id:…\(String(row?.id.description.suffix(14) ?? "abcdef")),...abcdef",
        "id=\(row?.id.description ?? "")", "id:\(row?.id.description.prefix(3) ?? "0")",
        "made\(sign)2000-01-01", "ended\(sign)2100-01-01T00:00:00Z",
      ].randomElement(using: &random) ?? "x"
    return Int.random(in: 0..<4, using: &random) == 0 ? "!" + term : term
  }
}
