import Foundation
import Support
import Testing

@Suite struct JSONCodingTests {
  enum Kind: String, Codable, CaseIterable, Hashable, CodingKeyRepresentable {
    case firstOne = "FIRST"
    case other = "OTHER"
  }

  struct Inner: Codable, Hashable {
    var rowsRead: Int64
    var kind: Kind
  }

  struct Value: Codable, Hashable {
    var datasetID: UUID
    var name: String
    var at: Date
    var share: Double
    var isReady: Bool
    var missing: String?
    var inner: Inner
    var list: [Inner]
    var counts: [Kind: Int]
    var any: JSON
  }

  static let value = Value(
    datasetID: UUID(uuidString: "0190A1B2-C3D4-7E5F-8A9B-0C1D2E3F4A5B") ?? UUID(), name: "a",
    at: Date(timeIntervalSince1970: 1.5), share: 0.25, isReady: true, missing: nil,
    inner: Inner(rowsRead: .max, kind: .other), list: [Inner(rowsRead: 1, kind: .firstOne)], counts: [.other: 2],
    any: ["camelCase": [1, nil]])

  @Test func namesAreInSnakeCaseAndOrder() throws {
    let json = try JSON(encoding: Self.value)
    #expect(
      json.members?.map(\.name) == [
        "dataset_id", "name", "at", "share", "is_ready", "inner", "list", "counts", "any",
      ])
    #expect(json["dataset_id"] == "0190a1b2-c3d4-7e5f-8a9b-0c1d2e3f4a5b")
    #expect(json["at"] == "1970-01-01T00:00:01.500Z")
    #expect(json["inner"]?["rows_read"] == .integer(.max))
    #expect(json["counts"] == ["OTHER": 2])
    #expect(json["any"] == ["camelCase": [1, nil]])
  }

  @Test func comesBackTheSame() throws {
    let json = try JSON(encoding: Self.value)
    let back: Value = try JSON(parsing: json.text()).decode()
    #expect(back == Self.value)
  }

  @Test func emptyContainersStay() throws {
    #expect(try JSON(encoding: [Int]()) == [])
    #expect(try JSON(encoding: [String: Int]()) == [:])
    #expect(try JSON(encoding: [[Int]]([[], [1]])) == [[], [1]])
  }

  @Test(arguments: [
    ("{}", "", "'rows_read' is missing"),
    ("{\"rows_read\":\"1\",\"kind\":\"OTHER\"}", "rows_read", "an integer is expected"),
    ("{\"rows_read\":1.5,\"kind\":\"OTHER\"}", "rows_read", "an integer is expected"),
    ("[]", "", "an object is expected"),
    ("{\"rows_read\":99999999999999999999,\"kind\":\"OTHER\"}", "rows_read", "an integer is expected"),
  ]) func wrongShapesAreNamed(_ text: String, _ path: String, _ problem: String) throws {
    let json = try JSON(parsing: text)
    let error = #expect(throws: JSON.ShapeError.self) { try json.decode(as: Inner.self) }
    #expect(error?.path == path && error?.problem == problem)
  }

  @Test func pathsLeadIntoLists() throws {
    var json = try JSON(encoding: Self.value)
    json["list"] = [["rows_read": 1, "kind": "NONE"]]
    let error = #expect(throws: JSON.ShapeError.self) { try json.decode(as: Value.self) }
    #expect(error?.path == "list.[0].kind")
    let narrow: JSON = [300]
    #expect(throws: JSON.ShapeError.self) { try narrow.decode(as: [UInt8].self) }
  }

  @Test func dictionariesKeepTheirKeys() throws {
    let counts = ["camelCase": 1, "snake_case": 2, "UPPER": 3]
    #expect(try JSON(encoding: counts).decode(as: [String: Int].self) == counts)
    let json: JSON = ["myProfile": 1]
    #expect(try json.decode(as: [String: Int].self) == ["myProfile": 1])
  }

  private enum Shape: Codable, Equatable {
    case unitSquare
    case circleWith(radius: Int)
    case point(Int)
  }

  @Test func enumsWithPayloads() throws {
    let shapes: [Shape] = [.unitSquare, .circleWith(radius: 2), .point(3)]
    let json = try JSON(encoding: shapes)
    #expect(json == [["unit_square": [:]], ["circle_with": ["radius": 2]], ["point": ["_0": 3]]])
    #expect(try json.decode(as: [Shape].self) == shapes)
  }

  @Test(arguments: [
    ("rowsRead", "rows_read"), ("datasetID", "dataset_id"), ("isCarriedOver", "is_carried_over"), ("id", "id"),
    ("FAILED", "FAILED"), ("already_snake", "already_snake"), ("", ""),
  ]) func snakeCase(_ name: String, _ expected: String) {
    #expect(name.snakeCase == expected)
  }
}
