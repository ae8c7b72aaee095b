import CPostgres
import Foundation

/// Parameters as libpq takes them. Text travels as text and bytes as bytes.
enum Parameters {
  private static let byteaType: Oid = 17

  // swift-format-ignore
  typealias Body = (
    _ count: Int32, _ types: UnsafePointer<Oid>?, _ values: UnsafePointer<UnsafePointer<CChar>?>?,
    _ lengths: UnsafePointer<Int32>?, _ formats: UnsafePointer<Int32>?
  ) -> Int32

  static func with(_ parameters: [PostgresValue], _ body: Body) -> Int32 {
    guard !parameters.isEmpty else { return body(0, nil, nil, nil, nil) }
    let values = parameters.map(copy)
    defer { for value in values { free(UnsafeMutablePointer(mutating: value)) } }
    let types = parameters.map { if case .bytes = $0 { byteaType } else { Oid(0) } }
    let lengths = parameters.map { if case .bytes(let bytes) = $0 { Int32(clamping: bytes.count) } else { Int32(0) } }
    let formats = parameters.map { if case .bytes = $0 { Int32(1) } else { Int32(0) } }
    return body(Int32(clamping: parameters.count), types, values, lengths, formats)
  }

  private static func copy(_ parameter: PostgresValue) -> UnsafePointer<CChar>? {
    switch parameter {
    case .null: return nil
    case .text(let text): return UnsafePointer(strdup(text))
    case .bytes(let bytes):
      guard let copy = malloc(max(1, bytes.count)) else { return nil }
      bytes.withUnsafeBytes { if let start = $0.baseAddress { memcpy(copy, start, bytes.count) } }
      return UnsafePointer(copy.assumingMemoryBound(to: CChar.self))
    }
  }
}
