import Model
import Support

/// Failures as a person reads them: in English as the services word them, elsewhere as the phrase book says them. Of a
/// sentence that the book does not know, such as what a server said itself, the code tells what it is and what to do.
extension Failure {
  var shown: String {
    guard Language.current == .chinese else { return message }
    if let said = message.said { return said }
    guard let title = errorCode.chinese?.title else { return message }
    return message.isEmpty ? title : "\(title)：\(message)"
  }

  var shownNextStep: String? {
    guard Language.current == .chinese else { return nextStep }
    return nextStep?.said ?? errorCode.chinese?.nextStep ?? nextStep
  }
}

extension ErrorCode {
  /// The code in words where the language has some, as for the reasons of refused rows.
  var shown: String {
    Language.current == .chinese ? chinese?.title ?? rawValue : rawValue
  }

  var chinese: ChineseFailure? { ChineseFailure.table[self] }
}

extension String {
  /// What a service said, in the language of the reader.
  var shown: String { said ?? self }

  /// `nil` where there are no words for it. What holds Chinese was worded for this reader already.
  fileprivate var said: String? {
    guard Language.current == .chinese else { return nil }
    return Phrasebook.chinese.said(self) ?? (unicodeScalars.contains(where: \.properties.isIdeographic) ? self : nil)
  }
}
