import Support
import Tabular

/// Makes the rows of one file, one after the other.
struct SessionGenerator: ~Copyable {
  private let file: SampleFile
  private let emoji: WordList
  private var random: SplitMix64
  /// The ids of the last good rows, from which duplicates are taken.
  private var recent = [Int64](repeating: 0, count: 1024)
  private var goodRows = 0
  private(set) var truth = SampleFile.Truth()

  init(_ file: SampleFile) {
    self.file = file
    emoji = file.encoding == .gbk && file.kind != .jsonLines ? Vocabulary.noEmoji : Vocabulary.emoji
    random = SplitMix64(seed: file.seed)
  }

  private enum Defect {
    case none
    case missing
    case badDate
    case duplicate
    case ragged
  }

  private static let idBase: Int64 = 7_300_000_000_000_000_000
  private static let idStep = 97_003

  /// Replaces the draft with the next row.
  mutating func next(into draft: inout RowDraft) {
    draft.removeAll()
    let defect = drawDefect()
    let id =
      SessionGenerator.idBase + Int64(truth.rows * SessionGenerator.idStep + random.below(SessionGenerator.idStep))
    appendID(id, defect, to: &draft)
    let time = drawTime()
    appendTime(defect == .badDate ? nil : time, to: &draft)
    appendUser(to: &draft)
    for words in [Vocabulary.scenes, Vocabulary.scenes, Vocabulary.evaluations] {
      words.appendAny(&random, to: &draft.text)
      draft.endField()
    }
    if random.percent(30) { appendRobot(to: &draft) } else { appendAgent(time, to: &draft) }
    if defect == .ragged { makeRagged(&draft) }
    truth.rows += 1
  }

  /// Replaces the draft with a row whose last field is long and quoted.
  mutating func last(into draft: inout RowDraft) {
    repeat { next(into: &draft) } while draft.fieldCount != SampleFile.columnNames.count
    draft.dropField()
    appendTransfer(to: &draft)
  }

  private mutating func drawDefect() -> Defect {
    let rates = file.errors
    var draw = random.unit()
    for (rate, defect) in [
      (rates.missing, Defect.missing), (rates.badDates, .badDate), (rates.duplicates, .duplicate),
      (rates.ragged, .ragged),
    ] {
      if draw < rate { return defect == .duplicate && goodRows == 0 ? .none : defect }
      draw -= rate
    }
    return .none
  }
}

extension SessionGenerator {
  private mutating func appendID(_ id: Int64, _ defect: Defect, to draft: inout RowDraft) {
    switch defect {
    case .missing: truth.missing += 1
    case .badDate:
      truth.badDates += 1
      draft.text.appendInteger(id)
    case .ragged:
      truth.ragged += 1
      draft.text.appendInteger(id)
    case .duplicate:
      truth.duplicates += 1
      draft.text.appendInteger(recent[random.below(min(goodRows, recent.count))])
    case .none:
      recent[goodRows % recent.count] = id
      goodRows += 1
      draft.text.appendInteger(id)
    }
    draft.endField()
  }

  /// Sessions of a day follow those of the day before; most are in the afternoon and evening.
  private mutating func drawTime() -> CivilDateTime? {
    let day = 1 + min(27, truth.rows * 28 / max(1, file.rows))
    let hour = 8 + max(random.below(14), random.below(15))
    return CivilDateTime(
      year: file.year, month: file.month, day: day, hour: hour, minute: random.below(50), second: random.below(60))
  }

  private mutating func appendTime(_ time: CivilDateTime?, to draft: inout RowDraft) {
    if let time { time.append(to: &draft.text) } else { Vocabulary.badDates.appendAny(&random, to: &draft.text) }
    draft.endField()
  }

  private mutating func appendUser(to draft: inout RowDraft) {
    Vocabulary.nicknames.appendAny(&random, to: &draft.text)
    if random.percent(12) { emoji.appendAny(&random, to: &draft.text) }
    let draw = random.below(100)
    if draw < 15 {
      draft.text.append("(手机号")
      draft.text.appendInteger(
        13_000_000_000 + Int64(random.below(70)) * 100_000_000 + Int64(random.below(100_000_000)))
      draft.text.append(")")
    } else if draw == 15 {
      draft.text.append("(身份证")
      appendIdentity(to: &draft)
      draft.text.append(")")
    }
    draft.endField()
  }

  /// An identity number with a date of birth and a check digit that hold (GB 11643-1999).
  private mutating func appendIdentity(to draft: inout RowDraft) {
    let start = draft.text.count
    Vocabulary.places.appendAny(&random, to: &draft.text)
    let birth =
      Int64(1960 + random.below(45)) * 10_000 + Int64(1 + random.below(12)) * 100 + Int64(1 + random.below(28))
    draft.text.appendInteger(birth)
    draft.text.appendInteger(Int64(100 + random.below(900)))
    var sum = 0
    for byte in draft.text.elements[start...] { sum = (sum + Int(byte - 0x30)) * 2 % 11 }
    let check = (12 - sum) % 11
    draft.text.append(check == 10 ? UInt8(ascii: "X") : 0x30 + UInt8(check))
  }

  private mutating func appendRobot(to draft: inout RowDraft) {
    Vocabulary.noTransfer.append(0, to: &draft.text)
    for _ in 6..<SampleFile.columnNames.count { draft.endField() }
  }

  private mutating func appendAgent(_ time: CivilDateTime?, to draft: inout RowDraft) {
    Vocabulary.transferTypes.appendAny(&random, to: &draft.text)
    draft.endField()
    let wait = random.below(600)
    let queued = time.flatMap {
      CivilDateTime(
        year: $0.year, month: $0.month, day: $0.day, hour: $0.hour, minute: $0.minute + wait / 60,
        second: max($0.second, wait % 60))
    }
    queued?.append(to: &draft.text)
    draft.endField()
    Vocabulary.agents.appendAny(&random, to: &draft.text)
    draft.endField()
    for most in [90, 180, 1800] { appendDuration(1 + random.below(most), to: &draft) }
    if random.percent(15) { appendTransfer(to: &draft) } else { draft.endField() }
  }

  private mutating func appendDuration(_ seconds: Int, to draft: inout RowDraft) {
    if seconds >= 60 {
      draft.text.appendInteger(Int64(seconds / 60))
      draft.text.append("分")
    }
    draft.text.appendInteger(Int64(seconds % 60))
    draft.text.append("秒")
    draft.endField()
  }

  private mutating func appendTransfer(to draft: inout RowDraft) {
    Vocabulary.agents.appendAny(&random, to: &draft.text)
    draft.text.append(" 转接至 ")
    Vocabulary.agents.appendAny(&random, to: &draft.text)
    draft.text.append(",原因:")
    Vocabulary.reasons.appendAny(&random, to: &draft.text)
    draft.text.append("\n备注:\"")
    Vocabulary.remarks.appendAny(&random, to: &draft.text)
    draft.text.append("\"")
    draft.endField()
  }

  /// Takes the last field away, or adds two.
  private mutating func makeRagged(_ draft: inout RowDraft) {
    if random.percent(50) {
      draft.dropField()
    } else {
      draft.text.append("x")
      draft.endField()
      draft.endField()
    }
  }
}
