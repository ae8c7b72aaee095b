/// Splits bytes into records and fields as RFC 4180 says, in one pass, without copying.
///
/// As PostgreSQL and Python read them, a quote inside an unquoted field is an ordinary character, and text between a
/// closing quote and the next delimiter belongs to the field.
struct DelimitedScanner {
  /// What one scan found. The offsets are from the scan's base.
  struct Record {
    enum End {
      case complete
      /// The file ends inside quotes.
      case insideQuotes
      /// The bytes in memory end before the record does.
      case incomplete(insideQuotes: Bool)
    }

    var end = End.complete
    /// The end of the record's bytes, and the start of the next record.
    var contentEnd: Int
    var next: Int
    /// Line ends inside quotes.
    var innerLines = 0
    var hasNUL = false
  }

  private let delimiter: UInt8
  private let delimiters: UInt64
  private let quotes: UInt64
  /// Wider than a byte, so that a value that no byte has can stand for no quote.
  private let quote: UInt16
  /// Whether a GBK character's second byte may look like the delimiter.
  private let delimiterMayTrail: Bool

  init(_ format: DelimitedFormat) {
    delimiter = format.delimiter
    delimiters = Words.repeating(format.delimiter)
    quotes = Words.repeating(format.quote ?? 0)
    quote = format.quote.map(UInt16.init) ?? UInt16.max
    delimiterMayTrail = format.encoding != .utf8 && format.delimiter >= 0x40
  }

  /// Scans the record at `start`, appending its fields with offsets from `origin`, and the indices of those that still
  /// hold quotes. `base[end]` and the seven bytes behind it must be readable and zero; `isFinal` says that the file
  /// ends there.
  func scan(
    _ base: UnsafePointer<UInt8>, from start: Int, to end: Int, isFinal: Bool, origin: Int,
    fields: inout Growable<Field>, quoted: inout Growable<Int32>
  ) -> Record {
    var record = Record(contentEnd: end, next: end)
    var position = start
    while true {
      var fieldStart = position
      var fieldEnd: Int
      let stop: Int
      if UInt16(base[position]) == quote, position < end {
        var hasPairs = false
        let closing = closingQuote(base, from: position &+ 1, to: end, isFinal, &record, &hasPairs)
        if closing < 0 {
          record.end = isFinal ? .insideQuotes : .incomplete(insideQuotes: true)
          quoted.append(Int32(truncatingIfNeeded: fields.count))
          append(fieldStart, end, origin, &fields)
          return record
        }
        stop = nextStop(base, from: closing &+ 1, to: end, &record)
        if stop == closing &+ 1, !hasPairs {
          fieldStart &+= 1
          fieldEnd = closing
        } else {
          fieldEnd = stop
          quoted.append(Int32(truncatingIfNeeded: fields.count))
        }
      } else {
        stop = nextStop(base, from: position, to: end, &record)
        fieldEnd = stop
      }
      append(fieldStart, fieldEnd, origin, &fields)
      if stop < end, base[stop] == delimiter {
        position = stop &+ 1
        continue
      }
      finish(&record, base, stop, end, isFinal)
      return record
    }
  }

  @inline(__always)
  private func append(_ start: Int, _ end: Int, _ origin: Int, _ fields: inout Growable<Field>) {
    fields.append(
      Field(start: UInt32(truncatingIfNeeded: start &- origin), count: Int32(truncatingIfNeeded: end &- start)))
  }

  @inline(__always)
  private func finish(_ record: inout Record, _ base: UnsafePointer<UInt8>, _ stop: Int, _ end: Int, _ isFinal: Bool) {
    record.contentEnd = stop
    let isCarriageReturn = stop < end && base[stop] == UInt8(ascii: "\r")
    if !isFinal, stop == end || (isCarriageReturn && stop &+ 1 == end) {
      record.end = .incomplete(insideQuotes: false)
      return
    }
    record.next = min(end, isCarriageReturn && base[stop &+ 1] == UInt8(ascii: "\n") ? stop &+ 2 : stop &+ 1)
  }

  /// The next delimiter or line end, or `end`.
  @inline(__always)
  private func nextStop(_ base: UnsafePointer<UInt8>, from start: Int, to end: Int, _ record: inout Record) -> Int {
    var position = start
    while true {
      let word = Words.load(base + position)
      let marks = Words.equal(word, delimiters) | Words.control(word)
      if marks == 0 {
        position &+= 8
        continue
      }
      position &+= Words.firstIndex(marks)
      let byte = base[position]
      if byte == delimiter {
        if !delimiterMayTrail || !isTrail(base, position, start) { return position }
      } else if byte == UInt8(ascii: "\n") || byte == UInt8(ascii: "\r") || position >= end {
        return position
      } else if byte == 0 {
        record.hasNUL = true
      }
      position &+= 1
    }
  }

  /// Whether the byte is the second of a GBK character: an odd number of lead bytes stands before it.
  @inline(never)
  private func isTrail(_ base: UnsafePointer<UInt8>, _ position: Int, _ start: Int) -> Bool {
    var lead = position
    while lead > start, base[lead &- 1] > 0x80 { lead &-= 1 }
    return (position &- lead) & 1 == 1
  }

  /// The closing quote behind `start`; -1 when the bytes end first, or right behind a quote that may be one of a pair.
  @inline(never)
  private func closingQuote(
    _ base: UnsafePointer<UInt8>, from start: Int, to end: Int, _ isFinal: Bool, _ record: inout Record,
    _ hasPairs: inout Bool
  ) -> Int {
    var position = start
    while true {
      let word = Words.load(base + position)
      let marks = Words.equal(word, quotes) | Words.control(word)
      if marks == 0 {
        position &+= 8
        continue
      }
      position &+= Words.firstIndex(marks)
      if position >= end { return -1 }
      let byte = base[position]
      let following = base[position &+ 1]
      if UInt16(byte) == quote {
        if position &+ 1 == end { return isFinal ? position : -1 }
        if UInt16(following) != quote { return position }
        hasPairs = true
        position &+= 1
      } else if byte == UInt8(ascii: "\n") || (byte == UInt8(ascii: "\r") && following != UInt8(ascii: "\n")) {
        record.innerLines &+= 1
      } else if byte == 0 {
        record.hasNUL = true
      }
      position &+= 1
    }
  }
}

extension DelimitedScanner {
  /// Removes the quotes of a field in place; returns its new length. The first byte is the opening quote.
  func unquote(_ pointer: UnsafeMutablePointer<UInt8>, _ count: Int) -> Int {
    var from = 1
    var to = 0
    var isInside = true
    while from < count {
      let byte = pointer[from]
      from += 1
      if isInside, UInt16(byte) == quote {
        guard from < count, UInt16(pointer[from]) == quote else {
          isInside = false
          continue
        }
        from += 1
      }
      pointer[to] = byte
      to += 1
    }
    return to
  }
}
