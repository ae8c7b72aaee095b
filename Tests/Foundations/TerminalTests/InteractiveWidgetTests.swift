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
    _ = input.handle(.end)
    input.isFocused = false
    #expect(input.surface(Size(10, 1)).text() == "/ state:d…", "what is only read is read from its beginning")
    #expect(input.surface(Size(10, 1)).cursor == nil)
    (input.isFocused, input.isSecret) = (true, true)
    #expect(input.surface(Size(10, 1)).text() == "/ •••••••")
    #expect(InputLine("", placeholder: "filter").surface(Size(10, 1)).text() == "filter")
  }

  private func dialog(fields: [Form.Field] = []) -> Dialog {
    Dialog(
      "Discard 12 letters", Document(text: "They leave the queue for good.\nSkipped: 2 (held by another)."),
      fields: fields, buttons: [.init("Discard", style: .error), .init("Cancel")], focus: .button(1), tone: .error)
  }

  @Test func dialogs() {
    var surface = Surface(Size(44, 8))
    surface.fill(surface.bounds, with: ".", style: .success)
    surface.draw(dialog(), in: surface.bounds)
    #expect(
      surface.text() == """
        ............................................
        ┌ Discard 12 letters ──────────────────────┐
        │ They leave the queue for good.           │
        │ Skipped: 2 (held by another).            │
        │                                          │
        │   Discard   [ Cancel ]                   │
        └──────────────────────────────────────────┘
        ............................................
        """)
    #expect(surface[.zero]?.style.role == .disabled)
  }

  @Test func dialogsAskAndSayWhatIsMissing() {
    var dialog = dialog(fields: [.init("reason", .text(InputLine())), .init("type 12", .text(InputLine()))])
    #expect(dialog.handle(.enter) == 1, "what does nothing has the focus")
    #expect(dialog.handle(.tab) == nil && dialog.focus == .field(0))
    for character in "too old" { _ = dialog.handle(.character(character)) }
    #expect(dialog.handle(.enter) == nil && dialog.focus == .field(1), "enter goes on")
    dialog.paste("1\n")
    dialog.problem = "type 12 to confirm"
    #expect(
      dialog.surface(Size(44, 10)).text() == """
        ┌ Discard 12 letters ──────────────────────┐
        │ They leave the queue for good.           │
        │ Skipped: 2 (held by another).            │
        │                                          │
        │   reason  too old                        │
        │ ▸ type 12 1                              │
        │ ! type 12 to confirm                     │
        │   Discard     Cancel                     │
        └──────────────────────────────────────────┘

        """)
    _ = dialog.handle(.character("2"))
    #expect(dialog.problem == nil && dialog.fields[1].value == "1 2")
    #expect(dialog.surface(Size(30, 5)).text().contains("Discard     Cancel"), "the body gives way first")
  }

  @Test func dialogFocus() {
    var dialog = dialog()
    #expect(dialog.handle(.left) == nil && dialog.handle(.enter) == 0)
    #expect(dialog.handle(.right) == nil && dialog.handle(.enter) == 1)
    #expect(dialog.handle(.right) == nil && dialog.handle(.enter) == 0, "around")
    dialog.buttons[1].isEnabled = false
    #expect(dialog.handle(.left) == nil && dialog.focus == .button(0))
    dialog.focus = .button(1)
    #expect(dialog.handle(.enter) == nil)
    dialog.buttons = []
    #expect(dialog.handle(.tab) == nil && dialog.handle(.enter) == nil)
  }

  /// The body and the fields share what room there is; the buttons and the field with the focus always show.
  @Test func dialogsWithoutRoomScroll() {
    var dialog = dialog(fields: (1...4).map { .init("field \($0)", .text(InputLine("\($0)"))) })
    dialog.body = Document(text: (1...6).map { "line \($0)" }.joined(separator: "\n"))
    let size = Size(24, 9)
    #expect(dialog.isScrolling(in: size) && !dialog.isScrolling(in: Size(24, 20)))
    #expect(
      dialog.surface(size).text() == """
        ┌ Discard 12 letters ──┐
        │ line 1             ┃ │
        │ line 2             │ │
        │ line 3             │ │
        │   field 1 1          │
        │ ↓ field 2 2          │
        │                      │
        │   Disc…   [ Cancel ] │
        └──────────────────────┘
        """)
    dialog.focus = .field(3)
    dialog.scrollBody(by: 9, in: size)
    #expect(
      dialog.surface(size).lines()[1...5] == [
        "│ line 4             │ │", "│ line 5             │ │", "│ line 6             ┃ │",
        "│ ↑ field 3 3          │", "│ ▸ field 4 4          │",
      ])
    dialog.scrollBody(by: -9, in: size)
    #expect(dialog.bodyTop == 0)
  }

  @Test func forms() {
    var form = Form([
      .init("Name", .text(InputLine("orders")), problem: "is taken"),
      .init("Mode", .choice(["strict", "lenient"], selected: 0)), .init("Notify", .toggle(true)),
    ])
    #expect(
      form.surface(Size(30, 4)).text() == """
        ▸ Name   orders
                 is taken
          Mode   ‹ strict ›
          Notify [x]
        """)
    #expect(form.handle(.character("x")) && form.fields[0].value == "ordersx")
    #expect(form.handle(.tab) && form.handle(.right) && form.fields[1].value == "lenient")
    #expect(form.handle(.left) && form.handle(.left) && form.fields[1].value == "lenient")
    #expect(form.handle(.character("x")) == false && form.handle(.enter) == false)
    #expect(form.handle(.down) && form.handle(.space) && form.fields[2].value == "false")
    #expect(form.surface(Size(30, 2)).lines() == ["↑ Mode   ‹ lenient ›", "▸ Notify [ ]"], "the focus shows")
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
