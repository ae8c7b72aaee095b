import Foundation
import Support

enum QueueWords {
  static var limits: String { localized("limits", "限制") }
  static var noQueues: [String] {
    [
      localized("No queues yet", "还没有队列"),
      localized("Services make them: flowsight serve", "服务启动时创建：flowsight serve"),
    ]
  }
  static var queue: String { localized("queue", "队列") }
  static var state: String { localized("state", "状态") }
  static var waiting: String { localized("waiting", "等待") }
  static var lag: String { localized("lag", "积压") }
  static var pending: String { localized("pending", "未确认") }
  static var oldest: String { localized("oldest", "最早") }
  static var length: String { localized("length", "长度") }
  static var added: String { localized("ever added", "累计加入") }
  static var consumers: String { localized("consumers", "消费者") }
  static var rateIn: String { localized("in/s", "入/秒") }
  static var rateOut: String { localized("out/s", "出/秒") }
  static var rates: String { localized("Rates of the last minutes", "最近几分钟的速率") }
  static var jobs: String { localized("Jobs", "作业") }
  static var heldBack: String { localized("held back", "被拦住") }
  static func runs(_ count: Int) -> String { localized(counted(count, "run"), "\(count) 次运行") }
  static var due: String { localized("may begin", "可开始") }
  static var later: String { localized("try again", "待重试") }
  static var leased: String { localized("leased", "已租出") }
  static var leases: String { localized("Leases", "租约") }
  static var carriesEvents: String {
    localized(
      "Only queues of jobs are held or limited; this one carries events, which are read as they come",
      "只有作业队列可以暂停或限流；这个队列传递事件，来一条读一条")
  }
  static var noLeases: [String] {
    [
      localized("Nobody holds a lease", "没有租约"),
      localized("A worker has one while it does a job; Tab goes back to the queue", "工作进程处理作业时持有租约；Tab 返回队列"),
    ]
  }
  static var step: String { localized("step", "步骤") }
  static var worker: String { localized("worker", "工作进程") }
  static var held: String { localized("held", "持有") }
  static var expires: String { localized("left", "剩余") }
  static var over: String { localized("over", "已过期") }
  static var done: String { localized("done", "进度") }
  static var peek: String { localized("Oldest entries", "最早的条目") }
  static var nothingWaits: String { localized("Everything is acknowledged", "全部已确认") }
  static var unreadable: String { localized("unreadable", "无法读取") }
  static var unknown: String { localized("unknown", "未知") }
  static var deserted: String {
    localized("It waits and nobody is there: start flowsight serve", "有积压而没有消费者：请启动 flowsight serve")
  }
  static func has(_ count: Int) -> String { localized("has \(Format.count(count))", "持有 \(Format.count(count))") }
  static func idle(_ time: String) -> String { localized("quiet for \(time)", "已空闲 \(time)") }
}
