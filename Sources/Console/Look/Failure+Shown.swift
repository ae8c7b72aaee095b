import Model
import Support

/// Failures as a person reads them. The services word them in English; where the console speaks another language, the
/// code tells what it is and what to do, and the service's own words, which name the particulars, follow.
extension Failure {
  var shown: String {
    guard Language.current == .chinese, let title = errorCode.chinese?.title else { return message }
    return message.isEmpty ? title : "\(title)：\(message)"
  }

  var shownNextStep: String? {
    guard Language.current == .chinese, let step = errorCode.chinese?.nextStep else { return nextStep }
    return nextStep.map { "\(step)（\($0)）" } ?? step
  }
}

extension ErrorCode {
  /// The code in words where the language has some, as for the reasons of refused rows.
  var shown: String {
    Language.current == .chinese ? chinese?.title ?? rawValue : rawValue
  }

  var chinese: ChineseFailure? { ChineseFailure.table[self] }
}
