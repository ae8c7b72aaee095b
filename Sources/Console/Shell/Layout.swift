import Terminal

/// Where the parts of the screen are. The body gives up last: on a tiny terminal there is nothing but it.
struct Layout: Hashable {
  var context: Rect
  var tabs: Rect
  var crumbs: Rect
  var body: Rect
  var message: Rect
  var hints: Rect
  /// What lies over the rest: the keys that work in it stay in sight.
  var popups: Rect

  /// Columns from which a list shows the row under the cursor beside it.
  static let splitColumns = 110

  /// Columns from which the tabs, with their names, and the breadcrumb share a line.
  static let oneLineColumns = 160

  init(_ size: Size) {
    let whole = Rect(size)
    let (width, height) = (whole.width, whole.height)
    let none = Rect(0, 0, 0, 0)
    (context, tabs, crumbs, message, hints) = (none, none, none, none, none)
    popups = whole
    guard height >= 6 else {
      body = Rect(0, 0, width, max(0, height - 1))
      message = Rect(0, body.maxY, width, min(1, height))
      return
    }
    context = Rect(0, 0, width, 1)
    if width >= Layout.oneLineColumns {
      tabs = Rect(0, 1, width - max(60, width * 2 / 5), 1)
      crumbs = Rect(tabs.maxX, 1, width - tabs.width, 1)
      body = Rect(0, 2, width, height - 4)
    } else if height >= 10 {
      tabs = Rect(0, 1, width, 1)
      crumbs = Rect(0, 2, width, 1)
      body = Rect(0, 3, width, height - 5)
    } else {
      crumbs = Rect(0, 1, width, 1)
      body = Rect(0, 2, width, height - 4)
    }
    message = Rect(0, height - 2, width, 1)
    hints = Rect(0, height - 1, width, 1)
    popups = Rect(0, 0, width, height - 1)
  }
}
