import Foundation
import Support
import Terminal
import Testing

@testable import TerminalSupport

#if canImport(FoundationXML)
  import FoundationXML
#endif

@Suite struct SVGTests {
  /// The elements of a document with their attributes and text.
  private final class Reader: NSObject, XMLParserDelegate {
    struct Element {
      var name: String
      var attributes: [String: String]
      var text = ""
    }

    private(set) var elements: [Element] = []

    init?(_ document: String) {
      super.init()
      let parser = XMLParser(data: Data(document.utf8))
      parser.delegate = self
      guard parser.parse() else { return nil }
    }

    func parser(
      _ parser: XMLParser, didStartElement name: String, namespaceURI: String?, qualifiedName: String?,
      attributes: [String: String]
    ) {
      elements.append(Element(name: name, attributes: attributes))
    }

    func parser(_ parser: XMLParser, foundCharacters text: String) {
      if !elements.isEmpty { elements[elements.count - 1].text += text }
    }

    func texts() -> [(text: String, x: String, length: String)] {
      elements.filter { $0.name == "text" }.map {
        ($0.text.trimmed, $0.attributes["x"] ?? "", $0.attributes["textLength"] ?? "")
      }
    }
  }

  @Test func textStandsInItsColumns() throws {
    var surface = Surface(Size(20, 2))
    surface.draw("ab <c> 数据 d", at: Point(2, 0))
    let texts = try #require(Reader(surface.svg(theme: .dark))).texts()
    #expect(texts.map(\.text) == ["ab <c>", "数", "据", "d"])
    #expect(texts.map(\.x) == ["16.8", "75.6", "92.4", "117.6"])
    #expect(texts.map(\.length) == ["50.4", "16.8", "16.8", "8.4"])
  }

  @Test func coloursAreTheThemes() {
    var surface = Surface(Size(10, 1))
    surface.draw("no", at: .zero, style: Style(.error, .bold))
    surface.fill(Rect(5, 0, 2, 1), style: Style(.text, on: .selection))
    let dark = surface.svg(theme: .dark)
    #expect(dark.contains(".s0{fill:#ff5f5f;font-weight:bold}"))
    #expect(dark.contains("<rect x=\"42.0\" y=\"0\" width=\"16.8\" height=\"17\" fill=\"#005f87\"/>"))
    #expect(surface.svg(theme: .light).contains("height=\"100%\" fill=\"#ffffff\""))
    #expect(surface.svg(theme: .mono, depth: .mono).contains("fill=\"#d4d4d4\""), "reverse swaps the paper's colours")
  }

  /// A picture that another terminal printed is the picture of the surface.
  @Test(arguments: [ColorDepth.ansi16, .indexed256, .trueColor])
  func aTerminalsTextIsThePicture(depth: ColorDepth) {
    var surface = Surface(Size(30, 4))
    surface.draw("ab 数据 e\u{301} 👩‍🔬", at: Point(1, 0), style: Style(.error, .bold))
    surface.fill(Rect(2, 1, 9, 1), style: Style(.text, on: .selection))
    surface.draw("muted", at: Point(3, 1), style: Style(.muted, .underline))
    surface.draw("banner", at: Point(20, 3), style: .init(.banner))
    let text = surface.ansi(theme: .dark, depth: depth)
    let read = Picture(ansi: text + "\u{1b}]8;;x\u{1b}", size: surface.size, theme: .dark)
    #expect(read.svg == surface.svg(theme: .dark, depth: depth))
  }

  /// Whatever is drawn, the document is well-formed, and says what the text form says.
  @Test(arguments: [UInt64.random(in: 0...UInt64.max), 11])
  func hostileTextStaysADocument(seed: UInt64) throws {
    var numbers = SplitMix64(seed: seed)
    for _ in 0..<40 {
      var surface = Surface(Size(30, 3))
      for y in 0..<3 { surface.draw(numbers.hostileText(lengthMax: 14) + "<&>\"']]>", at: Point(0, y)) }
      let reader = try #require(Reader(surface.svg(theme: .dark)), "seed \(seed)")
      let drawn = surface.text().unicodeScalars.filter { !" \n".unicodeScalars.contains($0) }
      let read = reader.texts().map(\.text).joined().unicodeScalars.filter { $0 != " " }
      #expect(Array(read) == Array(drawn), "seed \(seed)")
    }
  }
}

extension String {
  fileprivate var trimmed: String { trimmingCharacters(in: .newlines) }
}
