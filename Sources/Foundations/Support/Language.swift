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
