import Foundation
import MemoryLabeling
import Model
import Support

/// Labeling projects with one item of each kind that is hard to show.
extension Fixture {
  static let labeling = try? projects()

  private static func projects() throws -> MemoryLabeling.State {
    let lead = MemoryLabeling(actor: Actor(name: "lea", credential: "lea", role: .lead))
    lead.change { $0.now = now }
    let spans = try lead.create(LabelProjectDraft(name: "names", schema: names, guidelines: "Mark every person."))
    _ = try lead.importTasks(spans.id, texts)
    let chats = try lead.create(
      LabelProjectDraft(
        name: "chats", schema: chatSchema, guidelines: "看整个会话，而不只看最后一句。\nRead the whole chat."))
    _ = try lead.importTasks(chats.id, [chat("c-1"), code, chat("c-3"), chat("c-4")])
    let moods = try lead.create(LabelProjectDraft(name: "moods", schema: moodSchema, settings: .init(overlap: 1)))
    _ = try lead.importTasks(moods.id, moodTexts)
    lead.change { state in
      state.stats = stats(moods.id)
      state.trends = trends(moods.id)
      state.groups = [SkillGroup(name: "chinese", members: ["ann", "王芳"]), SkillGroup(name: "medics", members: [])]
    }
    return lead.current
  }

  static let moodSchema = LabelSchema(fields: [
    LabelField(name: "mood", kind: .choice, options: ["good", "mixed", "bad"].map { LabelOption($0) }, isOrdered: true)
  ])

  static let moodTexts = (1...12).map { number in
    LabelTaskDraft(
      key: "m-\(number)", payload: ["text": .string("Review \(number): the tea was warm, the cup was not. 茶很好 🍵")],
      predictions: number == 1 ? [Prediction(model: "tiny-1", score: 0.91, annotation: ["mood": "mixed"])] : [])
  }

  static let names = LabelSchema(fields: [
    LabelField(
      name: "names", kind: .spans, options: ["PERSON", "PLACE"].map { LabelOption($0) }, source: "text"),
    LabelField(name: "sure", kind: .rating, isRequired: false, minimum: 1, maximum: 5, step: 1),
  ])

  static let texts = [
    LabelTaskDraft(
      key: "n-1",
      payload: ["text": "Zoë 👩‍👩‍👧 met 张伟 in Paris.\nThen she went home; 他留在北京。 שלום"]),
    LabelTaskDraft(key: "n-2", payload: ["text": .string(hostile + "Ann")]),
    LabelTaskDraft(
      key: "n-3",
      payload: ["text": .string(String(repeating: "A long tale of Ann and Bob. ", count: 120)), "source": "book"]),
  ]

  static let chatSchema = LabelSchema(fields: [
    LabelField(
      name: "outcome", title: "结果", kind: .choice,
      options: [
        LabelOption("solved", title: "已解决", help: "用户确认问题解决"), LabelOption("open", title: "未解决"),
        LabelOption("handed_over", title: "已转人工"),
      ]),
    LabelField(
      name: "topics", kind: .choices, options: (1...12).map { LabelOption("topic-\($0)") }, isRequired: false),
    LabelField(name: "stars", kind: .rating, isRequired: false, minimum: 0, maximum: 10, step: 0.5),
    LabelField(
      name: "order", kind: .ranking, options: ["speed", "tone", "price"].map { LabelOption($0) }, isRequired: false),
    LabelField(name: "note", kind: .text, isRequired: false, lengthMax: 40),
  ])

  static func chat(_ key: String) -> LabelTaskDraft {
    LabelTaskDraft(
      key: key,
      payload: [
        "session": .string(key),
        "turns": [
          ["role": "用户", "text": "我的订单 20240612 还没有到，已经一周了 😠", "time": "10:02"],
          ["role": "客服-小美", "text": "非常抱歉！我马上为您查询物流。", "time": "10:03"],
          ["role": "用户", "text": "谢谢。\nالطلب متأخر", "time": "10:05"],
          ["role": "客服-小美", "text": "包裹明天送达，补偿您 5 元券。", "time": "10:06"],
        ],
      ],
      predictions: [
        Prediction(
          model: "chat-2", score: 0.87, annotation: ["outcome": "solved", "topics": ["topic-2", "topic-11"]])
      ])
  }

  static let code = LabelTaskDraft(
    key: "c-2",
    payload: [
      "code": "func f(_ x: Int) -> Int {\n\tif x > 0 {\n\t\treturn x\n\t}\n\treturn -x\n}",
      "log": "{\"level\": \"error\", \"tags\": [1, 2]}", "evil": .string(hostile),
    ])

  static func stats(_ project: LabelProjectID) -> LabelStats {
    func figure(_ value: Double, _ n: Int) -> LabelFigure {
      LabelFigure(value: value, undefined: nil, n: n, low: value - 0.1, high: min(1, value + 0.08))
    }
    let none = LabelFigure(value: nil, undefined: "no_item_shared", n: 0)
    return LabelStats(
      projectID: project, tasks: [.open: 12], goldItems: 4,
      gold: [
        .init(
          taskID: id(60), key: "m-7", answer: ["mood": "bad"], served: 20, right: 17, missedBy: ["ann", "王芳"]),
        .init(taskID: id(61), key: "m-9", answer: ["mood": "good"], served: 0, right: 0, missedBy: []),
      ],
      annotators: [
        .init(
          name: "ann", submitted: 120, accepted: 100, rejected: 3, skipped: 2, held: 1, medianSeconds: 4.2,
          goldAccuracy: figure(0.9, 20), agreement: figure(0.82, 60), lastSeenAt: ago(60)),
        .init(
          name: "王芳", submitted: 80, accepted: 70, rejected: 0, skipped: 0, held: 0, medianSeconds: nil,
          goldAccuracy: none, agreement: figure(0.55, 60), lastSeenAt: nil),
      ],
      fields: [
        .init(
          name: "mood", observed: figure(0.8, 60), alpha: LabelFigure(value: 0.71, undefined: nil, n: 60),
          metric: "ordinal", pairs: [.init(a: "ann", b: "王芳", observed: figure(0.8, 60), kappa: figure(0.66, 60))],
          labels: [
            .init(
              label: "good", count: 90, alpha: figure(0.7, 60), precision: figure(0.9, 20), recall: figure(0.8, 20),
              f1: figure(0.85, 20))
          ], scores: [.init(name: "macro", precision: figure(0.9, 20), recall: figure(0.8, 20), f1: figure(0.85, 20))])
      ],
      days: [
        .init(day: "2026-03-05", submitted: 150, accepted: 120, rejected: 3),
        .init(day: "2026-03-04", submitted: 50, accepted: 50, rejected: 0),
      ])
  }

  /// Two labels of one task that differ, and one that was labeled twice alike.
  static var reviewed: MemoryPlatform.Data {
    var data = full()
    data.labeling = try? pairs()
    return data
  }

  static var owned: MemoryPlatform.Data {
    var data = full()
    data.mayActAs = true
    return data
  }

  private static func pairs() throws -> MemoryLabeling.State {
    let lead = MemoryLabeling(actor: Actor(name: "lea", credential: "lea", role: .lead))
    lead.change { $0.now = now }
    let project = try lead.create(
      LabelProjectDraft(name: "pairs", schema: pairSchema, settings: LabelSettings(overlap: 2, reviewRate: 1)))
    _ = try lead.importTasks(
      project.id, ["p-1", "p-2"].map { LabelTaskDraft(key: $0, payload: ["text": "Ann saw 张伟. Fine day."]) })
    let bad: JSON = [["start": 0, "end": 3, "label": "PERSON", "text": "Ann"]]
    let good: JSON = [
      ["start": 0, "end": 3, "label": "PERSON", "text": "Ann"],
      ["start": 8, "end": 10, "label": "PERSON", "text": "张伟"],
    ]
    let answers: [[JSON]] = [
      [["mood": "good", "names": good], ["mood": "good", "names": good]],
      [["mood": "good", "names": good], ["mood": "bad", "names": bad]],
    ]
    var state = lead.current
    for (index, name) in ["bob", "cleo"].enumerated() {
      let worker = MemoryLabeling(actor: Actor(name: name, credential: name, role: .annotator))
      worker.change { $0 = state }
      for task in answers.indices {
        guard let item = try worker.next(project.id) else { continue }
        _ = try worker.submit(
          Submission(lease: item.lease, annotation: answers[task][index], idempotencyKey: "\(name)-\(task)"))
      }
      state = worker.current
    }
    return state
  }

  static let pairSchema = LabelSchema(fields: [
    LabelField(name: "mood", kind: .choice, options: ["good", "bad"].map { LabelOption($0) }),
    LabelField(
      name: "names", kind: .spans, options: ["PERSON", "PLACE"].map { LabelOption($0) }, isRequired: false,
      source: "text"),
  ])
}
