/// A growable run of plain values in memory that it alone owns: appending never asks who else holds it, and clearing
/// keeps the memory for the next batch.
///
/// Cost: `append` is amortised O(1); growth doubles.
public struct Growable<Element: BitwiseCopyable>: ~Copyable {
  @usableFromInline var base: UnsafeMutablePointer<Element>
  @usableFromInline var capacity: Int
  /// The number of elements.
  public internal(set) var count: Int {
    @inlinable get { length }
    @inlinable set { length = newValue }
  }
  @usableFromInline var length: Int

  /// Room for `capacity` elements, none of them present.
  @inlinable
  public init(capacity: Int = 0) {
    self.capacity = max(16, capacity)
    self.base = .allocate(capacity: max(16, capacity))
    self.length = 0
  }

  @inlinable
  deinit { base.deallocate() }

  /// Makes room for `additional` more elements.
  @inlinable @inline(__always)
  public mutating func reserve(_ additional: Int) {
    if length &+ additional > capacity { grow(by: additional) }
  }

  @inlinable @inline(never)
  mutating func grow(by additional: Int) {
    let wanted = max(capacity * 2, length + additional)
    let larger = UnsafeMutablePointer<Element>.allocate(capacity: wanted)
    larger.update(from: base, count: length)
    base.deallocate()
    base = larger
    capacity = wanted
  }

  @inlinable @inline(__always)
  public mutating func append(_ element: Element) {
    reserve(1)
    base[length] = element
    length &+= 1
  }

  @inlinable @inline(__always)
  public mutating func append(contentsOf elements: UnsafeBufferPointer<Element>) {
    guard let source = elements.baseAddress else { return }
    reserve(elements.count)
    (base + length).update(from: source, count: elements.count)
    length &+= elements.count
  }

  /// Drops every element from `count` on; does nothing when there are fewer.
  @inlinable @inline(__always)
  public mutating func truncate(to count: Int) {
    if count < length { length = max(0, count) }
  }

  @inlinable @inline(__always)
  public mutating func removeAll() { length = 0 }

  /// The element at `index`, which must be in `0..<count`.
  @inlinable
  public subscript(index: Int) -> Element {
    @inline(__always) get {
      precondition(index >= 0 && index < length)
      return base[index]
    }
    @inline(__always) set {
      precondition(index >= 0 && index < length)
      base[index] = newValue
    }
  }

  /// The elements; valid until the next change.
  @inlinable
  public var elements: UnsafeBufferPointer<Element> {
    @inline(__always) get { UnsafeBufferPointer(start: base, count: length) }
  }
}

/// Bytes to which encoders append.
public typealias ByteBuffer = Growable<UInt8>

/// Bytes that something else owns: a field of a batch, for as long as the batch is not refilled.
public typealias Bytes = UnsafeBufferPointer<UInt8>

extension Growable where Element == UInt8 {
  /// Appends the UTF-8 of a string.
  public mutating func append(_ text: String) {
    var text = text
    text.withUTF8 { append(contentsOf: $0) }
  }

  /// The bytes as an array of their own. For errors, tests and small results.
  public var array: [UInt8] { Array(elements) }
}
