import Support
import Terminal
import Testing

/// Pictures and keys of the widgets that take keys.
@Suite struct InteractiveWidgetTests {
  @Test func inputLinesScrollSideways() {
    var input = InputLine("state:dead age>2h", prompt: Span("/ ", .key))
    #expect(input.surface(Size(30, 1)).text() == "/ state:dead age>2h")
    #expect(input.surface(Size(30, 1)).cursor == Point(19, 0))
    #expect(input.surface(Size(10, 1)).text() == "/  age>2h")
    #expect(input.surface(Size(10, 1)).cursor == Point(9, 0))
    _ = input.handle(.home)
    #expect(input.surface(Size(10, 1)).text() == "/ state:de")
    input.isSecret = true
    #expect(input.surface(Size(10, 1)).text() == "/ ••••••••")
    #expect(InputLine("", placeholder: "filter").surface(Size(10, 1)).text() == "filter")
  }

  private func dialog() -> Dialog {
    Dialog(
      title: "Discard 12 letters", body: [["They leave the queue for good."], [""], ["Skipped: 2 (held by another)."]],
      buttons: [.init("Cancel"), .init("Discard", style: .error)], tone: .error, widthMax: 40)
  }

  @Test func dialogs() {
    var surface = Surface(Size(44, 9))
    surface.fill(surface.bounds, with: ".", style: .success)
    surface.draw(dialog(), in: surface.bounds)
    #expect(
      surface.text() == """
        ............................................
        ..┌ Discard 12 letters ──────────────────┐..
        ..│ They leave the queue for good.       │..
        ..│                                      │..
        ..│ Skipped: 2 (held by another).        │..
        ..│                                      │..
        ..│               [ Cancel ]   Discard   │..
        ..└──────────────────────────────────────┘..
        ............................................
        """)
    #expect(surface[.zero]?.style.role == .disabled)
  }

  @Test func dialogFocus() {
    var dialog = dialog()
    #expect(dialog.handle(.enter) == 0)
    #expect(dialog.handle(.tab) == nil && dialog.handle(.enter) == 1)
    #expect(dialog.handle(.right) == nil && dialog.handle(.enter) == 0)
    dialog.buttons[1].isEnabled = false
    #expect(dialog.handle(.left) == nil && dialog.focus == 0)
    dialog.focus = 1
    #expect(dialog.handle(.enter) == nil)
    dialog.buttons = []
    #expect(dialog.handle(.tab) == nil && dialog.handle(.enter) == nil)
  }

  @Test func forms() {
    var form = Form([
      .init("Name", .text(InputLine("orders")), problem: "is taken"),
      .init("Mode", .choice(["strict", "lenient"], selected: 0)), .init("Notify", .toggle(true)),
    ])
    #expect(
      form.surface(Size(30, 4)).text() == """
        ▸  Name   orders
                  is taken
           Mode   ‹ strict ›
           Notify [x]
        """)
    #expect(form.handle(.character("x")) && form.fields[0].value == "ordersx")
    #expect(form.handle(.tab) && form.handle(.right) && form.fields[1].value == "lenient")
    #expect(form.handle(.left) && form.handle(.left) && form.fields[1].value == "lenient")
    #expect(form.handle(.character("x")) == false && form.handle(.enter) == false)
    #expect(form.handle(.down) && form.handle(.space) && form.fields[2].value == "false")
    #expect(form.handle(.tab) && form.focus == 0)
    form.paste("a\nb")
    #expect(form.fields[0].value == "ordersxa b")
    var empty = Form([])
    #expect(empty.handle(.tab) == false)
  }

  @Test func scrolling() {
    var scroll = Scroll()
    scroll.move(by: 1, count: 10, height: 4)
    #expect(scroll.cursor == 1 && scroll.top == 0)
    scroll.move(by: Int.max, count: 10, height: 4)
    #expect(scroll.cursor == 9 && scroll.top == 6)
    scroll.move(by: Int.min, count: 10, height: 4)
    #expect(scroll.cursor == 0 && scroll.top == 0)
    scroll.move(to: 8, count: 10, height: 4)
    scroll.fit(count: 3, height: 4)
    #expect(scroll.cursor == 2 && scroll.top == 0)
    scroll.fit(count: 0, height: 0)
    #expect(scroll.cursor == 0 && scroll.top == 0)
  }
}
