internal import Glibc

/// A terminal's compiled description, as terminfo keeps it, changed to what this toolkit does better than most
/// descriptions say (term(5) has the format):
///
/// - colours of red, green and blue, for terminals that have them (`COLORTERM`): without `ncurses-term`, few machines
///   have a description that says so;
/// - no switch of character sets in every change of attributes: lines are drawn in Unicode.
///
/// ncurses takes a description as text from `TERMINFO`.
struct TerminalDescription {
  private static let magic16 = 0o432
  private static let magic32 = 0o1036
  private static let bytesMax = 32_768

  /// Places of capabilities, from term.h.
  private enum Place {
    static let canChange = 27
    static let cursorAddress = 10
    static let colors = 13
    static let pairs = 14
    static let plain = 39
    static let attributes = 131
    static let initializeColor = 299
    static let foreground = 359
    static let background = 360
  }

  private var names: ArraySlice<UInt8>
  private var flags: [UInt8]
  private var numbers: [Int]
  /// Offsets in `table`; negative for what the terminal has not.
  private var strings: [Int]
  private var table: [UInt8]
  private var extended: Extended

  /// Capabilities that have names instead of places.
  private struct Extended {
    var flags: [UInt8] = []
    var numbers: [Int] = []
    var strings: [Int] = []
    var names: [Int] = []
    var table: [UInt8] = []
  }

  /// `nil` when the bytes are no description.
  init?(_ bytes: [UInt8]) {
    var reader = Reader(bytes: bytes)
    let header = reader.shorts(6)
    guard bytes.count <= Self.bytesMax, header.count == 6, header[0] == Self.magic16 || header[0] == Self.magic32,
      header.dropFirst().allSatisfy({ $0 >= 0 })
    else { return nil }
    let isWide = header[0] == Self.magic32
    names = reader.bytes(header[1])
    flags = Array(reader.bytes(header[2]))
    reader.align()
    numbers = isWide ? reader.longs(header[3]) : reader.shorts(header[3])
    strings = reader.shorts(header[4])
    table = Array(reader.bytes(header[5]))
    reader.align()
    extended = Extended()
    if reader.has(10) {
      let counts = reader.shorts(5)
      extended.flags = Array(reader.bytes(counts[0]))
      reader.align()
      extended.numbers = isWide ? reader.longs(counts[1]) : reader.shorts(counts[1])
      extended.strings = reader.shorts(counts[2])
      extended.names = reader.shorts(counts.prefix(3).reduce(0, +))
      extended.table = Array(reader.bytes(counts[4]))
    }
    guard !reader.isShort else { return nil }
    // What a terminal has not is left out at the end of a table.
    numbers += Array(repeating: -1, count: max(0, Place.pairs + 1 - numbers.count))
    strings += Array(repeating: -1, count: max(0, Place.background + 1 - strings.count))
  }

  /// The description of a name, from the first of terminfo's folders that has it.
  static func load(_ name: String) -> TerminalDescription? {
    guard let first = name.utf8.first, !name.contains("/"), first != UInt8(ascii: ".") else { return nil }
    var folders = [setting("TERMINFO"), setting("HOME").map { $0 + "/.terminfo" }].compactMap(\.self)
    folders += (setting("TERMINFO_DIRS") ?? "").split(separator: ":").map(String.init)
    for folder in folders + ["/etc/terminfo", "/lib/terminfo", "/usr/lib/terminfo", "/usr/share/terminfo"] {
      let path = "\(folder)/\(Character(Unicode.Scalar(first)))/\(name)"
      if let bytes = contents(of: path), let description = TerminalDescription(bytes) { return description }
    }
    return nil
  }

  private static func setting(_ name: String) -> String? { getenv(name).map { String(cString: $0) } }

  private static func contents(of path: String) -> [UInt8]? {
    guard let file = fopen(path, "r") else { return nil }
    defer { fclose(file) }
    var bytes = [UInt8](repeating: 0, count: bytesMax + 1)
    let count = fread(&bytes, 1, bytes.count, file)
    return Array(bytes.prefix(count))
  }
}

extension TerminalDescription {
  /// Numbers below this are the palette's.
  static let paletteCount = 256

  /// Says that a colour's number is red, green and blue; below ``paletteCount`` it is the palette's.
  mutating func giveTrueColor() {
    numbers[Place.colors] = 1 << 24
    numbers[Place.pairs] = 1 << 16
    if flags.count > Place.canChange { flags[Place.canChange] = 0 }
    strings[Place.initializeColor] = -1
    set(Place.foreground, Self.color(base: 3, bright: 9))
    set(Place.background, Self.color(base: 4, bright: 10))
    addExtendedFlag("RGB")
  }

  private static func color(base: Int, bright: Int) -> String {
    let direct = "\(base)8;2;%p1%{65536}%/%d;%p1%{256}%/%{255}%&%d;%p1%{255}%&%d"
    let palette = "%p1%{8}%<%t\(base)%p1%d%e%p1%{16}%<%t\(bright)%p1%{8}%-%d%e%p1%{256}%<%t\(base)8;5;%p1%d"
    return "\u{1b}[%?" + palette + "%e" + direct + "%;m"
  }

  /// Leaves the character set alone when attributes change.
  mutating func keepCharacterSet() {
    for place in [Place.plain, Place.attributes] {
      guard let text = string(place) else { continue }
      set(
        place,
        text.replacing("%?%p9%t\u{1b}(0%e\u{1b}(B%;", with: "").replacing("%?%p9%t\u{0e}%e\u{0f}%;", with: "")
          .replacing("\u{1b}(B", with: ""))
    }
  }

  /// −1 for none.
  var colors: Int { numbers[Place.colors] }
  var canAddressCursor: Bool { string(Place.cursorAddress)?.isEmpty == false }

  private func string(_ place: Int) -> String? {
    guard table.indices.contains(strings[place]) else { return nil }
    return String(validating: table[strings[place]...].prefix { $0 != 0 }, as: UTF8.self)
  }

  private mutating func set(_ place: Int, _ text: String) {
    strings[place] = table.count
    table += Array(text.utf8) + [0]
  }

  private mutating func addExtendedFlag(_ name: String) {
    // Names follow the strings of the table; their offsets count from there.
    let start = extended.strings.filter { $0 >= 0 }.max().map { last in
      last + extended.table[min(last, extended.table.count)...].prefix { $0 != 0 }.count + 1
    }
    extended.names.insert(extended.table.count - (start ?? 0), at: extended.flags.count)
    extended.flags.append(1)
    extended.table += Array(name.utf8) + [0]
  }

  /// The description for `TERMINFO`; `nil` when it has grown too long for the format.
  var variable: String? {
    var out: [UInt8] = []
    func put(_ value: Int, bytes: Int) {
      let bits = UInt32(bitPattern: Int32(truncatingIfNeeded: value))
      for index in 0..<bytes { out.append(UInt8(truncatingIfNeeded: bits >> UInt32(8 * index))) }
    }
    func align() { if out.count % 2 != 0 { out.append(0) } }
    for value in [Self.magic32, names.count, flags.count, numbers.count, strings.count, table.count] {
      put(value, bytes: 2)
    }
    out += names + flags
    align()
    for number in numbers { put(number, bytes: 4) }
    for string in strings { put(string, bytes: 2) }
    out += table
    align()
    let strings = extended.strings.count
    let items = strings + extended.names.count
    for count in [extended.flags.count, extended.numbers.count, strings, items, extended.table.count] {
      put(count, bytes: 2)
    }
    out += extended.flags
    align()
    for number in extended.numbers { put(number, bytes: 4) }
    for offset in extended.strings + extended.names { put(offset, bytes: 2) }
    out += extended.table
    guard out.count <= Self.bytesMax else { return nil }
    let digits = Array("0123456789abcdef".utf8)
    return "hex:" + String(decoding: out.flatMap { [digits[Int($0 >> 4)], digits[Int($0 & 15)]] }, as: UTF8.self)
  }
}

extension TerminalDescription {
  /// Reads little-endian numbers; past the end there is nothing, which ``isShort`` remembers.
  private struct Reader {
    let bytes: [UInt8]
    private(set) var place = 0
    private(set) var isShort = false

    init(bytes: [UInt8]) { self.bytes = bytes }

    mutating func bytes(_ count: Int) -> ArraySlice<UInt8> {
      guard count >= 0, has(count) else {
        isShort = true
        return []
      }
      defer { place += count }
      return bytes[place..<place + count]
    }

    func has(_ count: Int) -> Bool { place + count <= bytes.count }

    /// Every table begins at an even place.
    mutating func align() { if place % 2 != 0 { place += 1 } }

    mutating func shorts(_ count: Int) -> [Int] {
      numbers(count, bytes: 2) { Int(Int16(truncatingIfNeeded: $0)) }
    }

    mutating func longs(_ count: Int) -> [Int] {
      numbers(count, bytes: 4) { Int(Int32(truncatingIfNeeded: $0)) }
    }

    private mutating func numbers(_ count: Int, bytes size: Int, _ signed: (Int) -> Int) -> [Int] {
      let raw = Array(bytes(count * size))
      return stride(from: 0, to: raw.count, by: size).map { start in
        signed((0..<size).reduce(0) { $0 | Int(raw[start + $1]) << (8 * $1) })
      }
    }
  }
}
