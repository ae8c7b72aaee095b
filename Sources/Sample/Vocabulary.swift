/// The words of a chat-session export.
enum Vocabulary {
  static let nicknames = WordList(
    [
      "爱吃火锅的小猫", "momo", "追风少年", "一只柚子", "清风徐来", "快乐的小土豆", "Lucky", "大海里的鱼", "奶茶不加糖", "小熊饼干", "南城旧梦",
      "今天也要加油", "王先生", "李女士", "张小姐", "陈同学", "阳光彩虹小白马", "星河", "半糖主义", "不吃香菜", "Kevin", "桃子汽水", "人间清醒",
      "夏天的风", "云淡风轻", "番茄炒蛋", "Sunny", "岁月静好", "橘子味的猫", "平平无奇",
    ] + (1...30).map { "用户\(70_213 + $0 * 7919)" })

  static let emoji = WordList(["😀", "🌸", "🐱", "✨", "🍉", "❤️", "🎈", "👍🏻"])

  /// What the platform writes for them where its encoding has none.
  static let noEmoji = WordList(["?"])

  static let scenes = WordList([
    "商品详情页", "商品详情页", "商品详情页", "订单详情页", "订单详情页", "订单详情页", "店铺首页", "物流详情页", "退款售后页", "退款售后页", "直播间", "消息列表",
  ])

  static let evaluations = WordList(
    [String](repeating: "未评价", count: 10) + [String](repeating: "非常满意", count: 6) + [
      "满意", "满意", "满意", "一般", "不满意", "非常不满意",
    ]
  )

  static let transferTypes = WordList(["用户主动转人工", "用户主动转人工", "机器人转人工", "超时转人工", "关键词转人工"])
  static let noTransfer = WordList(["未转人工"])

  static let agents = WordList([
    "客服-小美", "客服-阿强", "客服-Lily", "客服-晓东", "客服-思琪", "客服-大伟", "客服-婷婷", "客服-子涵", "售后-老周", "售后-佳佳",
  ])

  static let reasons = WordList(["专业问题", "退换货咨询", "客服下线", "用户投诉", "物流异常", "价格保护"])
  static let remarks = WordList(["加急处理", "用户要求回电", "已补偿5元券", "商品破损", "改地址"])

  /// None of them is a date.
  static let badDates = WordList([
    "2024-13-45 10:00:00", "0000-00-00 00:00:00", "昨天", "2024/02/30 9:15", "--", "1718000000",
  ])

  static let headers = WordList(SampleFile.columnNames)

  /// The first digits of identity numbers: places.
  static let places = WordList(["110105", "310104", "440106", "330102", "510104"])
}
