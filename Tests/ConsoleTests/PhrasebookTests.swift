import Model
import Support
import Testing

@testable import Console

/// Sentences of the services, said in Chinese.
@Suite struct PhrasebookTests {
  @Test(arguments: [
    ("1 of 40 rows were rejected", "40 行中有 1 行被拒绝"),
    (
      "1 of 40 rows were rejected; the first: row 7 (line 8), field 'phone': type_mismatch",
      "40 行中有 1 行被拒绝；首先是第 7 条（第 8 行）的字段“phone”：类型不符"
    ),
    ("letter 0195 is left alone: it is REDRIVEN", "死信 0195 保持原样：它的状态是“已重投”"),
    ("ann has the role viewer, which may not redrive", "ann 的角色是 viewer，无权重投"),
    ("there is no dead letter 0195", "没有死信 0195"),
    ("UPLOADING → INGESTED", "上传中 → 已接入"), ("received DEAD", "收到 死信"), ("#2 crashed", "#2 中途退出"),
    ("rows_rejected: 1 of 40 rows were rejected", "rows_rejected：40 行中有 1 行被拒绝"),
    ("it has no steps; versions are counted from 1", "它没有步骤；版本从 1 开始"),
  ])
  func sentencesAreSaid(_ english: String, _ chinese: String) {
    #expect(Phrasebook.chinese.said(english) == chinese)
  }

  @Test func whatNobodyForesawIsNotSaid() {
    for sentence in ["", "no such words", "1 of 40", String(repeating: "it is ", count: 5000)] {
      #expect(Phrasebook.chinese.said(sentence) == nil)
    }
  }

  /// Particulars stand where they belong, whatever they are.
  @Test func everyFormIsSaidWithItsParticulars() {
    let forms =
      Phrases.work + Phrases.runs + Phrases.documents + Phrases.labeling + Phrases.labelFiles + Phrases.files
      + Phrases.rows + Phrases.stores + Phrases.servers + Phrases.doors
    #expect(forms.count > 350)
    for (english, chinese) in forms {
      let pieces = english.split(separator: "{}", omittingEmptySubsequences: false)
      var sentence = String(pieces[0])
      for (index, piece) in pieces.dropFirst().enumerated() { sentence += "P\(index + 1)Q" + piece }
      let said = Phrasebook.chinese.said(sentence)
      #expect(said != nil, "\(english)")
      let isWorded =
        !english.contains(where: \.isLetter) || chinese.unicodeScalars.contains(where: \.properties.isIdeographic)
      #expect(isWorded, "\(chinese)")
      for index in pieces.indices.dropFirst() where chinese.contains("{\(index)}") || chinese.contains("<\(index)>") {
        #expect(said?.contains("P\(index)Q") == true, "\(english): \(said ?? "")")
      }
      #expect(said?.contains("{") == chinese.replacing(/[{<]\d[}>]/, with: "").contains("{"), "\(english)")
    }
  }
}
