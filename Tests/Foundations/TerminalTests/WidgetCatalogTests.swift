import Foundation
import Testing

@Suite struct WidgetCatalogTests {
  /// The page cannot lie: it is what the widgets draw.
  @Test func theDocumentIsWhatTheWidgetsDraw() throws {
    let root = (0..<4).reduce(URL(filePath: #filePath)) { url, _ in url.deletingLastPathComponent() }
    let url = root.appending(path: WidgetCatalog.path)
    if ProcessInfo.processInfo.environment["UPDATE_GOLDEN"] == "1" {
      try WidgetCatalog.text.write(to: url, atomically: true, encoding: .utf8)
    }
    let text = try String(contentsOf: url, encoding: .utf8)
    #expect(text == WidgetCatalog.text, "run UPDATE_GOLDEN=1 swift test --filter TerminalTests.WidgetCatalogTests")
  }
}
