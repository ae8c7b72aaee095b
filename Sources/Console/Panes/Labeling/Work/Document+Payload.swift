import Foundation
import Model
import Support
import Terminal

/// What is to be labeled, as a person reads it: texts as they are, chats turn by turn, everything else as JSON.
extension Document {
  mutating func payload(_ payload: JSON, first: String? = nil, without left: Set<String> = []) {
    guard var members = payload.members else { return json(payload) }
    if let first, let index = members.firstIndex(where: { $0.name == first }) {
      members.insert(members.remove(at: index), at: 0)
    }
    members.removeAll { left.contains($0.name) }
    let isAlone = members.count == 1
    for member in members { self.member(member, isAlone: isAlone) }
  }

  private mutating func member(_ member: JSON.Member, isAlone: Bool) {
    if let turns = ChatTurn.turns(of: member.value) {
      if !isAlone { heading(member.name) }
      for turn in turns { self.turn(turn) }
    } else if let text = member.value.string {
      if let json = text.asDocument {
        if !isAlone { heading(member.name) }
        self.json(json)
      } else if isAlone || text.utf8.count > 60 || text.contains(where: \.isNewline) {
        if !isAlone { heading(member.name) }
        prose(text.withoutTabs)
      } else {
        fact(member.name, text)
      }
    } else if member.value.members != nil || member.value.array != nil {
      heading(member.name)
      json(member.value)
    } else {
      fact(member.name, member.value.text())
    }
  }

  private mutating func turn(_ turn: ChatTurn) {
    let style: Style = turn.isFirstSpeaker ? .info : .accent
    let name = turn.speaker + (turn.time.map { " " + $0 } ?? "")
    let lines = turn.text.withoutTabs.split(omittingEmptySubsequences: false, whereSeparator: \.isNewline)
    for (index, line) in lines.enumerated() {
      let head = index == 0 ? Span(name + "  ", style) : Span("  ")
      self.line([head, Span(String(line))], hanging: 2)
    }
  }
}

/// What somebody said in a chat.
struct ChatTurn: Hashable, Sendable {
  var speaker: String
  var text: String
  var time: String?
  var isFirstSpeaker: Bool

  private static let speakers = ["speaker", "role", "from", "author", "sender", "name", "user"]
  private static let texts = ["text", "content", "message", "body", "utterance"]
  private static let times = ["time", "at", "timestamp"]

  /// The turns of a list whose every element says something; `nil` for anything else.
  static func turns(of value: JSON) -> [ChatTurn]? {
    guard let elements = value.array, !elements.isEmpty else { return nil }
    var turns: [ChatTurn] = []
    for element in elements {
      func first(_ names: [String]) -> String? { names.lazy.compactMap { element[$0]?.string }.first }
      guard let speaker = first(speakers), let text = first(texts) else { return nil }
      turns.append(
        ChatTurn(
          speaker: speaker, text: text, time: first(times),
          isFirstSpeaker: turns.first.map { $0.speaker == speaker } ?? true))
    }
    return turns
  }
}

extension String {
  /// A text that is an object or a list in JSON.
  fileprivate var asDocument: JSON? {
    guard let first = first(where: { !$0.isWhitespace }), first == "{" || first == "[",
      let value = try? JSON(parsing: self), value.members?.isEmpty == false || value.array?.isEmpty == false
    else { return nil }
    return value
  }

  /// Code keeps its columns.
  fileprivate var withoutTabs: String { contains("\t") ? replacing("\t", with: "    ") : self }
}
