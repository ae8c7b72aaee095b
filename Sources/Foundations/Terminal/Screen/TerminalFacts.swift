internal import CNCurses
internal import Glibc

/// What can be told about a terminal without taking it over.
public struct TerminalFacts: Sendable, Hashable {
  /// `$TERM`.
  public var name: String
  /// Whether terminfo knows the name.
  public var isDescribed: Bool
  /// Without it nothing can be drawn.
  public var canAddressCursor: Bool
  /// By the description; −1 for none.
  public var colors: Int
  /// Whether `$COLORTERM` says that any colour can be shown.
  public var hasTrueColor: Bool
  /// The locale of the characters, `C` when none is set.
  public var locale: String
  /// The encoding of the locale; `nil` when the locale is not installed.
  public var codeset: String?
  /// `nil` when the output is no terminal.
  public var size: Size?

  public init(
    name: String, isDescribed: Bool, canAddressCursor: Bool, colors: Int, hasTrueColor: Bool, locale: String,
    codeset: String?, size: Size?
  ) {
    self.name = name
    self.isDescribed = isDescribed
    self.canAddressCursor = canAddressCursor
    self.colors = colors
    self.hasTrueColor = hasTrueColor
    self.locale = locale
    self.codeset = codeset
    self.size = size
  }

  /// Reads them from the variables of an environment, terminfo's folders, and the descriptor of the output.
  public init(_ environment: [String: String], output: Int32 = 1) {
    let set = { (name: String) in environment[name].flatMap { $0.isEmpty ? nil : $0 } }
    name = set("TERM") ?? ""
    let description = TerminalDescription.load(name)
    isDescribed = description != nil
    canAddressCursor = description?.canAddressCursor ?? false
    colors = description?.colors ?? -1
    hasTrueColor = ["truecolor", "24bit"].contains(set("COLORTERM"))
    locale = set("LC_ALL") ?? set("LC_CTYPE") ?? set("LANG") ?? "C"
    codeset = TerminalFacts.codeset(of: locale)
    var (columns, rows): (Int32, Int32) = (0, 0)
    size = fs_window_size(output, &columns, &rows) == 1 ? Size(Int(columns), Int(rows)) : nil
  }

  private static func codeset(of locale: String) -> String? {
    guard let found = newlocale(Int32(LC_CTYPE_MASK), locale, nil) else { return nil }
    defer { freelocale(found) }
    return nl_langinfo_l(Int32(CODESET), found).map { String(cString: $0) }
  }
}
