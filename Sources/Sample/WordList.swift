import Support
import Tabular

/// Words in one run of bytes, so that writing one is a copy and nothing else.
struct WordList: Sendable {
  private let bytes: [UInt8]
  private let starts: [Int]

  /// A word may be given more often than once, to be drawn more often.
  init(_ words: [String]) {
    var bytes: [UInt8] = []
    var starts = [0]
    for word in words {
      bytes += word.utf8
      starts.append(bytes.count)
    }
    self.bytes = bytes
    self.starts = starts
  }

  var count: Int { starts.count - 1 }

  @inline(__always)
  func append(_ index: Int, to out: inout ByteBuffer) {
    bytes.withUnsafeBufferPointer { out.append(contentsOf: Bytes(rebasing: $0[starts[index]..<starts[index + 1]])) }
  }

  @inline(__always)
  func appendAny(_ random: inout SplitMix64, to out: inout ByteBuffer) { append(random.below(count), to: &out) }
}
