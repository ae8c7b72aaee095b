import Model

/// What scenes wanted done and is not done yet. Writes to one assignment go one after another, so that an older draft
/// never overtakes a newer one; what a person finished is kept until it arrives.
struct Errands: Hashable, Sendable {
  /// Of each assignment what is to be written, in order; the first is under way unless its line is stalled.
  private var lines: [AssignmentID: [Errand]] = [:]
  private var stalled: [AssignmentID] = []

  /// Nothing is to be written any more.
  var isEmpty: Bool { lines.isEmpty }

  /// Nothing is under way, and all that a person wrote has arrived.
  var isSettled: Bool { !isBusy && !lines.values.joined().contains(where: \.isWork) }

  /// Something is being written.
  var isBusy: Bool { lines.keys.contains { !stalled.contains($0) } }

  /// Takes what is wanted; returns what is to be done now. Of drafts that wait, the newest is enough.
  mutating func add(_ errands: [Errand]) -> [ConsoleEffect] {
    errands.compactMap { errand in
      guard let assignment = errand.written else { return .errand(errand) }
      guard var line = lines[assignment] else {
        lines[assignment] = [errand]
        return .errand(errand)
      }
      let canBeReplaced = line.count > 1 || stalled.contains(assignment)
      if canBeReplaced, case .draft = errand, case .draft = line[line.count - 1] { line.removeLast() }
      lines[assignment] = line + [errand]
      return nil
    }
  }

  /// Something is done, or failed for good; or it did not arrive, and is done again when ``retry()`` says so.
  mutating func finish(_ errand: Errand, didArrive: Bool) -> [ConsoleEffect] {
    guard let assignment = errand.written, var line = lines[assignment], line.first == errand else { return [] }
    if !didArrive {
      stalled.append(assignment)
      return []
    }
    line.removeFirst()
    lines[assignment] = line.isEmpty ? nil : line
    return line.first.map { [.errand($0)] } ?? []
  }

  /// The platform answers again.
  mutating func retry() -> [ConsoleEffect] {
    defer { stalled = [] }
    return stalled.compactMap { lines[$0]?.first }.map(ConsoleEffect.errand)
  }
}
