import Foundation
import Support
import Testing

@testable import Terminal
@testable import TerminalSupport

@Suite struct TerminalDescriptionTests {
  private static func bytes(_ description: TerminalDescription) throws -> [UInt8] {
    let variable = try #require(description.variable)
    #expect(variable.hasPrefix("hex:"))
    let digits = Array(variable.utf8.dropFirst(4))
    return stride(from: 0, to: digits.count, by: 2).compactMap { index in
      UInt8(String(decoding: digits[index..<index + 2], as: UTF8.self), radix: 16)
    }
  }

  @Test(arguments: ["xterm-256color", "xterm", "vt100", "linux", "dumb"])
  func whatIsWrittenIsReadBack(name: String) throws {
    let description = try #require(TerminalDescription.load(name))
    let bytes = try TerminalDescriptionTests.bytes(description)
    let again = try #require(TerminalDescription(bytes))
    #expect(try TerminalDescriptionTests.bytes(again) == bytes)
  }

  @Test func colourAndCharacterSetAreChanged() throws {
    var description = try #require(TerminalDescription.load("xterm-256color"))
    description.keepCharacterSet()
    description.giveTrueColor()
    let text = String(decoding: try TerminalDescriptionTests.bytes(description), as: UTF8.self)
    #expect(text.contains("48;2;%p1%{65536}%/%d") && text.contains("RGB"))
  }

  @Test(arguments: ["", "..", "../xterm", "no-such-terminal", ".hidden"])
  func namesThatAreNone(name: String) { #expect(TerminalDescription.load(name) == nil) }

  /// Cut or changed anywhere, a description is refused or read, never trusted.
  @Test(arguments: [UInt64.random(in: 0...UInt64.max), 3])
  func brokenBytes(seed: UInt64) throws {
    var numbers = SplitMix64(seed: seed)
    let bytes = try TerminalDescriptionTests.bytes(try #require(TerminalDescription.load("xterm-256color")))
    for _ in 0..<2000 {
      var broken = Array(bytes.prefix(Int.random(in: 0...bytes.count, using: &numbers)))
      for _ in 0..<Int.random(in: 0...3, using: &numbers) where !broken.isEmpty {
        broken[Int.random(in: 0..<min(broken.count, 400), using: &numbers)] = UInt8.random(in: 0...255, using: &numbers)
      }
      guard var description = TerminalDescription(broken) else { continue }
      description.keepCharacterSet()
      description.giveTrueColor()
      _ = description.variable
    }
  }
}
