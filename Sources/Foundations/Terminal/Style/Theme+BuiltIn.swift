extension Theme {
  /// For dark terminals; the background is the terminal's own.
  public static let dark = Theme(
    name: "dark",
    inks: [
      .text: Ink(.standard),
      .muted: Ink(Color(hex: 0x868e99), ansi: .indexed(8)),
      .accent: Ink(Color(hex: 0x5fd7ff), ansi: .indexed(14)),
      .title: Ink(Color(hex: 0xe4e4e4), ansi: .indexed(15), .bold),
      .border: Ink(Color(hex: 0x585f69), ansi: .indexed(8)),
      .focus: Ink(Color(hex: 0x5fd7ff), ansi: .indexed(14)),
      .panel: Ink(on: Color(hex: 0x262626), on16: .standard),
      .selection: Ink(Color(hex: 0xffffff), on: Color(hex: 0x005f87), ansi: .indexed(15), on16: .indexed(4)),
      .mark: Ink(Color(hex: 0xffaf00), ansi: .indexed(11), .bold),
      .header: Ink(Color(hex: 0x9aa4b2), ansi: .indexed(7), .bold),
      .key: Ink(Color(hex: 0x5fd7ff), ansi: .indexed(14), .bold),
      .badge: Ink(Color(hex: 0x121212), on: Color(hex: 0x8a94a3), ansi: .indexed(0), on16: .indexed(7)),
      .banner: Ink(Color(hex: 0xffffff), on: Color(hex: 0xaf0000), ansi: .indexed(15), on16: .indexed(1), .bold),
      .disabled: Ink(Color(hex: 0x707070), ansi: .indexed(8)),
      .success: Ink(Color(hex: 0x5fd787), ansi: .indexed(10)),
      .warning: Ink(Color(hex: 0xffaf00), ansi: .indexed(11)),
      .error: Ink(Color(hex: 0xff5f5f), ansi: .indexed(9)),
      .info: Ink(Color(hex: 0x87afff), ansi: .indexed(12)),
      .name: Ink(Color(hex: 0x5fd7ff), ansi: .indexed(14)),
      .string: Ink(Color(hex: 0xafd787), ansi: .indexed(10)),
      .number: Ink(Color(hex: 0xffaf5f), ansi: .indexed(11)),
      .literal: Ink(Color(hex: 0xd787d7), ansi: .indexed(13)),
    ])

  /// For light terminals.
  public static let light = Theme(
    name: "light",
    inks: [
      .text: Ink(.standard),
      .muted: Ink(Color(hex: 0x6c6c6c), ansi: .indexed(8)),
      .accent: Ink(Color(hex: 0x005f87), ansi: .indexed(4)),
      .title: Ink(Color(hex: 0x121212), ansi: .standard, .bold),
      .border: Ink(Color(hex: 0xa8a8a8), ansi: .indexed(8)),
      .focus: Ink(Color(hex: 0x005fd7), ansi: .indexed(4)),
      .panel: Ink(on: Color(hex: 0xeeeeee), on16: .standard),
      .selection: Ink(Color(hex: 0x000000), on: Color(hex: 0xafd7ff), ansi: .indexed(15), on16: .indexed(4)),
      .mark: Ink(Color(hex: 0xa65700), ansi: .indexed(5), .bold),
      .header: Ink(Color(hex: 0x4e4e4e), ansi: .standard, .bold),
      .key: Ink(Color(hex: 0x005f87), ansi: .indexed(4), .bold),
      .badge: Ink(Color(hex: 0xffffff), on: Color(hex: 0x6c6c6c), ansi: .indexed(15), on16: .indexed(8)),
      .banner: Ink(Color(hex: 0xffffff), on: Color(hex: 0xaf0000), ansi: .indexed(15), on16: .indexed(1), .bold),
      .disabled: Ink(Color(hex: 0x888888), ansi: .indexed(8)),
      .success: Ink(Color(hex: 0x007e00), ansi: .indexed(2)),
      .warning: Ink(Color(hex: 0xa65700), ansi: .indexed(5)),
      .error: Ink(Color(hex: 0xd70000), ansi: .indexed(1)),
      .info: Ink(Color(hex: 0x005fd7), ansi: .indexed(4)),
      .name: Ink(Color(hex: 0x005f87), ansi: .indexed(4)),
      .string: Ink(Color(hex: 0x507700), ansi: .indexed(2)),
      .number: Ink(Color(hex: 0xa65700), ansi: .indexed(1)),
      .literal: Ink(Color(hex: 0x8700af), ansi: .indexed(5)),
    ])

  /// No colour: roles differ by emphasis. Also what every theme looks like on a terminal without colours.
  public static let mono = Theme(
    name: "mono",
    inks: [
      .muted: Ink(.dim), .title: Ink(.bold), .border: Ink(.dim), .focus: Ink(.bold), .selection: Ink(.reverse),
      .mark: Ink(.bold), .header: Ink(.bold), .key: Ink(.bold), .badge: Ink(.reverse),
      .banner: Ink([.reverse, .bold]), .disabled: Ink(.dim), .warning: Ink(.bold), .error: Ink([.bold, .underline]),
      .name: Ink(.bold),
    ])

  public static let builtIn = [dark, light, mono]
}

extension Theme.Ink {
  fileprivate init(_ emphasis: Emphasis) { self.init(nil, emphasis) }
}
