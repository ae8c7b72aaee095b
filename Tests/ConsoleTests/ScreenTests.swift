import Foundation
import Model
import Support
import Terminal
import Testing

@testable import Console
@testable import TerminalSupport

/// The console's screens as a terminal shows them, read back through an emulator. One at a time: ncurses has one screen
/// in a process.
@Suite(.serialized) struct ScreenTests {
  static let depths: [ColorDepth] = [.mono, .ansi16, .indexed256]

  static let sizes = Set(GoldenTests.variants.map(\.size)).sorted { $0.width < $1.width }

  /// Every golden screen, in every size and both languages, each written over the one before: the glyphs and the colours
  /// of the picture, nothing else. What the depth changes is told by one size.
  @Test(
    arguments: depths.map { ($0, Size.standard) } + sizes.filter { $0 != .standard }.map { (ColorDepth.indexed256, $0) }
  )
  func aTerminalShowsThePicture(depth: ColorDepth, size: Size) async throws {
    let terminal = PseudoTerminal(size)
    var screen = try Screen(terminal.options(depth: depth))
    for variant in GoldenTests.variants where variant.size == size {
      for shot in GoldenTests.shots {
        let surface = await shot.taken(in: variant)
        screen.present(surface)
        terminal.settle()
        let emulator = terminal.emulator
        #expect(emulator.unknown == [] && emulator.columnsAreWhole, "\(shot.name) \(variant)")
        #expect(emulator.differences(from: surface, .dark, depth) == [], "\(shot.name) \(variant)")
      }
    }
  }

  /// To run one again: `FUZZ_SEED=…`.
  static let seeds: [UInt64] =
    ProcessInfo.processInfo.environment["FUZZ_SEED"].flatMap { UInt64($0) }.map { [$0] }
    ?? [UInt64.random(in: 0...UInt64.max), 7, 2_000_003]

  /// Whatever was pressed, came, or was resized: what the terminal shows after many small changes is what it shows of
  /// the last picture drawn whole.
  @Test(arguments: seeds, depths)
  func incrementalEqualsRepaint(seed: UInt64, depth: ColorDepth) async throws {
    var storm = Storm(seed: seed)
    print("seed \(seed)")
    let terminal = PseudoTerminal(.standard)
    var screen = try Screen(terminal.options(depth: depth))
    for round in 0..<8 {
      // Each of the sizes begins twice.
      terminal.setSize(Self.sizes[round % Self.sizes.count])
      var session = await storm.session(size: screen.resize())
      for _ in 0..<25 {
        if await storm.strike(&session) {
          terminal.settle()
          terminal.setSize(session.state.size)
          _ = screen.resize()
        }
        screen.present(session.surface)
      }
      terminal.settle()
      let stepped = terminal.emulator
      screen.invalidate()
      screen.present(session.surface)
      terminal.settle()
      #expect(stepped.unknown == [] && stepped.columnsAreWhole, "seed \(seed), round \(round)")
      #expect(stepped.picture == terminal.emulator.picture, "seed \(seed), round \(round), \(session.address)")
    }
  }
}

/// What can happen to a console, at random, and the same for the same seed.
private struct Storm {
  var numbers: SplitMix64

  init(seed: UInt64) { numbers = SplitMix64(seed: seed) }

  /// A console somewhere, in one of the languages.
  mutating func session(size: Size) async -> Session {
    let shot = GoldenTests.shots.randomElement(using: &numbers) ?? GoldenTests.shots[0]
    let language = Language.allCases.randomElement(using: &numbers) ?? .english
    return await shot.session(size: size, language: language)
  }

  /// Returns whether the size changed.
  mutating func strike(_ session: inout Session) async -> Bool {
    let size = session.state.size
    switch Int.random(in: 0..<20, using: &numbers) {
    case 0: session.resize(Int.random(in: 1...200, using: &numbers), Int.random(in: 1...50, using: &numbers))
    case 1: session.state.language = session.state.language == .english ? .chinese : .english
    case 2: session.send(.changed(.disconnected, at: session.state.now))
    case 3: await session.beat()
    case 4: session.send(.tick(session.state.now.addingTimeInterval(Double.random(in: 0...90, using: &numbers))))
    case 5: session.send(.event(.paste(numbers.hostileText(lengthMax: 20))))
    case 6: session.type(numbers.hostileText(lengthMax: 3))
    case 7, 8:
      let changes: [Change] = [.letters, .runs, .uploads, .labeling, .reconnected]
      session.send(.changed(changes.randomElement(using: &numbers) ?? .runs, at: session.state.now))
    default:
      let keys = session.state.keymap.bindings.flatMap(\.keys)
      if let key = keys.randomElement(using: &numbers) { session.send(.event(.key(key))) }
    }
    await session.settle(wakes: Bool.random(using: &numbers))
    session.state.isFinished = false
    return session.state.size != size
  }
}

extension Emulator {
  /// Where the terminal shows another glyph, or another colour, than the picture has. Glyphs that the screen writes in
  /// the form that all terminals take for the same width are not compared.
  fileprivate func differences(from surface: Surface, _ theme: Theme, _ depth: ColorDepth) -> [String] {
    var found: [String] = []
    let picture = picture
    var looks: [Style: Look] = [:]
    for y in 0..<surface.size.height {
      for x in 0..<surface.size.width {
        guard let cell = surface[Point(x, y)], cell.columns > 0 else { continue }
        let glyph = picture[y][x]
        let look = looks[cell.style] ?? theme.look(of: cell.style, depth: depth)
        looks[cell.style] = look
        let isBlank = cell.character == " " && look.attributes.isDisjoint(with: [.underline, .reverse])
        let codes =
          isBlank ? look.codes.filter { $0 >= 40 && $0 < 50 || $0 >= 100 && $0 < 108 || $0 >= 48_000 } : look.codes
        if glyph.style != codes { found.append("\(x),\(y): \(glyph.style) for \(codes)") }
        if cell.character.unicodeScalars.count == 1, glyph.text != String(cell.character) {
          found.append("\(x),\(y): '\(glyph.text)' for '\(cell.character)'")
        }
      }
    }
    return Array(found.prefix(5))
  }
}

extension Look {
  /// As SGR codes, colours of the 256 palette as 38 000 + n and 48 000 + n, in order.
  fileprivate var codes: [Int] {
    let emphases: [(Emphasis, Int)] = [(.bold, 1), (.dim, 2), (.italic, 3), (.underline, 4), (.reverse, 7)]
    var codes = emphases.filter { attributes.contains($0.0) }.map(\.1)
    for (color, base) in [(foreground, 30), (background, 40)] {
      guard case .indexed(let index) = color else { continue }
      codes.append(index < 8 ? base + Int(index) : index < 16 ? base + 52 + Int(index) : (base + 8) * 1000 + Int(index))
    }
    return codes.sorted()
  }
}
