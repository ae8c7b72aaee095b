/// A regular expression that means the same here and in PostgreSQL, and takes time in proportion to the text here:
/// letters, `.`, sets `[a-z]` `[^…]`, `\d \w \s` and their opposites, `^ $`, `( )`, `|`, `* + ?` and `{m,n}`.
/// It is found anywhere in a text; A to Z are a to z.
///
/// Source: R. Cox, "Regular Expression Matching: the Virtual Machine Approach" (2009).
public struct SearchPattern: Hashable, Sendable {
  /// As it was typed.
  public let source: String
  let root: Node
  private let program: [Instruction]

  static let charactersMax = 200
  /// Steps of the compiled pattern; time is this × the text's length.
  static let stepsMax = 600

  indirect enum Node: Hashable, Sendable {
    case scalar(Unicode.Scalar)
    case any
    case set(ScalarSet)
    case start, end
    case sequence([Node])
    case alternatives([Node])
    case repeated(Node, min: Int, max: Int?)
  }

  enum Instruction: Hashable, Sendable {
    case scalar(Unicode.Scalar)
    case any
    case set(ScalarSet)
    case start, end
    case jump(Int)
    case split(Int, Int)
    case match
  }

  /// Why a pattern makes no sense; the position counts its characters.
  struct Malformed: Error {
    var position: Int
    var message: String
    var hint: String
  }

  init(_ source: String) throws(Malformed) {
    self.source = source
    guard source.count <= SearchPattern.charactersMax else {
      throw Malformed(position: SearchPattern.charactersMax, message: PatternWords.tooLong, hint: PatternWords.shorten)
    }
    var reader = PatternReader(source)
    root = try reader.pattern()
    var program: [Instruction] = []
    SearchPattern.compile(root, into: &program)
    program.append(.match)
    guard program.count <= SearchPattern.stepsMax else {
      throw Malformed(position: 0, message: PatternWords.tooLong, hint: PatternWords.shorten)
    }
    self.program = program
  }

  private static func compile(_ node: Node, into program: inout [Instruction]) {
    // What is too large already is refused; it needs not be made whole.
    guard program.count <= stepsMax else { return }
    switch node {
    case .scalar(let scalar): program.append(.scalar(scalar.folded))
    case .any: program.append(.any)
    case .set(let set): program.append(.set(set))
    case .start: program.append(.start)
    case .end: program.append(.end)
    case .sequence(let nodes): for node in nodes { compile(node, into: &program) }
    case .alternatives(let nodes):
      var jumps: [Int] = []
      for node in nodes.dropLast() {
        let split = program.count
        program.append(.split(split + 1, 0))
        compile(node, into: &program)
        jumps.append(program.count)
        program.append(.jump(0))
        program[split] = .split(split + 1, program.count)
      }
      if let last = nodes.last { compile(last, into: &program) }
      for jump in jumps { program[jump] = .jump(program.count) }
    case .repeated(let node, let min, let max):
      for _ in 0..<min { compile(node, into: &program) }
      guard let max else {
        let split = program.count
        program.append(.split(split + 1, 0))
        compile(node, into: &program)
        program.append(.jump(split))
        program[split] = .split(split + 1, program.count)
        return
      }
      var splits: [Int] = []
      for _ in min..<Swift.max(min, max) {
        splits.append(program.count)
        program.append(.split(program.count + 1, 0))
        compile(node, into: &program)
      }
      for split in splits { program[split] = .split(split + 1, program.count) }
    }
  }

  /// Whether the pattern is found somewhere in the text.
  public func matches(_ text: String) -> Bool {
    let scalars = Array(text.unicodeScalars)
    var threads = Threads(count: program.count)
    var next = Threads(count: program.count)
    for index in 0...scalars.count {
      if add(0, to: &threads, at: index, of: scalars.count) { return true }
      guard index < scalars.count else { return false }
      let folded = scalars[index].folded
      next.clear()
      for step in threads.list {
        let advances =
          switch program[step] {
          case .scalar(let scalar): scalar == folded
          case .any: true
          case .set(let set): set.contains(folded)
          case .start, .end, .jump, .split, .match: false
          }
        if advances, add(step + 1, to: &next, at: index + 1, of: scalars.count) { return true }
      }
      swap(&threads, &next)
    }
    return false
  }

  /// Follows what needs no character from a step; whether it ends in a match.
  private func add(_ first: Int, to threads: inout Threads, at index: Int, of count: Int) -> Bool {
    var pending = [first]
    while let step = pending.popLast() {
      guard threads.visit(step) else { continue }
      switch program[step] {
      case .jump(let target): pending.append(target)
      case .split(let one, let other): pending += [other, one]
      case .start: if index == 0 { pending.append(step + 1) }
      case .end: if index == count { pending.append(step + 1) }
      case .match: return true
      case .scalar, .any, .set: threads.list.append(step)
      }
    }
    return false
  }

  private struct Threads {
    var list: [Int] = []
    private var marks: [Int]
    private var round = 1

    init(count: Int) { marks = Array(repeating: 0, count: count) }

    mutating func visit(_ step: Int) -> Bool {
      if marks[step] == round { return false }
      marks[step] = round
      return true
    }

    mutating func clear() {
      list.removeAll(keepingCapacity: true)
      round += 1
    }
  }
}

/// Characters of a set, without regard to the case of A to Z.
struct ScalarSet: Hashable, Sendable {
  var ranges: [ClosedRange<Unicode.Scalar>]
  var isNegated: Bool

  func contains(_ scalar: Unicode.Scalar) -> Bool {
    let cases = [scalar, scalar.raised]
    return ranges.contains { range in cases.contains { range.contains($0) } } != isNegated
  }
}

extension Unicode.Scalar {
  fileprivate var raised: Unicode.Scalar {
    (97...122).contains(value) ? Unicode.Scalar(UInt8(truncatingIfNeeded: value - 32)) : self
  }
}
