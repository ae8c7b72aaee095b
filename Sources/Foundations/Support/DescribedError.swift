/// An error that can say what it is: a stable code for programs, the cause, and what to do next.
public protocol DescribedError: Error, CustomStringConvertible {
  var errorCode: String { get }
  var nextStep: String? { get }
  /// Whether the same call may succeed later without any change of what is asked.
  var isTransient: Bool { get }
}
