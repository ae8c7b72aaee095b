/// The languages that people read FlowSight in.
public enum Language: String, Hashable, Sendable, Codable, CaseIterable {
  case english = "en"
  case chinese = "zh"

  /// The language that ``localized(_:_:)`` speaks here. Set it around the code that words something:
  /// `Language.$current.withValue(.chinese) { … }`.
  @TaskLocal public static var current = Language.english

  /// From a locale's name, such as `zh_CN.UTF-8`; English for all others.
  public init(locale: String) {
    self = locale.lowercased().hasPrefix("zh") ? .chinese : .english
  }

  /// From the variables of the locale, the first that is set: `LC_ALL`, `LC_MESSAGES`, `LANG`.
  public init(environment: [String: String]) {
    let names = ["LC_ALL", "LC_MESSAGES", "LANG"]
    self.init(locale: names.lazy.compactMap { environment[$0] }.first { !$0.isEmpty } ?? "")
  }
}

/// The same words in both languages, side by side so that neither can be forgotten.
public func localized(_ english: @autoclosure () -> String, _ chinese: @autoclosure () -> String) -> String {
  switch Language.current {
  case .english: english()
  case .chinese: chinese()
  }
}

/// A count of things in English: `1 letter`, `2 letters`; with their verb as well: `1 run waits`, `2 runs wait`.
///
/// - Parameters:
///   - many: of any number but one; `one` with an `s` when it is left out.
///   - shown: the number as it is written, when that is not its digits: `1,204`.
public func counted(
  _ count: some BinaryInteger, _ one: String, _ many: String? = nil, shown: String? = nil
) -> String {
  "\(shown ?? String(count)) \(count == 1 ? one : many ?? one + "s")"
}
